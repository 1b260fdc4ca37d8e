// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/backbone/cspnext.h"

namespace slipway::model {
namespace {

DarknetOptions read_cspnext(Args& args, double norm_eps, bool spp_chained) {
  DarknetOptions options;
  options.focus = nullptr;
  read_stages(args, /*middle_blocks=*/6, options);
  options.depthwise = args.boolean("use_depthwise", false);
  options.csp = {.cspnext = true,
                 .depthwise = options.depthwise,
                 .attention = args.boolean("channel_attention", true),
                 .expand_ratio = args.number("expand_ratio", 0.5)};
  options.spp_chained = spp_chained;
  options.spp_kernels = spp_chained ? std::vector<int64_t>{5} : args.integers("spp_kernel_sizes", {5, 9, 13});
  read_conv(args);
  options.style = {read_norm(args, {.eps = norm_eps, .momentum = 0.03}), read_activation(args, "SiLU")};
  args.finish();
  return options;
}

}  // namespace

CspNext::CspNext(Args& args, const BuildContext& context, double norm_eps, bool spp_chained)
    : Darknet(context, read_cspnext(args, norm_eps, spp_chained)) {}

}  // namespace slipway::model
