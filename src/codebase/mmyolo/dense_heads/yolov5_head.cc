// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "codebase/mmyolo/dense_heads/yolov5_head.h"

#include "base/error.h"
#include "model/head/type_name.h"

namespace slipway::model {
namespace {

BoxCoder read_bbox_coder(const config::Value& config) {
  const std::string name = require_type_name(config, "coder of boxes", {"DistancePointBBoxCoder", "YOLOXBBoxCoder"});
  Args coder(config, "mmyolo." + name);
  coder.ignore({"use_box_type"});
  if (name == "YOLOXBBoxCoder") return coder.finish(), BoxCoder::kCenterSize;
  coder.ignore({"clip_border"});  // the head does not say to what
  coder.finish();
  return BoxCoder::kDistanceStrides;
}

/// Where the points are, unless `prior_generator` says something else.
PointGenerator usual_points(const std::vector<int64_t>& strides) {
  PointGenerator points{.offset = 0};
  for (int64_t stride : strides) points.strides.push_back({static_cast<double>(stride), static_cast<double>(stride)});
  return points;
}

}  // namespace

YoloHeadModule::YoloHeadModule(Args& args, bool objectness)
    : num_classes_(read_num_classes(args)),
      widen_factor_(args.number("widen_factor", 1.0)),
      strides_(args.integers("featmap_strides", {8, 16, 32})),
      objectness_(objectness) {
  if (strides_.empty()) args.refuse("featmap_strides", "no feature map is named");
  if (args.integer("num_base_priors", 1) != 1) args.refuse("num_base_priors", "only 1 is supported");
  args.ignore({"init_cfg"});
}

YoloHead::YoloHead(Args& args, const BuildContext& context, BoxCoder coder) {
  args.ignore({"loss_cls", "loss_bbox", "loss_obj", "loss_bbox_aux", "train_cfg", "init_cfg"});
  auto module = args.attempt(
      [&] { return build_as<YoloHeadModule>(args.require("head_module"), context, "head module of a detector"); });
  const config::Value* bbox_coder = args.find("bbox_coder");
  coder_ = args.attempt([&] { return bbox_coder != nullptr ? read_bbox_coder(*bbox_coder) : coder; });
  const config::Value* prior_generator = args.find("prior_generator");
  points_ = args.attempt([&] {
    return prior_generator != nullptr ? read_point_generator(*prior_generator) : usual_points({8, 16, 32});
  });
  if (module) {
    num_classes_ = module->num_classes();
    objectness_ = module->has_objectness();
    if (!points_.strides.empty() && points_.strides != usual_points(module->strides()).strides)
      args.refuse("prior_generator", "its strides are not the featmap_strides of the head_module");
  }
  clamp_ = BoxClamp::kOriginal;
  read_test_cfg(args, args.owner());
  args.finish();
  module_ = &adopt("head_module", std::move(module));
}

Tensors YoloHead::raw(const Tensors& features) const {
  require_levels(features);
  return (*module_)(features);
}

}  // namespace slipway::model
