// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/neck/yolox_pafpn.h"

namespace slipway::model {

/// YOLOXPAFPN and CSPNeXtPAFPN of mmyolo: the same computation as mmdet's with the layers grouped otherwise. The
/// reducing convolution of a level follows the top-down block of the one above it; reducing layers below the top are
/// identities and hold nothing. Keys, with N levels: `reduce_layers.{N-1}.*`, `top_down_layers.I.J.*` (without J the
/// last of them), `downsample_layers.I.*`, `bottom_up_layers.I.*`, `out_layers.I.*`.
class YoloPafpn : public FeatureModule {
 public:
  YoloPafpn(Args& args, const BuildContext& context, PafpnKind kind);

 protected:
  Tensors forward(const Tensors& inputs) const override;

 private:
  LayerList &reduce_, &top_down_, &downsample_, &bottom_up_, &out_;
};

}  // namespace slipway::model
