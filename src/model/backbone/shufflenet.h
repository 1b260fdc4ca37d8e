// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/backbone/layer_stack.h"

namespace slipway::model {

/// ShuffleNetV1. Keys `conv1.*`, `layers.S.I.{g_conv_1x1_compress,depthwise_conv3x3_bn,g_conv_1x1_expand}.*`.
class ShuffleNetV1 : public LayerStack {
 public:
  ShuffleNetV1(Args& args, const BuildContext& context);
};

/// ShuffleNetV2. Keys `conv1.*`, `layers.S.I.branch{1,2}.J.*`, `layers.3.*`.
class ShuffleNetV2 : public LayerStack {
 public:
  ShuffleNetV2(Args& args, const BuildContext& context);
};

}  // namespace slipway::model
