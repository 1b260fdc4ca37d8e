// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "slipway/backend.h"

#include <algorithm>
#include <fstream>

#include "backend/openvino/compile.h"
#include "backend/openvino/session.h"
#include "base/error.h"
#include "base/strings.h"

namespace slipway::backend {
namespace openvino {
namespace {

namespace fs = std::filesystem;

void require_file(const fs::path& file, bool may_be_empty = false) {
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  if (!fs::exists(status)) fail("{}: no such model file", file.string());
  if (fs::is_directory(status)) fail("{} is a folder, not a model file", file.string());
  if (!may_be_empty && fs::file_size(file, error) == 0 && !error) fail("{}: the model file is empty", file.string());
}

/// OpenVINO guesses the format, and tells of a file that is of none only that no reader of it wanted it.
void require_ir(const fs::path& file) {
  char start[64] = {};
  std::ifstream(file, std::ios::binary).read(start, sizeof start - 1);
  const std::string text(start);
  const size_t begin = std::min(text.find_first_not_of(" \t\r\n"), text.size());
  if (!starts_with(text.substr(begin), "<?xml") && !starts_with(text.substr(begin), "<net"))
    fail("{} is no model of OpenVINO: give its .xml file, which `slipway deploy` writes", file.string());
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

  // The highest that Slipway writes; OpenVINO reads newer ones.
  int max_opset() const override { return 17; }

  // FP16 is how weights are stored; they are computed with in f32.
  std::vector<std::string_view> precisions() const override { return {"FP32", "FP16"}; }

  std::vector<fs::path> compile(const fs::path& model, const std::string& backend_config_json) const override {
    require_file(model);
    return compile_model(model, backend_config_json);
  }

  std::unique_ptr<Session> open(const std::vector<fs::path>& files, const SessionOptions& options) const override {
    if (files.empty() || files.size() > 2)
      fail("OpenVINO wants a model's .xml file and its .bin file, got {} files", files.size());
    const fs::path& network = files.front();
    const fs::path weights = files.size() > 1 ? files.back() : fs::path(network).replace_extension(".bin");
    require_file(network);
    require_ir(network);
    require_file(weights, true);  // as it is for a network without constants
    return read(network.string(), options, [&] { return core().read_model(network, weights); });
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
