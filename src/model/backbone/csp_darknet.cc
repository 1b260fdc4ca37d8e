// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/strings.h"
#include "model/backbone/darknet.h"
#include "model/numbers.h"

namespace slipway::model {
namespace {

std::vector<DarknetStage> read_overwrite(const config::Value& overwrite) {
  std::vector<DarknetStage> stages;
  for (const config::Value& row : overwrite.as_sequence()) {
    if (row.size() != 5)
      fail("{}: a stage of arch_ovewrite is [in_channels, out_channels, num_blocks, add_identity, use_spp], not {}",
           place(row), row.repr());
    stages.push_back({row.at(size_t{0}).as_int(), row.at(size_t{1}).as_int(), row.at(size_t{2}).as_int(),
                      row.at(size_t{3}).as_bool(), row.at(size_t{4}).as_bool()});
  }
  return stages;
}

std::vector<DarknetStage> read_stages(Args& args) {
  const std::string arch = args.string("arch", "P5");
  if (const config::Value* overwrite = args.find("arch_ovewrite"); overwrite != nullptr && overwrite->size() > 0)
    return read_overwrite(*overwrite);
  if (arch == "P6") return darknet_stages_p6();
  if (arch != "P5") args.refuse("arch", fmt::format("'{}' is not known; known: P5, P6", arch));
  return darknet_stages_p5();
}

/// CSPDarknet of mmpose.
std::shared_ptr<torch::nn::Module> build_csp_darknet(const config::Value& config, const BuildContext& context) {
  Args args(config, "mmpose.CSPDarknet");
  const double deepen = args.number("deepen_factor", 1.0);
  const double widen = args.number("widen_factor", 1.0);
  DarknetOptions options;
  options.stages = read_stages(args);
  if (options.stages.empty()) fail("{}: arch_ovewrite has no stage", place(config));
  options.stem_channels = scaled(options.stages.front().in_channels, widen);
  for (DarknetStage& stage : options.stages) {
    stage.in_channels = scaled(stage.in_channels, widen);
    stage.out_channels = scaled(stage.out_channels, widen);
    stage.num_blocks = std::max<int64_t>(round_half_even(static_cast<double>(stage.num_blocks) * deepen), 1);
  }
  options.out_indices = read_out_indices(args, options.stages.size());
  options.depthwise = options.csp_depthwise = args.boolean("use_depthwise", false);
  options.spp_kernels = args.integers("spp_kernal_sizes", {5, 9, 13});
  read_conv(args);
  options.style = {read_norm(args, {.eps = 0.001, .momentum = 0.03}), read_activation(args, "Swish"), std::nullopt};
  args.finish();
  return with_context(place(config), [&] { return std::make_shared<Darknet>(context, options); });
}

}  // namespace

static const Registration kRegistered(models(), "mmpose.CSPDarknet",
                                      ModelType{build_csp_darknet, "mmpose.models.backbones.csp_darknet.CSPDarknet"});

}  // namespace slipway::model
