// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/backbone/layer_stack.h"

namespace slipway::model {

/// MobileNetV2. Keys `conv1.*`, `layerS.I.conv.J.*`, `conv2.*`.
class MobileNetV2 : public LayerStack {
 public:
  MobileNetV2(Args& args, const BuildContext& context);
};

}  // namespace slipway::model
