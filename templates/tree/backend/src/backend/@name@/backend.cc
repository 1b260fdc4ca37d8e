// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// The backend '@name@' of deploy configs: backend_config=dict(type='@name@').
#include "slipway/backend.h"

#include "backend/config_dict.h"
#include "backend/model_file.h"
#include "backend/onnxruntime/options.h"
#include "base/error.h"
#include "base/io.h"

namespace slipway::backend {
namespace @name@ {
namespace {

namespace fs = std::filesystem;

class @Name@Backend : public Backend {
 public:
  std::string_view name() const override { return "@name@"; }

  /// Where the runtime is missing: {false, "", "what to install"}.
  Availability availability() const override {
    const onnxruntime::Library& found = onnxruntime::library();
    return {found.problem.empty(), found.problem.empty() ? found.version : "", found.problem};
  }

  /// What it can do; deploy configs, rewriters and the packaging read it.
  Capabilities capabilities() const override { return {.max_opset = 17}; }

  std::vector<ConfigProblem> check_config(const std::string& backend_config_json) const override {
    const nlohmann::json parsed = nlohmann::json::parse(backend_config_json, nullptr, false);
    std::vector<ConfigProblem> problems;
    ConfigDict config(parsed, problems);
    for (const char* key : {"type", "precision", "common_config"}) config.find(key);
    config.finish("@Name@");
    return problems;
  }

  /// An ONNX file -> the files that a session needs, beside it.
  std::vector<fs::path> compile(const fs::path& model, const std::string&) const override { return {model}; }

  std::unique_ptr<Session> open(const std::vector<fs::path>& files, const SessionOptions& options) const override {
    check_device(options.device);  // "cpu" alone, unless overridden
    if (files.size() != 1) fail("@Name@ wants one model file, got {}", files.size());
    require_model(files.front(), FileKind::kOnnx, "@Name@ reads ONNX models (.onnx)");
    return onnxruntime::open_file(files.front(), onnxruntime::make_session_options(options));
  }
};

}  // namespace
}  // namespace @name@
}  // namespace slipway::backend

extern "C" const slipway::backend::Backend* slipway_backend_entry() {
  static const slipway::backend::@name@::@Name@Backend kBackend;
  return &kBackend;
}
