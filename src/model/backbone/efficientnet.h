// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/backbone/layer_stack.h"

namespace slipway::model {

/// EfficientNet b0 to b8, l2 and, for edge devices, es, em, el. Keys `layers.S.*`.
class EfficientNet : public LayerStack {
 public:
  EfficientNet(Args& args, const BuildContext& context);
};

/// EfficientNetV2. Keys `layers.S.*`.
class EfficientNetV2 : public LayerStack {
 public:
  EfficientNetV2(Args& args, const BuildContext& context);
};

/// The entry `conv_cfg` of the two: whether convolutions pad as TensorFlow does, which they do unless it says else.
bool read_same_padding(Args& args);

}  // namespace slipway::model
