// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "package/data_preprocessor.h"

#include <cmath>
#include <vector>

#include "config/scope.h"
#include "package/model_config.h"
#include "package/transform.h"

namespace slipway::package {
namespace {

using Json = nlohmann::ordered_json;

/// Three numbers; one counts for all three channels.
Json channels(config::Args& args, std::string_view key) {
  return args.attempt([&]() -> Json {
    const Json values = numbers(*args.find(key));
    if (values.is_array() && values.size() == 3) return values;
    if (values.is_array() && values.size() == 1) return {values[0], values[0], values[0]};
    args.refuse(key, "must be three numbers, or one for all channels (networks for grey images are not supported)");
    return Json::array({1, 1, 1});
  });
}

void read_normalization(config::Args& args, DataPreprocessor& result) {
  const bool mean = args.find("mean") != nullptr;
  const bool deviation = args.find("std") != nullptr;
  if (mean != deviation) args.refuse(mean ? "std" : "mean", "'mean' and 'std' come together");
  if (!mean || !deviation) return;
  result.mean = channels(args, "mean");
  result.std = channels(args, "std");
  for (const Json& value : result.std)
    if (value.get<double>() == 0) return args.refuse("std", "holds a zero");
}

void read_padding(config::Args& args, DataPreprocessor& result) {
  result.pad_size_divisor = args.integer("pad_size_divisor", 1);
  if (result.pad_size_divisor < 1) args.refuse("pad_size_divisor", "must be positive");
  const double value = args.number("pad_value", 0);
  // A number that is no integer would mean the first channel only.
  if (value == std::floor(value) && std::abs(value) < 1e9)
    result.pad_value = static_cast<int64_t>(value);
  else
    result.pad_value = {value, value, value};
}

/// mmengine's, and all that are made from it.
DataPreprocessor read_image(config::Args& args) {
  DataPreprocessor result;
  read_normalization(args, result);
  const bool to_rgb = args.boolean("bgr_to_rgb", false);
  const bool to_bgr = args.boolean("rgb_to_bgr", false);
  if (to_rgb && to_bgr) args.refuse("rgb_to_bgr", "must not be True where 'bgr_to_rgb' is");
  result.to_rgb = to_rgb || to_bgr;  // which of them makes no difference: both reverse the channels
  read_padding(args, result);
  args.ignore({"non_blocking"});
  return result;
}

DataPreprocessor read_pose(config::Args& args) {
  args.ignore({"batch_augments"});  // training
  return read_image(args);
}

DataPreprocessor read_detection(config::Args& args) {
  // Masks, maps and boxes are the ground truth's.
  args.ignore({"pad_mask", "mask_pad_value", "pad_seg", "seg_pad_value", "boxtype2tensor", "batch_augments"});
  return read_image(args);
}

/// What pads a batch in training pads at inference only where `test_cfg` says it again.
DataPreprocessor read_segmentation(config::Args& args) {
  DataPreprocessor result;
  read_normalization(args, result);
  const bool to_rgb = args.boolean("bgr_to_rgb", false);
  const bool to_bgr = args.boolean("rgb_to_bgr", false);
  if (to_rgb && to_bgr) args.refuse("rgb_to_bgr", "must not be True where 'bgr_to_rgb' is");
  result.to_rgb = to_rgb || to_bgr;
  const double value = args.number("pad_val", 0);
  if (value == std::floor(value) && std::abs(value) < 1e9)
    result.pad_value = static_cast<int64_t>(value);
  else
    result.pad_value = {value, value, value};
  args.ignore({"size", "size_divisor", "seg_pad_val", "batch_augments"});
  const config::Value* test = args.find("test_cfg");
  if (test == nullptr) return result;
  config::Args own(*test, "test_cfg");
  const bool sized = own.find("size") != nullptr, divided = own.find("size_divisor") != nullptr;
  if (sized == divided) own.refuse("size", "one of 'size' and 'size_divisor' is needed, and not both");
  if (divided) result.pad_size_divisor = own.integer("size_divisor", 1);
  if (result.pad_size_divisor < 1) own.refuse("size_divisor", "must be positive");
  if (sized) {
    const std::vector<int64_t> size = own.integers("size", {1, 1});  // h,w
    if (size.size() == 2)
      result.pad_size = {size[1], size[0]};
    else
      own.refuse("size", "must be (height, width)");
  }
  own.finish();
  return result;
}

DataPreprocessor read_classification(config::Args& args) {
  DataPreprocessor result;
  read_normalization(args, result);
  result.to_rgb = args.boolean("to_rgb", false);
  read_padding(args, result);
  args.ignore({"to_onehot", "num_classes", "batch_augments"});  // labels and training
  return result;
}

/// By library: what is meant where no type is written.
Registry<ReadDataPreprocessor>& usual_data_preprocessors() {
  static Registry<ReadDataPreprocessor> registry("data preprocessor of library");
  return registry;
}

const ReadDataPreprocessor& reader_of(const config::Value& dict, const config::Value& model_config) {
  std::string scope = default_scope(model_config);
  if (const config::Value* model = model_config.find("model"); model != nullptr && model->is_dict())
    scope = config::scope_within(*model, scope);
  scope = config::scope_within(dict, scope);
  if (dict.contains("type")) return config::require_type(data_preprocessors(), dict, scope);
  const ReadDataPreprocessor* usual = usual_data_preprocessors().find(config::library_of(scope));
  if (usual == nullptr) fail("{}: no 'type', so nothing says how images are normalized", config::place(dict));
  return *usual;
}

const RegisterDataPreprocessor kImage({"mmengine.ImgDataPreprocessor"}, {}, read_image);
const RegisterDataPreprocessor kPose({"mmpose.PoseDataPreprocessor"}, {"mmpose"}, read_pose);
const RegisterDataPreprocessor kDetection({"mmdet.DetDataPreprocessor"}, {"mmdet"}, read_detection);
const RegisterDataPreprocessor kYolo({"mmyolo.YOLOv5DetDataPreprocessor", "mmyolo.PPYOLOEDetDataPreprocessor"},
                                     {"mmyolo"}, read_detection);
const RegisterDataPreprocessor kSegmentation({"mmseg.SegDataPreProcessor"}, {"mmseg"}, read_segmentation);
const RegisterDataPreprocessor kClassification({"mmpretrain.ClsDataPreprocessor"}, {"mmpretrain"}, read_classification);

}  // namespace

Registry<ReadDataPreprocessor>& data_preprocessors() {
  static Registry<ReadDataPreprocessor> registry("data preprocessor");
  return registry;
}

RegisterDataPreprocessor::RegisterDataPreprocessor(std::initializer_list<const char*> types,
                                                   std::initializer_list<const char*> libraries,
                                                   const ReadDataPreprocessor& read) {
  for (const char* type : types) data_preprocessors().add(type, read);
  for (const char* library : libraries) usual_data_preprocessors().add(library, read);
}

DataPreprocessor read_data_preprocessor(const config::Value& model_config) {
  const config::Value* dict = data_preprocessor(model_config);
  if (dict == nullptr) return {};
  const ReadDataPreprocessor& read = reader_of(*dict, model_config);
  const config::Value* type = dict->find("type");
  config::Args args(*dict, type == nullptr ? "data_preprocessor" : type->as_string());
  DataPreprocessor result = read(args);
  args.finish();
  return result;
}

}  // namespace slipway::package
