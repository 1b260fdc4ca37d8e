// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/backbone/darknet.h"

namespace slipway::model {

/// CSPDarknet, which mmdet and mmpose have alike.
class CspDarknet : public Darknet {
 public:
  /// @param focus whose Focus the stem is: Focus::kMmdet or kMmpose
  CspDarknet(Args& args, const BuildContext& context, const char* focus);
};

}  // namespace slipway::model
