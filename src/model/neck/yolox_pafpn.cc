// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/neck/yolox_pafpn.h"

#include "base/error.h"

namespace slipway::model {

YoloxPafpn::YoloxPafpn(Args& args, const BuildContext& context, PafpnKind kind)
    : in_channels_(args.integers("in_channels")),
      reduce_(add_list("reduce_layers")),
      top_down_(add_list("top_down_blocks")),
      downsample_(add_list("downsamples")),
      bottom_up_(add_list("bottom_up_blocks")),
      out_(add_list("out_convs")) {
  const bool cspnext = kind != PafpnKind::kYolox;
  const bool of_mmpose = kind == PafpnKind::kCspNextOfMmpose;
  const int64_t out_channels = of_mmpose ? 0 : args.integer("out_channels");
  if (of_mmpose) {
    args.refuse_if_set("out_channels", "mmpose's neck works without only (None)");
    for (int64_t index : args.integers("out_indices", {0, 1, 2})) {
      if (index < 0 || index >= static_cast<int64_t>(in_channels_.size()))
        args.refuse("out_indices", fmt::format("has {}, but there are {} feature maps", index, in_channels_.size()));
      out_indices_.push_back(static_cast<size_t>(index));
    }
  }
  const int64_t num_blocks = args.integer("num_csp_blocks", 3);
  const bool depthwise = args.boolean("use_depthwise", false);
  CspKind blocks{.cspnext = cspnext, .depthwise = depthwise};
  if (cspnext) blocks.expand_ratio = args.number("expand_ratio", 0.5);
  read_upsample(args);
  read_conv(args);
  const BlockStyle style{read_norm(args, {.eps = 0.001, .momentum = 0.03}), read_activation(args, "Swish")};
  args.ignore({"init_cfg"});
  if (in_channels_.empty()) args.refuse("in_channels", "no feature map is named");
  args.finish();

  const auto& channels = in_channels_;
  const auto csp = [&](int64_t in, int64_t out) {
    return std::make_shared<CspLayer>(context, CspSize{in, out, num_blocks, /*add_identity=*/false}, blocks, style);
  };
  for (size_t level = channels.size() - 1; level > 0; --level) {
    reduce_.append<ConvModule>(context, channels[level], channels[level - 1], ConvSize{}, style);
    top_down_.append(csp(channels[level - 1] * 2, channels[level - 1]));
  }
  for (size_t level = 0; level + 1 < channels.size(); ++level) {
    downsample_.append(make_conv(depthwise, context, channels[level], channels[level],
                                 {.kernel = 3, .stride = 2, .padding = 1}, style));
    bottom_up_.append(csp(channels[level] * 2, channels[level + 1]));
  }
  if (of_mmpose) return;
  for (int64_t in : channels)
    out_.append(make_conv(cspnext && depthwise, context, in, out_channels, out_size(kind), style));
}

Tensors YoloxPafpn::forward(const Tensors& inputs) const {
  const size_t levels = in_channels_.size();
  require_maps(inputs, levels, dotted_name());
  Tensors maps = inputs;
  for (size_t level = levels - 1; level > 0; --level) {
    const size_t index = levels - 1 - level;
    maps[level] = reduce_.run(index, maps[level]);
    maps[level - 1] = top_down_.run(index, at::cat({upsample_twice(maps[level]), inputs[level - 1]}, 1));
  }
  for (size_t level = 0; level + 1 < levels; ++level)
    maps[level + 1] = bottom_up_.run(level, at::cat({downsample_.run(level, maps[level]), maps[level + 1]}, 1));
  if (out_.size() == 0) {
    Tensors chosen;
    for (size_t index : out_indices_) chosen.push_back(maps[index]);
    return chosen;
  }
  for (size_t level = 0; level < levels; ++level) maps[level] = out_.run(level, maps[level]);
  return maps;
}

ConvSize out_size(PafpnKind kind) {
  return kind != PafpnKind::kYolox ? ConvSize{.kernel = 3, .padding = 1} : ConvSize{};
}

void read_upsample(Args& args) {
  const config::Value* config = args.entry("upsample_cfg");
  if (config == nullptr) return;
  Args upsample(*config, "upsample_cfg");
  if (upsample.number("scale_factor", 0) != 2) upsample.refuse("scale_factor", "only 2 is supported");
  upsample.choice("mode", "nearest", {"nearest"});
  upsample.refuse_if_set("size", "only a scale_factor is supported");
  upsample.refuse_if_set("align_corners", "it is not for mode 'nearest'");
  upsample.ignore({"recompute_scale_factor"});
  upsample.finish();
}

Tensor upsample_twice(const Tensor& x) { return at::upsample_nearest2d(x, c10::nullopt, std::vector<double>{2, 2}); }

void require_maps(const Tensors& inputs, size_t number, const std::string& neck) {
  if (inputs.size() != number)
    fail("{} has in_channels for {} feature maps, the backbone gives {}", neck.substr(neck.rfind('.') + 1), number,
         inputs.size());
}

}  // namespace slipway::model
