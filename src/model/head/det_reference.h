// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/head/det_head.h"
#include "model/head/suppress.h"

namespace slipway::model {

/// Post-processing of detectors as mmdet and mmyolo do it in PyTorch, image by image and level by level. It shares
/// nothing with DetHead::decode() but the points, so that one can be checked against the other.
class DetReference {
 public:
  /// @param raw outputs of the head, on the CPU
  DetReference(const DetHead& head, const Tensors& raw);

  /// The instances of one image, in image_px.
  Instances result(int64_t image, const ImageMeta& meta, const task::Limits& limits) const;

 private:
  struct Candidate {
    int64_t level = 0, cell = 0, label = 0;
    float score = 0;
  };
  std::vector<Candidate> candidates(int64_t image, const task::Limits& limits) const;
  Box decode(int64_t image, const Candidate& candidate, const ImageMeta& meta) const;

  const DetHead& head_;
  Tensors scores_;  // by level, f32[B,P,C]
  Tensors boxes_;   // by level, f32[B,P,4], not clamped
};

}  // namespace slipway::model
