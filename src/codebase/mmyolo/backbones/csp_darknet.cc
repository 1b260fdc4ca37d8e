// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "model/backbone/darknet.h"
#include "model/numbers.h"
#include "model/register.h"

namespace slipway::model {
namespace {

/// The next multiple of 8.
int64_t widened(int64_t channels, double factor) {
  constexpr int64_t kDivisor = 8;
  return static_cast<int64_t>(std::ceil(static_cast<double>(channels) * factor / kDivisor)) * kDivisor;
}

int64_t deepened(int64_t blocks, double factor) {
  if (blocks <= 1) return blocks;
  return std::max<int64_t>(round_half_even(static_cast<double>(blocks) * factor), 1);
}

DarknetOptions read(Args& args) {
  const double deepen = args.number("deepen_factor", 1.0);
  const double widen = args.number("widen_factor", 1.0);
  args.choice("arch", "P5", {"P5"});
  if (args.integer("input_channels", 3) != 3) args.refuse("input_channels", "the stem takes 3 channels");
  args.refuse_if_set("plugins", "plugins are not supported");

  DarknetOptions options;
  options.stages = darknet_stages_p5(/*middle_blocks=*/9);
  options.stem_channels = widened(64, widen);
  for (DarknetStage& stage : options.stages) {
    stage.in_channels = widened(stage.in_channels, widen);
    stage.out_channels = widened(stage.out_channels, widen);
    stage.num_blocks = deepened(stage.num_blocks, deepen);
  }
  options.out_indices = read_out_indices(args, options.stages.size());
  options.depthwise = args.boolean("use_depthwise", false);
  if (const config::Value* kernels = args.entry("spp_kernal_sizes"); kernels != nullptr) {
    options.spp_chained = kernels->is_int();
    options.spp_kernels = options.spp_chained ? std::vector<int64_t>{kernels->as_int()} : kernels->as_ints();
  }
  options.style = {read_norm(args, {.eps = 0.001, .momentum = 0.03}), read_activation(args, "SiLU")};
  args.finish();
  return options;
}

/// CSP-Darknet with mmyolo's rounding of widths.
class YoloxCspDarknet : public Darknet {
 public:
  YoloxCspDarknet(Args& args, const BuildContext& context) : Darknet(context, read(args)) {}
};

const RegisterModel<YoloxCspDarknet> kYoloxCspDarknet("mmyolo.models.backbones.csp_darknet.YOLOXCSPDarknet");

}  // namespace
}  // namespace slipway::model
