// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "slipway/backend.h"

#include "backend/model_file.h"
#include "backend/openvino/compile.h"
#include "backend/openvino/session.h"
#include "base/error.h"
#include "base/strings.h"

namespace slipway::backend {
namespace openvino {
namespace {

namespace fs = std::filesystem;

/// OpenVINO guesses the format, and tells of a file that is of none only that no reader of it wanted it.
void require_ir(const fs::path& file) {
  constexpr const char* kReads = "OpenVINO's sessions read its .xml files, which `slipway deploy` writes";
  require_model(file, FileKind::kOpenVino, kReads);
  if (kind_of(file) != FileKind::kOpenVino) fail("{} is no model of OpenVINO: {}", file.string(), kReads);
}

class OpenVinoBackend : public Backend {
 public:
  std::string_view name() const override { return "openvino"; }

  Availability availability() const override {
    static const Availability kState = [] {
      try {
        // Loads the plugin, without which nothing runs.
        core().get_versions("CPU");
        const std::string build = ov::get_openvino_version().buildNumber;
        return Availability{true, build.substr(0, build.find('-')), ""};
      } catch (const std::exception& e) {
        return Availability{
            false, "",
            fmt::format("OpenVINO cannot be used ({}); run 'make backends', then 'make build'", message_of(e))};
      }
    }();
    return kState;
  }

  Capabilities capabilities() const override {
    return {
        // The highest that was tried; OpenVINO reads newer ones.
        .max_opset = 17,
        // FP16 is how weights are stored; they are computed with in f32.
        .precisions = {"FP32", "FP16"},
    };
  }

  std::vector<ConfigProblem> check_config(const std::string& backend_config_json) const override {
    return openvino::check_config(backend_config_json);
  }

  void check_device(const std::string& device) const override { device_name(device); }

  std::vector<fs::path> compile(const fs::path& model, const std::string& backend_config_json) const override {
    require_model(model, FileKind::kOnnx, "OpenVINO converts ONNX models (.onnx)");
    return compile_model(model, backend_config_json);
  }

  std::unique_ptr<Session> open(const std::vector<fs::path>& files, const SessionOptions& options) const override {
    if (files.empty() || files.size() > 2)
      fail("OpenVINO wants a model's .xml file and its .bin file, got {} files", files.size());
    const fs::path& network = files.front();
    const fs::path weights = files.size() > 1 ? files.back() : fs::path(network).replace_extension(".bin");
    require_ir(network);
    require_file(weights, true);  // as it is for a network without constants
    return read(network.string(), options, [&] {
      std::shared_ptr<ov::Model> model = core().read_model(network, weights);
      check_weights(*model, network, weights);
      return model;
    });
  }

  std::unique_ptr<Session> open_memory(std::string_view model, const SessionOptions& options) const override {
    if (model.empty()) fail("the model in memory is empty");
    return read("the model in memory", options, [&] { return core().read_model(std::string(model), ov::Tensor()); });
  }

 private:
  template <typename Body>
  static std::unique_ptr<Session> read(const std::string& what, const SessionOptions& options, Body&& body) {
    std::shared_ptr<ov::Model> model;
    try {
      model = body();
    } catch (const Error&) {
      throw;
    } catch (const std::exception& e) {
      fail("OpenVINO cannot load {}: {}", what, message_of(e));
    }
    return with_context(what, [&] { return std::make_unique<OpenVinoSession>(model, options); });
  }
};

}  // namespace
}  // namespace openvino
}  // namespace slipway::backend

extern "C" const slipway::backend::Backend* slipway_backend_entry() {
  static const slipway::backend::openvino::OpenVinoBackend kBackend;
  return &kBackend;
}
