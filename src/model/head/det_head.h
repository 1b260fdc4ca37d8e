// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "model/args.h"
#include "model/head/head.h"
#include "model/head/point_generator.h"
#include "model/head/selection.h"
#include "model/register.h"
#include "rewrite/rewriter.h"

namespace slipway::model {

/// How the four numbers of a place become a box, in input_px. s is the stride of its level, p its point.
enum class BoxCoder {
  kCenterSize,       ///< YOLOX: centre = x,y * s + p; size = exp(w,h) * s
  kDistance,         ///< left, top, right, bottom of p, in px
  kDistanceStrides,  ///< the same, in strides
};
/// What boxes are clamped to.
enum class BoxClamp {
  kNone,
  kInput,     ///< when they are decoded, to the image in the network's input, padding of the pipeline included
  kOriginal,  ///< at the very end, to the original image
};

/// Dense detectors of one stage: scores of all classes and a box for each place of each feature map. raw() is, by
/// levels each, class logits f32[B,C,H,W], boxes f32[B,4,H,W] and, where has_objectness(), f32[B,1,H,W] logits. All
/// coordinates are in input_px. B batch, P places of all levels, C classes.
class DetHead : public Head {
 public:
  static constexpr std::array kHooks{"predict_by_feat"};

  std::string_view task() const override { return "ObjectDetection"; }
  Tensors deploy(const Tensors& features) const override { return predict_by_feat(layer_outputs(features)); }
  std::vector<RawOutput> raw_outputs(int64_t batch, int64_t height, int64_t width) const override;
  Tensors predict_by_feat(const Tensors& raw) const {
    return hooked("predict_by_feat", raw, [&] { return raw; });
  }
  /// What raw() means, in few operators and in the original's order of floating-point operations; boxes clamped to the
  /// network's input where the original clamps when it decodes.
  Candidates decode(const Tensors& raw) const;
  std::vector<Result> results(const Tensors& raw, const std::vector<ImageMeta>& metas,
                              const task::Limits& limits) const override;

  int64_t num_classes() const override { return num_classes_; }
  int64_t size_step() const override;
  std::vector<std::string> ignorable_keys() const override { return {"loss_", "assigner"}; }
  std::vector<std::string> warnings() const override { return warnings_; }

  const PointGenerator& points() const { return points_; }
  const task::ModelSettings& settings() const { return settings_; }
  bool has_objectness() const { return objectness_; }
  BoxCoder coder() const { return coder_; }
  BoxClamp clamp() const { return clamp_; }

 protected:
  /// Reads `test_cfg` by the convention of this type of head; after num_classes_ is known.
  /// @param key the registry key of the type: "mmdet.RTMDetHead"
  void read_test_cfg(Args& args, const std::string& key);
  size_t num_levels() const { return points_.strides.size(); }
  /// Errors where a neck gives another number of feature maps.
  void require_levels(const Tensors& features) const;

  int64_t num_classes_ = 0;
  PointGenerator points_;
  bool objectness_ = false;  ///< a logit besides, which scores are multiplied by
  BoxCoder coder_ = BoxCoder::kCenterSize;
  BoxClamp clamp_ = BoxClamp::kNone;
  task::ModelSettings settings_;

 private:
  std::vector<std::string> warnings_;
};

/// What a detector gives when it is deployed, in place of predict_by_feat(): dets and labels, chosen inside the graph,
/// or all candidates where the backend cannot choose.
Tensors deploy_detections(const DetHead& head, const Tensors& raw, const rewrite::Context& context);

/// RegisterModel for a head of this kind, which is deployed as all of them are.
template <typename T>
struct RegisterDetHead {
  template <typename... Extra>
  explicit RegisterDetHead(const std::string& dotted_name, Extra... extra)
      : model(dotted_name, extra...), rewriter({dotted_name + ".predict_by_feat"}, deploy_detections) {}

  RegisterModel<T> model;
  rewrite::RewriteFunction rewriter;
};

/// The argument `num_classes`; 0 where it is missing or not positive, which args keeps.
int64_t read_num_classes(Args& args);

}  // namespace slipway::model
