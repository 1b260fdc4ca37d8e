// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "slipway/backend.h"

#include <dlfcn.h>
#include <unistd.h>

#include "backend/config_dict.h"
#include "backend/device.h"
#include "backend/model_file.h"
#include "backend/onnxruntime/options.h"
#include "backend/session_inputs.h"
#include "backend/tensorrt/operators.h"
#include "backend/tensorrt/profile.h"
#include "base/error.h"
#include "base/io.h"
#include "base/strings.h"

namespace slipway::backend {
namespace tensorrt {
namespace {

namespace fs = std::filesystem;

constexpr const char* kProvider = "TensorrtExecutionProvider";
constexpr const char* kReads = "TensorRT reads ONNX models (.onnx)";

int device_index(const std::string& device) {
  const std::optional<int> index = cuda_index(device);
  if (!index) fail("TensorRT runs on NVIDIA's graphics cards only, not on '{}'; give --device cuda:N", device);
  return *index;
}

/// What lies between ONNX Runtime and TensorRT, from the nearest on; "" where nothing is missing.
std::string find_problem() {
  const onnxruntime::Library& library = onnxruntime::library();
  if (!library.problem.empty()) return library.problem;
  if (!onnxruntime::has_provider(kProvider))
    return fmt::format(
        "ONNX Runtime {} ({}) was built without it; install a GPU build of ONNX Runtime (1.18 or newer), TensorRT 10, "
        "CUDA and cuDNN, and name the file libonnxruntime.so of that build in SLIPWAY_ONNXRUNTIME",
        library.version, library.path.string());
  if (dlopen("libnvinfer.so.10", RTLD_LAZY | RTLD_LOCAL) == nullptr)
    return fmt::format(
        "its library cannot be loaded ({}); install TensorRT 10 and name the folder of its libraries in "
        "LD_LIBRARY_PATH",
        dlerror());
  return missing_cuda_device(0);
}

class TensorRtSession : public Session {
 public:
  TensorRtSession(std::unique_ptr<Session> session, const Profile& profile)
      : session_(std::move(session)), inputs_(limit(session_->inputs(), profile)) {}
  const std::vector<TensorInfo>& inputs() const override { return inputs_; }
  const std::vector<TensorInfo>& outputs() const override { return session_->outputs(); }
  std::vector<HostTensor> run(const std::vector<HostTensor>& inputs) override {
    // ONNX Runtime would build another engine, for minutes, for sizes beyond the profile.
    check_inputs(inputs_, inputs);
    return session_->run(inputs);
  }

 private:
  std::unique_ptr<Session> session_;
  std::vector<TensorInfo> inputs_;
};

void append_tensorrt(Ort::SessionOptions& options, const Profile& profile, int device, const std::string& cache) {
  const OrtApi& api = Ort::GetApi();
  OrtTensorRTProviderOptionsV2* made = nullptr;
  try {
    Ort::ThrowOnError(api.CreateTensorRTProviderOptions(&made));
    const std::unique_ptr<OrtTensorRTProviderOptionsV2, decltype(api.ReleaseTensorRTProviderOptions)> provider(
        made, api.ReleaseTensorRTProviderOptions);
    const auto entries = provider_options(profile, device, cache);
    std::vector<const char*> keys, values;
    for (const auto& [key, value] : entries) {
      keys.push_back(key.c_str());
      values.push_back(value.c_str());
    }
    Ort::ThrowOnError(api.UpdateTensorRTProviderOptions(provider.get(), keys.data(), values.data(), keys.size()));
    options.AppendExecutionProvider_TensorRT_V2(*provider);
  } catch (const Ort::Exception& e) {
    throw Error(fmt::format("ONNX Runtime {} cannot use TensorRT: {}", onnxruntime::library().version,
                            onnxruntime::message_of(e)),
                ErrorKind::kUnavailable);
  }
}

class TensorRtBackend : public Backend {
 public:
  std::string_view name() const override { return "tensorrt"; }

  Availability availability() const override {
    static const std::string kProblem = find_problem();
    return {kProblem.empty(), kProblem.empty() ? "with ONNX Runtime " + onnxruntime::library().version : "", kProblem};
  }

  Capabilities capabilities() const override {
    return {
        .max_opset = static_cast<int>(kMaxOpset),
        // FP16 lets TensorRT compute in f16 where that is faster; the file is f32.
        .precisions = {"FP32", "FP16"},
        .max_top_k = kTopKLimit - 1,
    };
  }

  std::vector<ConfigProblem> check_config(const std::string& backend_config_json) const override {
    std::vector<ConfigProblem> problems;
    read_backend_config(backend_config_json, problems);
    return problems;
  }

  void check_device(const std::string& device) const override { onnxruntime::require_cuda(device_index(device)); }

  /// The engine is built by the first session, on the device that it is for. Beside the model lies the profile that it
  /// is built by.
  std::vector<fs::path> compile(const fs::path& model, const std::string& backend_config_json) const override {
    require_model(model, FileKind::kOnnx, kReads);
    std::vector<ConfigProblem> problems;
    const Profile profile = read_backend_config(backend_config_json, problems);
    throw_if_any(problems);
    const OnnxModel onnx = with_context(model.string(), [&] { return read_onnx(io::read_file(model)); });
    throw_if_any(compare(profile, onnx.inputs));
    if (const std::vector<std::string> reasons = unsupported(onnx); !reasons.empty())
      fail("{}: TensorRT 10 does not take this model:\n  {}", model.string(), join(reasons, "\n  "));
    const fs::path file = fs::path(model).replace_extension(".tensorrt.json");
    io::write_file(file, to_text(profile));
    return {model, file};
  }

  std::unique_ptr<Session> open(const std::vector<fs::path>& files, const SessionOptions& options) const override {
    if (files.size() != 2)
      fail("TensorRT wants a model's .onnx file and the .tensorrt.json file beside it, got {} file(s)", files.size());
    require_model(files[0], FileKind::kOnnx, kReads);
    require_model(files[1], FileKind::kJson, "TensorRT's second file is its profile, which `slipway deploy` writes");
    const Profile profile = with_context(files[1].string(), [&] { return from_text(io::read_file(files[1])); });
    const int device = device_index(options.device);
    onnxruntime::require_cuda(device);
    Ort::SessionOptions session = onnxruntime::make_session_options(options);
    append_tensorrt(session, profile, device, cache_folder(files[0], options));
    // For the nodes that TensorRT leaves to others.
    onnxruntime::append_cuda(session, device);
    return std::make_unique<TensorRtSession>(onnxruntime::open_file(files[0], session), profile);
  }

  /// For looking at single layers of a model that failed verification: any sizes, the first device where none is named.
  std::unique_ptr<Session> open_memory(std::string_view model, const SessionOptions& options) const override {
    const int device = cuda_index(options.device).value_or(0);
    onnxruntime::require_cuda(device);
    Ort::SessionOptions session = onnxruntime::make_session_options(options);
    append_tensorrt(session, {}, device, "");
    onnxruntime::append_cuda(session, device);
    return onnxruntime::open_bytes(model, session);
  }

 private:
  /// Where none is named: beside the model, where that can be written to.
  static std::string cache_folder(const fs::path& model, const SessionOptions& options) {
    if (!options.cache_folder.empty()) return options.cache_folder;
    const std::string folder = fs::absolute(model).parent_path().string();
    return access(folder.c_str(), W_OK) == 0 ? folder : "";
  }
};

}  // namespace
}  // namespace tensorrt
}  // namespace slipway::backend

extern "C" const slipway::backend::Backend* slipway_backend_entry() {
  static const slipway::backend::tensorrt::TensorRtBackend kBackend;
  return &kBackend;
}
