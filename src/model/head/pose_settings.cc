// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/head/pose_settings.h"

#include <algorithm>

#include "base/strings.h"
#include "model/type_name.h"

namespace slipway::model {

const std::vector<std::string> kMmposeSettings{"score_thr",   "nms_thr",   "nms_pre",
                                               "max_per_img", "flip_test", "multiscale_test"};
const std::vector<std::string> kMmyoloSettings{"score_thr",   "nms",         "nms_pre",      "max_per_img",
                                               "yolox_style", "multi_label", "min_bbox_size"};

namespace {

bool is_true(const config::Value* value) { return value != nullptr && *value == config::Value(true); }

std::optional<double> optional_number(const config::Value& dict, std::string_view key) {
  const config::Value* value = dict.find(key);
  return value == nullptr || value->is_none() ? std::nullopt : std::optional(value->as_float());
}

std::optional<int64_t> optional_integer(const config::Value& dict, std::string_view key) {
  const config::Value* value = dict.find(key);
  return value == nullptr || value->is_none() ? std::nullopt : std::optional(value->as_int());
}

double read_nms(const config::Value& test_cfg, int64_t num_classes) {
  const config::Value* nms = test_cfg.find("nms");
  if (nms == nullptr) fail("{}: the test_cfg of mmyolo.YOLOXPoseHead needs 'nms'", place(test_cfg));
  if (nms->is_none()) return 1.0;
  Args args(*nms, "nms");
  const config::Value* type = nms->find("type");
  if (type != nullptr && parse_type_name(type->as_string()).name != "nms")
    args.refuse("type", fmt::format("'{}' is not supported; known: nms", type->as_string()));
  const config::Value* threshold = args.find("iou_threshold");
  const config::Value* old_threshold = args.find("iou_thr");
  if (threshold == nullptr) threshold = old_threshold;
  if (threshold == nullptr) args.refuse("iou_threshold", "it is missing");
  if (args.boolean("class_agnostic", false) && num_classes > 1)
    args.refuse("class_agnostic", "only suppression within a class is supported");
  // Splitting many boxes into groups by class does not change what is kept.
  args.ignore({"split_thr"});
  args.finish();
  return threshold->as_float();
}

}  // namespace

TestSettings read_mmpose_settings(const config::Value& test_cfg) {
  std::vector<std::string> problems;
  for (const char* key : {"flip_test", "multiscale_test"})
    if (is_true(test_cfg.find(key)))
      problems.push_back(
          fmt::format("{}: '{}' is not supported, neither by this head nor in a deployed model; set it to False",
                      place(*test_cfg.find(key)), key));
  if (!problems.empty()) throw Error(join(problems, "\n"));
  return {optional_number(test_cfg, "score_thr"), optional_number(test_cfg, "nms_thr"),
          optional_integer(test_cfg, "max_per_img"), optional_integer(test_cfg, "nms_pre")};
}

TestSettings read_mmyolo_settings(const config::Value& test_cfg, int64_t num_classes) {
  if (!is_true(test_cfg.find("yolox_style")))
    fail(
        "{}: the test_cfg of mmyolo.YOLOXPoseHead needs yolox_style=True; without it the head's keypoints belong to "
        "other boxes",
        place(test_cfg));
  if (num_classes > 1 && is_true(test_cfg.find("multi_label")))
    fail("{}: several labels for one box are not supported", place(test_cfg.at("multi_label")));
  if (optional_number(test_cfg, "min_bbox_size").value_or(-1) >= 0)
    fail("{}: a smallest size of boxes is not supported", place(test_cfg.at("min_bbox_size")));
  return {optional_number(test_cfg, "score_thr"), read_nms(test_cfg, num_classes),
          optional_integer(test_cfg, "max_per_img"), optional_integer(test_cfg, "nms_pre")};
}

std::vector<std::string> unused_settings(const config::Value& test_cfg, const std::vector<std::string>& known) {
  std::vector<std::string> sentences;
  if (!test_cfg.is_dict()) return sentences;
  for (const auto& [key, value] : test_cfg.as_dict()) {
    const std::string name = key.is_string() ? key.as_string() : key.repr();
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    sentences.push_back(
        fmt::format("{}: '{}' of test_cfg has no effect{}", place(value), name, did_you_mean(name, known)));
  }
  return sentences;
}

}  // namespace slipway::model
