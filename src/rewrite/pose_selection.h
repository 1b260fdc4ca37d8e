// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "package/post_processing.h"

namespace slipway::rewrite {

using SelectionParameters = package::PostProcessing;

/// Chooses the best people of each image: what PyTorch's post-processing keeps, at every batch size. Rows beyond an
/// image's own are all zero.
/// @param boxes f32[B,P,4] x1,y1,x2,y2 in input_px, unclamped; @param scores f32[B,P]; @param keypoints f32[B,P,K,3]
/// @param width, height of the input, to which boxes are clamped after the suppression, as in PyTorch
/// @return dets f32[B,N,5], keypoints f32[B,N,K,3], best first; N = keep_top_k, or P where that is smaller and fixed
std::vector<at::Tensor> select_people(const at::Tensor& boxes, const at::Tensor& scores, const at::Tensor& keypoints,
                                      int64_t width, int64_t height, const SelectionParameters& parameters);

}  // namespace slipway::rewrite
