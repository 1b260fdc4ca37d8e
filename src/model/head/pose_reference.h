// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "model/head/pose_decode.h"
#include "model/head/suppress.h"

namespace slipway::model {

/// Post-processing as the libraries do it in PyTorch, image by image. It shares nothing with PoseHead::decode() but the
/// points, so that one can be checked against the other.
class PoseReference {
 public:
  using Box = model::Box;

  /// Flattens and decodes raw outputs, kind by kind.
  PoseReference(const PoseHead& head, const Tensors& raw);

  /// One candidate: a cell and its best class.
  struct Candidate {
    int64_t cell = 0;
    int64_t label = 0;
    float score = 0;
  };
  /// Cells of `image` with score > threshold, best first (equal ones in the order of the cells), at most `limit`.
  std::vector<Candidate> select(int64_t image, double score_threshold, int64_t limit) const;
  /// The instances that are kept of those: by settings and limits, suppressed on the boxes that `box_of` gives.
  /// @param min_union smaller unions count as this
  std::vector<Candidate> choose(int64_t image, const task::ModelSettings& settings, const task::Limits& limits,
                                double default_threshold, float min_union,
                                const std::function<Box(const Candidate&)>& box_of) const;

  Box box(int64_t image, int64_t cell) const;
  std::array<float, 2> keypoint(int64_t image, int64_t cell, int64_t keypoint) const;
  float visibility(int64_t image, int64_t cell, int64_t keypoint) const;

 private:
  int64_t num_keypoints_;
  Tensor scores_, boxes_, keypoints_, visibility_;
};

}  // namespace slipway::model
