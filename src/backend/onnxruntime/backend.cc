// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "slipway/backend.h"

#include <algorithm>
#include <charconv>

#include "backend/onnxruntime/library.h"
#include "backend/onnxruntime/session.h"
#include "base/error.h"
#include "base/strings.h"

namespace slipway::backend {
namespace onnxruntime {
namespace {

namespace fs = std::filesystem;

/// "cpu" -> -1, "cuda:1" -> 1.
int cuda_device(const std::string& device) {
  if (device == "cpu") return -1;
  if (device == "cuda") return 0;
  int index = -1;
  if (starts_with(device, "cuda:")) {
    const char* end = device.data() + device.size();
    const auto [stop, error] = std::from_chars(device.data() + 5, end, index);
    if (error == std::errc() && stop == end && index >= 0) return index;
  }
  fail("unknown device '{}'; give 'cpu' or 'cuda:N'", device);
}

Ort::SessionOptions make_options(const SessionOptions& options) {
  Ort::SessionOptions result;
  result.SetGraphOptimizationLevel(options.optimize ? ORT_ENABLE_ALL : ORT_DISABLE_ALL);
  result.SetExecutionMode(ORT_SEQUENTIAL);
  if (options.release_memory) {
    result.DisableCpuMemArena();
    result.DisableMemPattern();
  }
  if (options.threads < 0) fail("threads must be 0 (all cores) or more, got {}", options.threads);
  if (options.threads > 0) result.SetIntraOpNumThreads(options.threads);
  result.SetInterOpNumThreads(1);
  // Waiting threads would burn the cores that pre-processing, LibTorch or another process needs.
  result.AddConfigEntry("session.intra_op.allow_spinning", "0");
  result.AddConfigEntry("session.inter_op.allow_spinning", "0");
  if (const int cuda = cuda_device(options.device); cuda >= 0) {
    const std::vector<std::string> known = providers();
    if (std::find(known.begin(), known.end(), "CUDAExecutionProvider") == known.end())
      throw Error(
          fmt::format(
              "device '{}' is not available: ONNX Runtime {} ({}) was built without CUDA; use 'cpu', or name the "
              "library of a GPU build in SLIPWAY_ONNXRUNTIME",
              options.device, library().version, library().path.string()),
          ErrorKind::kUnavailable);
    OrtCUDAProviderOptions provider{};
    provider.device_id = cuda;
    result.AppendExecutionProvider_CUDA(provider);
  }
  return result;
}

/// Runs `body`; what ONNX Runtime throws becomes an Error with its message.
template <typename Body>
std::unique_ptr<Session> open_as(const std::string& what, Body&& body) {
  try {
    return std::make_unique<OnnxRuntimeSession>(body());
  } catch (const Ort::Exception& e) {
    fail("ONNX Runtime cannot load {}: {}", what, e.what());
  }
}

class OnnxRuntimeBackend : public Backend {
 public:
  std::string_view name() const override { return "onnxruntime"; }

  Availability availability() const override {
    const Library& found = library();
    return {found.problem.empty(), found.problem.empty() ? found.version : "", found.problem};
  }

  // The highest opset that every library of the API version compiled against takes (its release notes).
  int max_opset() const override { return 22; }

  std::vector<fs::path> compile(const fs::path& model, const std::string&) const override { return {model}; }

  std::unique_ptr<Session> open(const std::vector<fs::path>& files, const SessionOptions& options) const override {
    if (files.size() != 1) fail("ONNX Runtime wants one model file, got {}", files.size());
    const fs::path& file = files.front();
    std::error_code error;
    const fs::file_status status = fs::status(file, error);
    if (!fs::exists(status)) fail("{}: no such model file", file.string());
    if (fs::is_directory(status)) fail("{} is a folder, not a model file", file.string());
    if (fs::file_size(file, error) == 0 && !error) fail("{}: the model file is empty", file.string());
    Ort::Env& env = environment();
    return open_as(file.string(), [&] { return Ort::Session(env, file.c_str(), make_options(options)); });
  }

  std::unique_ptr<Session> open_memory(std::string_view model, const SessionOptions& options) const override {
    if (model.empty()) fail("the model in memory is empty");
    Ort::Env& env = environment();
    return open_as("the model in memory",
                   [&] { return Ort::Session(env, model.data(), model.size(), make_options(options)); });
  }
};

}  // namespace
}  // namespace onnxruntime
}  // namespace slipway::backend

extern "C" const slipway::backend::Backend* slipway_backend_entry() {
  static const slipway::backend::onnxruntime::OnnxRuntimeBackend kBackend;
  return &kBackend;
}
