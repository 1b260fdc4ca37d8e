// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "codebase/mmyolo/necks/base_yolo_neck.h"

#include "base/error.h"
#include "model/numbers.h"

namespace slipway::model {
namespace {

std::vector<int64_t> read_channels(Args& args, double widen, bool cspnext) {
  std::vector<int64_t> channels = args.integers("in_channels");
  if (cspnext ? channels.size() < 2 : channels.size() != 3)
    args.refuse("in_channels", cspnext ? "there must be two feature maps or more" : "three feature maps are supported");
  for (int64_t& count : channels) count = scaled(count, widen);
  return channels;
}

}  // namespace

YoloPafpn::YoloPafpn(Args& args, const BuildContext& context, PafpnKind kind)
    : reduce_(add_list("reduce_layers")),
      top_down_(add_list("top_down_layers")),
      downsample_(add_list("downsample_layers")),
      bottom_up_(add_list("bottom_up_layers")),
      out_(add_list("out_layers")) {
  const bool cspnext = kind == PafpnKind::kCspNext;
  const double deepen = args.number("deepen_factor", 1.0);
  const double widen = args.number("widen_factor", 1.0);
  const std::vector<int64_t> channels = read_channels(args, widen, cspnext);
  const int64_t out_channels = scaled(args.integer("out_channels"), widen);
  const int64_t num_blocks = round_half_even(static_cast<double>(args.integer("num_csp_blocks", 3)) * deepen);
  const bool depthwise = args.boolean("use_depthwise", false);
  CspKind blocks{.cspnext = cspnext};
  if (cspnext) {
    blocks.expand_ratio = args.number("expand_ratio", 0.5);
    read_upsample(args);
    read_conv(args);
  }
  const BlockStyle style{read_norm(args, {.eps = cspnext ? 1e-5 : 0.001, .momentum = 0.03}),
                         read_activation(args, "SiLU")};
  args.ignore({"freeze_all", "init_cfg"});
  args.finish();

  // CSPNeXtPAFPN takes depthwise-separable ones everywhere but inside its blocks, YOLOXPAFPN between levels only.
  const auto pointwise = [&](int64_t in, int64_t out) {
    return make_conv(cspnext && depthwise, context, in, out, ConvSize{}, style);
  };
  const auto csp = [&](int64_t in, int64_t out) {
    return std::make_shared<CspLayer>(context, CspSize{in, out, num_blocks, /*add_identity=*/false}, blocks, style);
  };
  const size_t top = channels.size() - 1;
  for (size_t level = 0; level < top; ++level) reduce_.append<Sequence>();
  reduce_.append(pointwise(channels[top], channels[top - 1]));
  for (size_t level = top; level > 1; --level) {
    auto& upper = top_down_.append<Sequence>();
    upper.append(csp(channels[level - 1] * 2, channels[level - 1]));
    upper.append(pointwise(channels[level - 1], channels[level - 2]));
  }
  top_down_.append(csp(channels[0] * 2, channels[0]));
  for (size_t level = 0; level < top; ++level) {
    downsample_.append(make_conv(depthwise, context, channels[level], channels[level],
                                 {.kernel = 3, .stride = 2, .padding = 1}, style));
    bottom_up_.append(csp(channels[level] * 2, channels[level + 1]));
  }
  for (int64_t in : channels)
    out_.append(make_conv(cspnext && depthwise, context, in, out_channels, out_size(kind), style));
}

Tensors YoloPafpn::forward(const Tensors& inputs) const {
  require_maps(inputs, out_.size(), dotted_name());
  const size_t top = inputs.size() - 1;
  Tensors maps = inputs;
  maps[top] = reduce_.run(top, maps[top]);
  for (size_t level = top; level > 0; --level)
    maps[level - 1] = top_down_.run(top - level, at::cat({upsample_twice(maps[level]), maps[level - 1]}, 1));
  for (size_t level = 0; level < top; ++level)
    maps[level + 1] = bottom_up_.run(level, at::cat({downsample_.run(level, maps[level]), maps[level + 1]}, 1));
  for (size_t level = 0; level <= top; ++level) maps[level] = out_.run(level, maps[level]);
  return maps;
}

}  // namespace slipway::model
