// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>

#include <optional>

namespace slipway::ops {

/// Operator `slipway::nms_mask`: which boxes greedy non-maximum suppression keeps, image by image. As an operator of
/// ours in ATen's dispatcher it is captured as one node, runs on LibTorch like any other, and has a fixed output shape
/// at every batch size.
/// @param boxes f32[B,P,4], x1,y1,x2,y2 in any one frame
/// @param scores f32[B,P]
/// @param labels i64[B,P] in 0..num_classes-1: boxes of other classes do not suppress each other; none: all are of one
/// @param iou_threshold a box goes when its IoU with a better kept one is > this
/// @param score_threshold only scores > this take part
/// @param max_output at most so many boxes of each class are kept per image, best first; equal scores in order of their
/// index
/// @return bool[B,P], true where kept
at::Tensor nms_mask(const at::Tensor& boxes, const at::Tensor& scores, const std::optional<at::Tensor>& labels,
                    int64_t num_classes, double iou_threshold, double score_threshold, int64_t max_output);

}  // namespace slipway::ops
