// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/layer/conv_module.h"

namespace slipway::model {

/// Appends a stack of 3×3 convolutions, the first from `in_channels`, the others from `channels`.
inline void append_stack(LayerList& list, const BuildContext& context, int64_t num_convs, int64_t in_channels,
                         int64_t channels, bool depthwise, const BlockStyle& style) {
  auto stack = std::make_shared<Sequence>();
  for (int64_t i = 0; i < num_convs; ++i)
    stack->append(make_conv(depthwise, context, i == 0 ? in_channels : channels, channels,
                            {.kernel = 3, .stride = 1, .padding = 1}, style));
  list.append(stack);
}

/// Appends a 1×1 convolution with bias, a predictor.
inline void append_predictor(LayerList& list, const BuildContext& context, int64_t in_channels, int64_t out_channels) {
  list.append(std::make_shared<Conv2d>(context, in_channels, out_channels, ConvSize{}, /*bias=*/true));
}

}  // namespace slipway::model
