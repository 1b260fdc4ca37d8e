// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/dataset/detection.h"

#include "evaluate/dataset/class_list.h"

namespace slipway::evaluate {
namespace {

void read_classes(config::Args& args, const std::vector<std::string>& default_classes, DetectionOptions& options) {
  options.classes = default_classes;
  const config::Value* metainfo = args.find("metainfo");
  const config::Value* classes = metainfo == nullptr ? nullptr : metainfo->find("classes");
  if (classes == nullptr || classes->is_none()) return;
  std::error_code ignored;
  if (!classes->is_string()) {
    options.classes = classes->as_strings();
  } else if (std::filesystem::is_regular_file(classes->as_string(), ignored)) {
    options.classes = read_lines(classes->as_string());
  } else {
    options.classes = {classes->as_string()};
    options.one_text = true;
  }
  if (options.classes.empty()) args.refuse("metainfo", "its 'classes' are empty");
}

void read_filter(config::Args& args, DetectionOptions& options) {
  const config::Value* filter = args.find("filter_cfg");
  if (filter == nullptr || options.test_mode) return;
  config::check_keys(*filter, {"filter_empty_gt", "min_size", "bbox_min_size"}, "filter_cfg");
  options.filter_empty = filter->get("filter_empty_gt", false);
  options.min_size = filter->get("min_size", 0);
  if (const config::Value* size = filter->find("bbox_min_size"); size != nullptr && !size->is_none())
    options.bbox_min_size = size->as_int();
}

}  // namespace

DetectionOptions read_detection_options(config::Args& args, const std::vector<std::string>& default_classes) {
  args.ignore({"data_prefix", "indices", "serialize_data", "pipeline", "lazy_init", "max_refetch", "seg_map_suffix"});
  DetectionOptions options;
  options.data_root = optional_string(args.dict(), "data_root");
  options.ann_file = join_root(options.data_root, optional_string(args.dict(), "ann_file"));
  args.ignore({"data_root", "ann_file"});
  if (options.ann_file.empty()) args.refuse("ann_file", "must name the annotations");
  options.test_mode = args.boolean("test_mode", false);
  read_classes(args, default_classes, options);
  read_filter(args, options);
  refuse_remote_files(args);
  args.refuse_if_set("proposal_file", "boxes of another model are not supported; leave it out or set it to None");
  args.refuse_if_set("return_classes", "models that read texts are not supported; leave it out or set it to False");
  args.refuse_if_set("caption_prompt", "models that read texts are not supported; leave it out or set it to None");
  return options;
}

}  // namespace slipway::evaluate
