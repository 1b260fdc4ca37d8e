// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/layer/csp_layer.h"

namespace slipway::model {
namespace {

struct PafpnOptions {
  std::vector<int64_t> in_channels;
  int64_t out_channels = 0;
  int64_t num_csp_blocks = 3;
  bool depthwise = false;
  double upsample = 2;
  BlockStyle style;
};

/// YOLOXPAFPN of mmpose: top-down, then bottom-up.
/// Keys `reduce_layers.I.*`, `top_down_blocks.I.*`, `downsamples.I.*`, `bottom_up_blocks.I.*`, `out_convs.I.*`.
class YoloxPafpn : public FeatureModule {
 public:
  YoloxPafpn(const BuildContext& context, const PafpnOptions& options)
      : levels_(options.in_channels.size()),
        upsample_(options.upsample),
        reduce_(add_list(*this, "reduce_layers")),
        top_down_(add_list(*this, "top_down_blocks")),
        downsample_(add_list(*this, "downsamples")),
        bottom_up_(add_list(*this, "bottom_up_blocks")),
        out_(add_list(*this, "out_convs")) {
    const auto& channels = options.in_channels;
    const auto pointwise = [&](int64_t in_channels, int64_t out_channels) {
      return std::make_shared<ConvModule>(context, in_channels, out_channels, ConvSize{}, options.style);
    };
    const auto csp = [&](int64_t in_channels, int64_t out_channels) {
      const CspSize size{in_channels, out_channels, options.num_csp_blocks, /*add_identity=*/false, options.depthwise};
      return std::make_shared<CspLayer>(context, size, options.style);
    };
    for (size_t level = levels_ - 1; level > 0; --level) {
      reduce_->append(pointwise(channels[level], channels[level - 1]));
      top_down_->append(csp(channels[level - 1] * 2, channels[level - 1]));
    }
    for (size_t level = 0; level + 1 < levels_; ++level) {
      downsample_->append(make_conv(options.depthwise, context, channels[level], channels[level],
                                    {.kernel = 3, .stride = 2, .padding = 1}, options.style));
      bottom_up_->append(csp(channels[level] * 2, channels[level + 1]));
    }
    for (int64_t in_channels : channels) out_->append(pointwise(in_channels, options.out_channels));
  }

  std::vector<at::Tensor> forward(const std::vector<at::Tensor>& inputs) override {
    if (inputs.size() != levels_)
      fail("mmpose.YOLOXPAFPN has in_channels for {} feature maps, the backbone gives {}", levels_, inputs.size());
    const std::vector<double> scales{upsample_, upsample_};
    std::vector<at::Tensor> maps = inputs;
    for (size_t level = levels_ - 1; level > 0; --level) {
      const size_t index = levels_ - 1 - level;
      maps[level] = reduce_->run(index, maps[level]);
      const at::Tensor larger = at::upsample_nearest2d(maps[level], c10::nullopt, scales);
      maps[level - 1] = top_down_->run(index, at::cat({larger, inputs[level - 1]}, 1));
    }
    for (size_t level = 0; level + 1 < levels_; ++level) {
      const at::Tensor smaller = downsample_->run(level, maps[level]);
      maps[level + 1] = bottom_up_->run(level, at::cat({smaller, maps[level + 1]}, 1));
    }
    for (size_t level = 0; level < levels_; ++level) maps[level] = out_->run(level, maps[level]);
    return maps;
  }

 private:
  size_t levels_;
  double upsample_;
  std::shared_ptr<LayerList> reduce_, top_down_, downsample_, bottom_up_, out_;
};

double read_upsample(Args& args) {
  const config::Value* config = args.entry("upsample_cfg");
  if (config == nullptr) return 2;
  Args upsample(*config, "upsample_cfg");
  const double scale = upsample.number("scale_factor", 0);
  if (scale != 2) upsample.refuse("scale_factor", "only 2 is supported");
  if (upsample.string("mode", "nearest") != "nearest") upsample.refuse("mode", "only 'nearest' is supported");
  upsample.refuse_if_set("size", "only a scale_factor is supported");
  upsample.refuse_if_set("align_corners", "it is not for mode 'nearest'");
  upsample.ignore({"recompute_scale_factor"});
  upsample.finish();
  return scale;
}

std::shared_ptr<torch::nn::Module> build_yolox_pafpn(const config::Value& config, const BuildContext& context) {
  Args args(config, "mmpose.YOLOXPAFPN");
  PafpnOptions options;
  options.in_channels = args.integers("in_channels");
  if (options.in_channels.empty()) args.refuse("in_channels", "no feature map is named");
  options.out_channels = args.integer("out_channels");
  options.num_csp_blocks = args.integer("num_csp_blocks", options.num_csp_blocks);
  options.depthwise = args.boolean("use_depthwise", options.depthwise);
  options.upsample = read_upsample(args);
  read_conv(args);
  options.style = {read_norm(args, {.eps = 0.001, .momentum = 0.03}), read_activation(args, "Swish"), std::nullopt};
  args.ignore({"init_cfg"});
  args.finish();
  return with_context(place(config), [&] { return std::make_shared<YoloxPafpn>(context, options); });
}

}  // namespace

static const Registration kRegistered(models(), "mmpose.YOLOXPAFPN",
                                      ModelType{build_yolox_pafpn, "mmpose.models.necks.yolox_pafpn.YOLOXPAFPN"});

}  // namespace slipway::model
