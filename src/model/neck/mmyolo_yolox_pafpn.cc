// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/layer/csp_layer.h"
#include "model/numbers.h"

namespace slipway::model {
namespace {

struct PafpnOptions {
  std::vector<int64_t> in_channels;
  int64_t out_channels = 0;
  int64_t num_csp_blocks = 3;
  bool depthwise = false;
  BlockStyle style;
};

/// YOLOXPAFPN of mmyolo: the same computation as mmpose's with the layers grouped otherwise. The reducing convolution
/// of a level follows the top-down block of the one above it; reducing layers below the top are identities and hold
/// nothing. Keys `reduce_layers.2.*`, `top_down_layers.0.I.*`, `top_down_layers.1.*`, `downsample_layers.I.*`,
/// `bottom_up_layers.I.*`, `out_layers.I.*`.
class YoloxPafpn : public FeatureModule {
 public:
  YoloxPafpn(const BuildContext& context, const PafpnOptions& options)
      : reduce_(add_list(*this, "reduce_layers")),
        top_down_(add_list(*this, "top_down_layers")),
        downsample_(add_list(*this, "downsample_layers")),
        bottom_up_(add_list(*this, "bottom_up_layers")),
        out_(add_list(*this, "out_layers")) {
    const auto& channels = options.in_channels;
    const auto pointwise = [&](int64_t in_channels, int64_t out_channels) {
      return std::make_shared<ConvModule>(context, in_channels, out_channels, ConvSize{}, options.style);
    };
    const auto csp = [&](int64_t in_channels, int64_t out_channels) {
      const CspSize size{in_channels, out_channels, options.num_csp_blocks, /*add_identity=*/false,
                         /*depthwise=*/false};
      return std::make_shared<CspLayer>(context, size, options.style);
    };
    reduce_->append(std::make_shared<Sequence>());
    reduce_->append(std::make_shared<Sequence>());
    reduce_->append(pointwise(channels[2], channels[1]));
    auto upper = std::make_shared<Sequence>();
    upper->append(csp(channels[1] * 2, channels[1]));
    upper->append(pointwise(channels[1], channels[0]));
    top_down_->append(upper);
    top_down_->append(csp(channels[0] * 2, channels[0]));
    for (size_t level = 0; level < 2; ++level) {
      downsample_->append(make_conv(options.depthwise, context, channels[level], channels[level],
                                    {.kernel = 3, .stride = 2, .padding = 1}, options.style));
      bottom_up_->append(csp(channels[level] * 2, channels[level + 1]));
    }
    for (int64_t in_channels : channels) out_->append(pointwise(in_channels, options.out_channels));
  }

  std::vector<at::Tensor> forward(const std::vector<at::Tensor>& inputs) override {
    if (inputs.size() != 3)
      fail("mmyolo.YOLOXPAFPN has in_channels for 3 feature maps, the backbone gives {}", inputs.size());
    const std::vector<double> scales{2, 2};
    std::vector<at::Tensor> maps = inputs;
    maps[2] = reduce_->run(2, maps[2]);
    for (size_t level = 2; level > 0; --level) {
      const at::Tensor larger = at::upsample_nearest2d(maps[level], c10::nullopt, scales);
      maps[level - 1] = top_down_->run(2 - level, at::cat({larger, maps[level - 1]}, 1));
    }
    for (size_t level = 0; level < 2; ++level) {
      const at::Tensor smaller = downsample_->run(level, maps[level]);
      maps[level + 1] = bottom_up_->run(level, at::cat({smaller, maps[level + 1]}, 1));
    }
    for (size_t level = 0; level < 3; ++level) maps[level] = out_->run(level, maps[level]);
    return maps;
  }

 private:
  std::shared_ptr<LayerList> reduce_, top_down_, downsample_, bottom_up_, out_;
};

std::shared_ptr<torch::nn::Module> build_yolox_pafpn(const config::Value& config, const BuildContext& context) {
  Args args(config, "mmyolo.YOLOXPAFPN");
  const double deepen = args.number("deepen_factor", 1.0);
  const double widen = args.number("widen_factor", 1.0);
  PafpnOptions options;
  options.in_channels = args.integers("in_channels");
  if (options.in_channels.size() != 3) args.refuse("in_channels", "three feature maps are supported");
  for (int64_t& channels : options.in_channels) channels = scaled(channels, widen);
  options.out_channels = scaled(args.integer("out_channels"), widen);
  options.num_csp_blocks =
      round_half_even(static_cast<double>(args.integer("num_csp_blocks", options.num_csp_blocks)) * deepen);
  options.depthwise = args.boolean("use_depthwise", options.depthwise);
  options.style = {read_norm(args, {.eps = 0.001, .momentum = 0.03}), read_activation(args, "SiLU"), std::nullopt};
  args.ignore({"freeze_all", "init_cfg"});
  args.finish();
  return with_context(place(config), [&] { return std::make_shared<YoloxPafpn>(context, options); });
}

}  // namespace

static const Registration kRegistered(models(), "mmyolo.YOLOXPAFPN",
                                      ModelType{build_yolox_pafpn, "mmyolo.models.necks.yolox_pafpn.YOLOXPAFPN"});

}  // namespace slipway::model
