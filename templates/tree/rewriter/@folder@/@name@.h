// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/register.h"

namespace slipway::model {

/// Takes the mean of each channel from it. No keys. (Where the type is there already, the rewriter is all: delete this
/// file and @name@.cc, and name the type's function in @name@_rewriter.cc.)
class @Name@ : public FeatureModule {
 public:
  static constexpr std::array kHooks{"centre"};  // methods that can be replaced

  @Name@(Args&, const BuildContext&) {}

  /// f32[B,C,H,W] -> the same
  Tensors centre(const Tensors& inputs) const;

 protected:
  Tensors forward(const Tensors& inputs) const override;
};

}  // namespace slipway::model
