// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/backbone/cspnext.h"

#include "model/register.h"

namespace slipway::model {
namespace {

/// What mmyolo's can be told besides.
Args& read_more(Args& args) {
  args.refuse_if_set("plugins", "plugins are not supported");
  args.ignore({"input_channels"});  // the stem takes 3 channels, whatever it says
  return args;
}

class MmyoloCspNext : public CspNext {
 public:
  MmyoloCspNext(Args& args, const BuildContext& context)
      : CspNext(read_more(args), context, /*norm_eps=*/1e-5, /*spp_chained=*/true) {}
};

const RegisterModel<MmyoloCspNext> kMmyoloCspNext("mmyolo.models.backbones.cspnext.CSPNeXt");

}  // namespace
}  // namespace slipway::model
