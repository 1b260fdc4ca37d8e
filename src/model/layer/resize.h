// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/layer/layer.h"

namespace slipway::model {

/// Bilinear, as F.interpolate does it. @param size h,w. Where x has that size already it is x, to the bit.
inline Tensor resize(const Tensor& x, at::IntArrayRef size, bool align_corners) {
  if (x.size(2) == size[0] && x.size(3) == size[1]) return x;
  return at::upsample_bilinear2d(x, size, align_corners);
}
/// To height and width of `like`.
inline Tensor resize_like(const Tensor& x, const Tensor& like, bool align_corners) {
  return resize(x, {like.size(2), like.size(3)}, align_corners);
}

}  // namespace slipway::model
