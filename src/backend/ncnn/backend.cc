// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "slipway/backend.h"

#include <ncnn/c_api.h>

#include "backend/model_file.h"
#include "backend/ncnn/compile.h"
#include "backend/ncnn/pnnx.h"
#include "backend/ncnn/session.h"
#include "base/error.h"
#include "base/io.h"

namespace slipway::backend {
namespace ncnn {
namespace {

namespace fs = std::filesystem;

constexpr const char* kReads = "ncnn reads its own models (.param and .bin)";

class NcnnBackend : public Backend {
 public:
  std::string_view name() const override { return "ncnn"; }
  Availability availability() const override { return {true, ncnn_version(), ""}; }
  Capabilities capabilities() const override {
    return {
        // The highest that was tried with its converter.
        .max_opset = 17,
        .precisions = {"FP32", "FP16"},
        // It has no layers for suppression or for the best so many of something.
        .selects_detections = false,
        .computes_sizes = false,
        .batches = false,
    };
  }

  std::vector<ConfigProblem> check_config(const std::string& backend_config_json) const override {
    find_pnnx();  // without which nothing can be converted
    return ncnn::check_config(backend_config_json);
  }

  std::vector<fs::path> compile(const fs::path& model, const std::string& backend_config_json) const override {
    require_model(model, FileKind::kOnnx, "models for ncnn are made from ONNX models (.onnx)");
    return compile_model(model, backend_config_json);
  }

  std::unique_ptr<Session> open(const std::vector<fs::path>& files, const SessionOptions& options) const override {
    check_device(options.device);
    if (files.empty() || files.size() > 2)
      fail("ncnn wants a model's .param file and its .bin file, got {} files", files.size());
    const fs::path& param = files.front();
    const fs::path weights = files.size() > 1 ? files.back() : fs::path(param).replace_extension(".bin");
    require_model(param, FileKind::kNcnn, kReads);
    require_file(weights, true);  // as it is for a network without constants
    return with_context(param.string(), [&] {
      return std::make_unique<NcnnSession>(Network{io::read_file(param), io::read_file(weights)}, options);
    });
  }

  std::unique_ptr<Session> open_memory(std::string_view model, const SessionOptions& options) const override {
    check_device(options.device);
    return with_context("the model in memory",
                        [&] { return std::make_unique<NcnnSession>(convert(model, false), options); });
  }
};

}  // namespace
}  // namespace ncnn
}  // namespace slipway::backend

extern "C" const slipway::backend::Backend* slipway_backend_entry() {
  static const slipway::backend::ncnn::NcnnBackend kBackend;
  return &kBackend;
}
