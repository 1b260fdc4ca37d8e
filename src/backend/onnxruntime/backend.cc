// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "slipway/backend.h"

#include "backend/config_dict.h"
#include "backend/device.h"
#include "backend/model_file.h"
#include "backend/onnxruntime/options.h"
#include "base/error.h"

namespace slipway::backend {
namespace onnxruntime {
namespace {

namespace fs = std::filesystem;

Ort::SessionOptions make_options(const SessionOptions& options) {
  Ort::SessionOptions result = make_session_options(options);
  if (const std::optional<int> cuda = cuda_index(options.device)) {
    require_cuda(*cuda);
    append_cuda(result, *cuda);
  }
  return result;
}

class OnnxRuntimeBackend : public Backend {
 public:
  std::string_view name() const override { return "onnxruntime"; }

  Availability availability() const override {
    const Library& found = library();
    return {found.problem.empty(), found.problem.empty() ? found.version : "", found.problem};
  }

  Capabilities capabilities() const override {
    return {
        // The highest that every library of the API version compiled against takes (its release notes).
        .max_opset = 22,
        // A library without kernels for f16 of its own (the CPU's) computes in f32 and rounds each layer to f16.
        .precisions = {"FP32", "FP16"},
        .half_precision_in_file = true,
    };
  }

  std::vector<ConfigProblem> check_config(const std::string& backend_config_json) const override {
    const nlohmann::json parsed = nlohmann::json::parse(backend_config_json, nullptr, false);
    std::vector<ConfigProblem> problems;
    ConfigDict config(parsed, problems);
    // What these ask for happens to the graph, before the file gets here.
    for (const char* key : {"type", "precision", "common_config"}) config.find(key);
    config.finish("ONNX Runtime");
    return problems;
  }

  void check_device(const std::string& device) const override {
    if (const std::optional<int> cuda = cuda_index(device)) require_cuda(*cuda);
  }

  std::vector<fs::path> compile(const fs::path& model, const std::string&) const override { return {model}; }

  std::unique_ptr<Session> open(const std::vector<fs::path>& files, const SessionOptions& options) const override {
    if (files.size() != 1) fail("ONNX Runtime wants one model file, got {}", files.size());
    require_model(files.front(), FileKind::kOnnx, "ONNX Runtime reads ONNX models (.onnx)");
    return open_file(files.front(), make_options(options));
  }

  std::unique_ptr<Session> open_memory(std::string_view model, const SessionOptions& options) const override {
    return open_bytes(model, make_options(options));
  }
};

}  // namespace
}  // namespace onnxruntime
}  // namespace slipway::backend

extern "C" const slipway::backend::Backend* slipway_backend_entry() {
  static const slipway::backend::onnxruntime::OnnxRuntimeBackend kBackend;
  return &kBackend;
}
