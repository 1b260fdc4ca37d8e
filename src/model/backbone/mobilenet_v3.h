// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/backbone/layer_stack.h"

namespace slipway::model {

/// MobileNetV3. Keys `layerS.*`.
class MobileNetV3 : public LayerStack {
 public:
  MobileNetV3(Args& args, const BuildContext& context);
};

}  // namespace slipway::model
