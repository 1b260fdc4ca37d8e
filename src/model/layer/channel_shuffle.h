// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/layer/layer.h"

namespace slipway::model {

/// Channels of `groups` groups interleaved: f32[B,C,H,W] to the same.
inline Tensor shuffle_channels(const Tensor& x, int64_t groups) {
  const int64_t batch = x.size(0), channels = x.size(1), height = x.size(2), width = x.size(3);
  return x.reshape({batch, groups, channels / groups, height, width})
      .transpose(1, 2)
      .reshape({batch, channels, height, width});
}

}  // namespace slipway::model
