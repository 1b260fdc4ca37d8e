// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/backbone/darknet.h"

namespace slipway::model {

/// CSPNeXt of RTMDet, which mmdet and mmyolo have alike but for the pooling before the last stage and some defaults.
class CspNext : public Darknet {
 public:
  /// @param norm_eps epsilon of the default normalisation
  /// @param spp_chained one pooling three times; else one for each size of `spp_kernel_sizes`, side by side
  CspNext(Args& args, const BuildContext& context, double norm_eps, bool spp_chained);
};

}  // namespace slipway::model
