// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/onnxruntime/options.h"

#include <algorithm>

#include "backend/device.h"
#include "backend/onnxruntime/session.h"
#include "base/error.h"

namespace slipway::backend::onnxruntime {
namespace {

[[noreturn]] void unavailable(int device, const std::string& why) {
  throw Error(fmt::format("device 'cuda:{}' is not available: {}", device, why), ErrorKind::kUnavailable);
}

/// Runs `body`; what ONNX Runtime throws becomes an Error with its message.
template <typename Body>
std::unique_ptr<Session> open_as(const std::string& what, Body&& body) {
  try {
    return std::make_unique<OnnxRuntimeSession>(body());
  } catch (const Ort::Exception& e) {
    fail("ONNX Runtime cannot load {}: {}", what, message_of(e));
  } catch (const std::bad_alloc&) {
    fail("ONNX Runtime cannot load {}: out of memory", what);
  }
}

}  // namespace

bool has_provider(const std::string& name) {
  const std::vector<std::string> known = providers();
  return std::find(known.begin(), known.end(), name) != known.end();
}

void require_cuda(int device) {
  if (!has_provider("CUDAExecutionProvider"))
    unavailable(device, fmt::format("ONNX Runtime {} ({}) was built without CUDA; use 'cpu', or name the library of a "
                                    "GPU build in SLIPWAY_ONNXRUNTIME",
                                    library().version, library().path.string()));
  if (const std::string missing = missing_cuda_device(device); !missing.empty()) unavailable(device, missing);
}

Ort::SessionOptions make_session_options(const SessionOptions& options) {
  environment();
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
  return result;
}

void append_cuda(Ort::SessionOptions& options, int device) {
  const OrtApi& api = Ort::GetApi();
  OrtCUDAProviderOptionsV2* made = nullptr;
  try {
    Ort::ThrowOnError(api.CreateCUDAProviderOptions(&made));
    const std::unique_ptr<OrtCUDAProviderOptionsV2, decltype(api.ReleaseCUDAProviderOptions)> provider(
        made, api.ReleaseCUDAProviderOptions);
    const std::string index = std::to_string(device);
    // f32 means f32: TF32, which the provider takes by default, has 10 bits of mantissa.
    const char* keys[] = {"device_id", "use_tf32"};
    const char* values[] = {index.c_str(), "0"};
    Ort::ThrowOnError(api.UpdateCUDAProviderOptions(provider.get(), keys, values, std::size(keys)));
    options.AppendExecutionProvider_CUDA_V2(*provider);
  } catch (const Ort::Exception& e) {
    unavailable(device, fmt::format("ONNX Runtime {} cannot load its CUDA provider, which needs CUDA and cuDNN of the "
                                    "versions that it was built with ({})",
                                    library().version, message_of(e)));
  }
}

std::unique_ptr<Session> open_file(const std::filesystem::path& file, const Ort::SessionOptions& options) {
  return open_as(file.string(), [&] { return Ort::Session(environment(), file.c_str(), options); });
}

std::unique_ptr<Session> open_bytes(std::string_view model, const Ort::SessionOptions& options) {
  if (model.empty()) fail("the model in memory is empty");
  return open_as("the model in memory",
                 [&] { return Ort::Session(environment(), model.data(), model.size(), options); });
}

}  // namespace slipway::backend::onnxruntime
