// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>

namespace slipway::rewrite {

/// Operator `slipway::nms_mask`: which boxes greedy class-agnostic non-maximum suppression keeps, image by image. As an
/// operator of ours in ATen's dispatcher it is captured as one node, runs on LibTorch like any other, and has a fixed
/// output shape at every batch size.
/// @param boxes f32[B,P,4], x1,y1,x2,y2 in any one frame
/// @param scores f32[B,P]
/// @param iou_threshold a box goes when its IoU with a better kept one is > this
/// @param score_threshold only scores > this take part
/// @param max_output at most so many boxes are kept per image, best first; equal scores in order of their index
/// @return bool[B,P], true where kept
at::Tensor nms_mask(const at::Tensor& boxes, const at::Tensor& scores, double iou_threshold, double score_threshold,
                    int64_t max_output);

}  // namespace slipway::rewrite
