// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/layer/conv_module.h"

namespace slipway::model {

/// Appends 3×3 convolutions, the first from `in_channels`, the others from `channels`.
inline void append_convs(Sequence& stack, const BuildContext& context, int64_t num_convs, int64_t in_channels,
                         int64_t channels, bool depthwise, const BlockStyle& style) {
  for (int64_t i = 0; i < num_convs; ++i)
    stack.append(
        make_conv(depthwise, context, i == 0 ? in_channels : channels, channels, {.kernel = 3, .padding = 1}, style));
}

/// Appends a stack of those.
inline Sequence& append_stack(LayerList& list, const BuildContext& context, int64_t num_convs, int64_t in_channels,
                              int64_t channels, bool depthwise, const BlockStyle& style) {
  auto& stack = list.append<Sequence>();
  append_convs(stack, context, num_convs, in_channels, channels, depthwise, style);
  return stack;
}

/// Appends a stack with the convolutions of the first one of `list`, which are not depthwise-separable, and
/// normalisations of its own.
inline Sequence& append_shared_stack(LayerList& list, const BuildContext& context, int64_t channels,
                                     const BlockStyle& style) {
  auto& stack = list.append<Sequence>();
  for (const auto& first : list.layer<Sequence>(0).layers())
    stack.append<ConvModule>(context, static_cast<const ConvModule&>(*first).conv(), channels, style);
  return stack;
}

}  // namespace slipway::model
