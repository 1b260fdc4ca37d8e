// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "model/head/head.h"
#include "model/head/point_generator.h"
#include "model/head/selection.h"

namespace slipway::model {

/// What a head predicts for each cell, one convolution output per kind and level.
enum class Prediction { kClass, kObjectness, kBox, kOffset, kVisibility };

/// Heads of YOLOX-Pose, whichever library's: the interface that rewriters use. All coordinates are in input_px.
/// B batch, P cells of all levels, K keypoints, N classes.
class PoseHead : public Head {
 public:
  struct Decoded {
    Candidates candidates;  ///< boxes are not clamped; scores are class · objectness, or the best of them where classes
                            ///< do not matter
    Tensor keypoints;  ///< f32[B,P,K,3] x,y,visibility in [0,1]
  };

  std::string_view task() const override { return "PoseDetection"; }
  /// raw(): all levels of one kind, then of the next, in the order of the library. f32[B,C,H,W] each, logits and
  /// offsets in cells.

  /// What raw() means, in few operators and in the original's order of floating-point operations.
  Decoded decode(const Tensors& raw) const;

  std::vector<RawOutput> raw_outputs(int64_t batch, int64_t height, int64_t width) const override;
  int64_t num_classes() const override { return num_classes_; }
  int64_t num_keypoints() const { return num_keypoints_; }
  const std::vector<int64_t>& strides() const { return strides_; }
  int64_t size_step() const override { return *std::max_element(strides_.begin(), strides_.end()); }
  const PointGenerator& points() const { return points_; }
  const task::ModelSettings& settings() const { return settings_; }
  std::vector<std::string> ignorable_keys() const override { return {"loss_", "assigner"}; }
  std::vector<std::string> warnings() const override;
  /// Index in raw() of `prediction` at `level`.
  size_t index_of(Prediction prediction, size_t level) const;

 protected:
  explicit PoseHead(std::array<Prediction, 5> order) : order_(order) {}

  /// Reads `test_cfg` by the convention of this type of head. @param key its registry key
  void read_test_cfg(Args& args, const std::string& key);
  const Tensor& pick(const Tensors& raw, Prediction prediction, size_t level) const {
    return raw.at(index_of(prediction, level));
  }
  size_t num_levels() const { return strides_.size(); }

  int64_t num_classes_ = 1;
  int64_t num_keypoints_ = 0;
  std::vector<int64_t> strides_;  ///< per level, in input_px
  PointGenerator points_;
  task::ModelSettings settings_;

 private:
  friend class PoseReference;
  /// f32[P,2] x,y and f32[P,1] of all levels.
  std::pair<Tensor, Tensor> points_and_strides(const Tensors& raw) const;

  std::array<Prediction, 5> order_;
  std::vector<std::string> unused_;
};

}  // namespace slipway::model
