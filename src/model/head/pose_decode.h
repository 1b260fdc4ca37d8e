// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>

#include "model/head/point_generator.h"
#include "model/layer/layer.h"

namespace slipway::model {

/// What a head predicts for each cell, one convolution output per kind and level.
enum class Prediction { kClass, kObjectness, kBox, kOffset, kVisibility };

/// What a model's test_cfg says of post-processing; no value where it says nothing.
struct TestSettings {
  std::optional<double> score_threshold;  ///< strict: score > threshold
  std::optional<double> iou_threshold;    ///< strict: suppressed when IoU > threshold; 1 and more: no suppression
  std::optional<int64_t> max_per_image;
  std::optional<int64_t> nms_pre;  ///< at most so many candidates enter suppression, best first
};

/// Heads of YOLOX-Pose, whichever library's: the interface that rewriters use. All coordinates are in input_px.
/// B batch, P cells of all levels, K keypoints, N classes.
class PoseHead : public torch::nn::Module {
 public:
  struct Decoded {
    at::Tensor boxes;      ///< f32[B,P,4] x1,y1,x2,y2, not clamped
    at::Tensor scores;     ///< f32[B,P] best class · objectness, in [0,1]
    at::Tensor keypoints;  ///< f32[B,P,K,3] x,y,visibility in [0,1]
  };

  /// The outputs of the head module: all levels of one kind, then of the next, in the order of the library.
  /// f32[B,C,H,W] each, logits and offsets in cells. @param features of the neck, one per level
  virtual std::vector<at::Tensor> raw(const std::vector<at::Tensor>& features) const = 0;
  /// The reference's post-processing, from raw() to image_px. @param metas one per image of the batch
  virtual std::vector<Result> predict(const std::vector<at::Tensor>& raw,
                                      const std::vector<ImageMeta>& metas) const = 0;

  /// What raw() means, in few operators and in the original's order of floating-point operations.
  Decoded decode(const std::vector<at::Tensor>& raw) const;

  int64_t num_classes() const { return num_classes_; }
  int64_t num_keypoints() const { return num_keypoints_; }
  const std::vector<int64_t>& strides() const { return strides_; }
  const PointGenerator& points() const { return points_; }
  /// Suppression is among boxes of one class only.
  virtual bool per_class_nms() const = 0;
  /// The model's test_cfg as it was written, and what it says.
  const config::Value& test_cfg() const { return test_cfg_; }
  const TestSettings& test_settings() const { return settings_; }
  /// Index in raw() of `prediction` at `level`.
  size_t index_of(Prediction prediction, size_t level) const;

 protected:
  explicit PoseHead(std::array<Prediction, 5> order) : order_(order) {}
  const at::Tensor& pick(const std::vector<at::Tensor>& raw, Prediction prediction, size_t level) const {
    return raw.at(index_of(prediction, level));
  }
  size_t num_levels() const { return strides_.size(); }

  int64_t num_classes_ = 1;
  int64_t num_keypoints_ = 0;
  std::vector<int64_t> strides_;  ///< per level, in input_px
  PointGenerator points_;
  config::Value test_cfg_;
  TestSettings settings_;

 private:
  friend class PoseReference;
  /// f32[P,2] x,y and f32[P,1] of all levels.
  std::pair<at::Tensor, at::Tensor> points_and_strides(const std::vector<at::Tensor>& raw) const;

  std::array<Prediction, 5> order_;
};

}  // namespace slipway::model
