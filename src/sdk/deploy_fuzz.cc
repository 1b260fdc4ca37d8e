// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>

#include "base/error.h"
#include "base/io.h"
#include "sdk/model.h"

namespace {

constexpr const char* kPipeline = R"({"pipeline": {"tasks": [
  {"module": "Transform", "transforms": [{"type": "LoadImageFromFile"}, {"type": "ImageToTensor", "keys": ["img"]}]},
  {"module": "Net", "input_map": {"img": "input"}},
  {"module": "mmcls", "component": "LinearClsHead", "params": {}}]}})";

const std::filesystem::path& folder() {
  static const slipway::io::TemporaryFolder folder("slipway-deploy-fuzz");
  static const bool written = [] {
    slipway::io::write_file(folder.path() / "pipeline.json", kPipeline);
    slipway::io::write_file(folder.path() / "end2end.onnx", "");
    return true;
  }();
  static_cast<void>(written);
  return folder.path();
}

}  // namespace

/// Any deploy.json makes a model that says what it is in JSON, or an Error.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  slipway::io::write_file(folder() / "deploy.json", std::string_view(reinterpret_cast<const char*>(data), size));
  try {
    const slipway::sdk::Model model(folder());
    if (!nlohmann::json::parse(model.info()).is_object()) __builtin_trap();
    static_cast<void>(model.label_of("person"));
  } catch (const slipway::Error&) {
  }
  return 0;
}
