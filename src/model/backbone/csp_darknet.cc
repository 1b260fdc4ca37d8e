// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/backbone/csp_darknet.h"

namespace slipway::model {
namespace {

DarknetOptions read_csp_darknet(Args& args, const char* focus) {
  DarknetOptions options;
  options.focus = focus;
  read_stages(args, /*middle_blocks=*/9, options);
  options.depthwise = options.csp.depthwise = args.boolean("use_depthwise", false);
  options.spp_kernels = args.integers("spp_kernal_sizes", {5, 9, 13});
  read_conv(args);
  options.style = {read_norm(args, {.eps = 0.001, .momentum = 0.03}), read_activation(args, "Swish")};
  args.finish();
  return options;
}

}  // namespace

CspDarknet::CspDarknet(Args& args, const BuildContext& context, const char* focus)
    : Darknet(context, read_csp_darknet(args, focus)) {}

}  // namespace slipway::model
