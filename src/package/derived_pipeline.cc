// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "package/derived_pipeline.h"

#include <fmt/format.h>

#include "config/scope.h"
#include "package/model_config.h"

namespace slipway::package {
namespace {

constexpr std::string_view kLibrary = "mmpretrain";  ///< whose convention it is

/// S of a crop to S x S px; 0 for any other crop.
int64_t square_of(const config::Value& crop) {
  const config::Value* scale = crop.find("scale");
  if (scale == nullptr) return 0;
  if (scale->is_int()) return scale->as_int();
  if (!scale->is_sequence() || scale->size() != 2 || !scale->at(0).is_int() || !(scale->at(0) == scale->at(1)))
    return 0;
  return scale->at(0).as_int();
}

config::Value transform(const char* type) {
  config::Value result = config::Value::dict();
  result.set_item("type", type);
  return result;
}

}  // namespace

std::optional<config::Value> derive_test_pipeline(const config::Value& model_config, std::vector<std::string>& notes) {
  const config::Value* training = train_pipeline(model_config);
  if (training == nullptr || config::library_of(default_scope(model_config)) != kLibrary) return std::nullopt;
  const config::Value* crop = nullptr;
  for (const config::Value& step : training->as_sequence()) {
    const config::Value* named = step.is_dict() ? step.find("type") : nullptr;
    if (named == nullptr || !named->is_string()) return std::nullopt;
    const std::string type = config::parse_type_name(named->as_string()).name;
    if (type == "RandomResizedCrop") {
      if (crop != nullptr) return std::nullopt;
      crop = &step;
    } else if (type != "LoadImageFromFile" && type != "RandomFlip" && type != "PackInputs" && type != "PackClsInputs") {
      return std::nullopt;
    }
  }
  const int64_t side = crop == nullptr ? 0 : square_of(*crop);
  if (side < 1 || side > 10000) return std::nullopt;

  config::Value edge = transform("ResizeEdge");
  edge.set_item("scale", (side * 256 + 112) / 224);
  edge.set_item("edge", "short");
  for (const char* key : {"backend", "interpolation"})
    if (const config::Value* value = crop->find(key)) edge.set_item(key, *value);
  config::Value center = transform("CenterCrop");
  center.set_item("crop_size", side);
  notes.push_back(fmt::format(
      "the model config has no test pipeline; its training crops to {0}x{0} px, so images get a short edge of {1} px "
      "and "
      "are cut to {0}x{0} px at their centre. Where that is not how the model is to be used, give it a test_pipeline",
      side, edge.at("scale").as_int()));
  return config::Value::list({transform("LoadImageFromFile"), edge, center, transform("PackInputs")});
}

}  // namespace slipway::package
