// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <ATen/Functions.h>

#include "codebase/mmpose/heads/topdown_head.h"
#include "model/layer/activation.h"
#include "model/layer/conv2d.h"
#include "model/layer/norm.h"
#include "model/register.h"

namespace slipway::model {
namespace {

/// Channels and kernels of layers one after the other, read from two lists of one length.
struct HeatmapLayers {
  std::vector<int64_t> channels, kernels;
};

HeatmapLayers read_heatmap_layers(Args& args, const std::string& prefix, const HeatmapLayers& fallback) {
  const std::string channels_key = prefix + "_out_channels", kernels_key = prefix + "_kernel_sizes";
  const auto read = [&](const std::string& key, const std::vector<int64_t>& usual) {
    const config::Value* entry = args.entry(key);
    if (entry == nullptr) return usual;
    return entry->is_none() ? std::vector<int64_t>() : args.integers(key, {});
  };
  HeatmapLayers layers{read(channels_key, fallback.channels), read(kernels_key, fallback.kernels)};
  if (layers.channels.empty()) return {};
  if (layers.channels.size() != layers.kernels.size()) {
    args.refuse(kernels_key, fmt::format("has {} entries, but {} has {}", layers.kernels.size(), channels_key,
                                         layers.channels.size()));
    return {};
  }
  return layers;
}

/// HeatmapHead: the last feature map, enlarged by transposed convolutions, to heatmaps. Keys `deconv_layers.I.*`,
/// `conv_layers.I.*`, `final_layer.*`. Output f32[B,K,H,W].
class HeatmapHead : public TopdownHead {
 public:
  static constexpr std::array kHooks{"forward"};

  HeatmapHead(Args& args, const BuildContext& context)
      : deconv_layers_(add<Sequence>("deconv_layers")), conv_layers_(add<Sequence>("conv_layers")) {
    int64_t channels = args.integer("in_channels");
    out_channels_ = args.integer("out_channels");
    const HeatmapLayers deconv = read_heatmap_layers(args, "deconv", {{256, 256, 256}, {4, 4, 4}});
    const HeatmapLayers conv = read_heatmap_layers(args, "conv", {});
    for (size_t i = 0; i < deconv.channels.size(); ++i) {
      const int64_t kernel = deconv.kernels[i];
      if (kernel < 2 || kernel > 4) args.refuse("deconv_kernel_sizes", fmt::format("has {}; known: 2, 3, 4", kernel));
      args.check();
      const ConvSize size{.kernel = kernel, .stride = 2, .padding = kernel == 2 ? 0 : 1};
      deconv_layers_.append<ConvTranspose2d>(context, channels, deconv.channels[i], size,
                                             /*output_padding=*/kernel == 3 ? 1 : 0, /*bias=*/false);
      add_norm(deconv_layers_, context, deconv.channels[i]);
      channels = deconv.channels[i];
    }
    for (size_t i = 0; i < conv.channels.size(); ++i) {
      const int64_t kernel = conv.kernels[i];
      conv_layers_.append<Conv2d>(context, channels, conv.channels[i],
                                  ConvSize{.kernel = kernel, .padding = (kernel - 1) / 2});
      add_norm(conv_layers_, context, conv.channels[i]);
      channels = conv.channels[i];
    }
    add_final(args, context, channels);
    read_topdown(args, context, out_channels_);
  }

  std::string_view form() const override { return "heatmap"; }

  Tensors raw(const Tensors& features) const override {
    const Tensor x = conv_layers_(deconv_layers_(features.back()));
    return {final_ != nullptr ? (*final_)(x) : x};
  }

  Tensors deploy(const Tensors& features) const override {
    return hooked("forward", features, [&] { return layer_outputs(features); });
  }
  std::vector<RawOutput> raw_outputs(int64_t batch, int64_t, int64_t) const override {
    return {{"heatmaps", {batch, out_channels_, -1, -1}}};
  }

  Tensors merge_flipped(const Tensors& raw, const Tensors& flipped,
                        const std::vector<int64_t>& flip_indices) const override {
    const bool combined = flip_test().mode == "udp_combined";
    if (!combined && flip_test().mode != "heatmap")
      fail("flip_mode='{}' is not supported; known for heatmaps: heatmap, udp_combined", flip_test().mode);
    const int64_t each = combined ? 3 : 1, count = static_cast<int64_t>(flip_indices.size());
    if (out_channels_ != each * count)
      fail("the network gives {} maps, but the metainfo of the dataset has {} keypoints of {}", out_channels_, count,
           each);
    const Tensor order = at::tensor(flip_indices, at::TensorOptions(at::kLong).device(raw.front().device()));
    const Tensor& maps = flipped.at(0);
    Tensor turned = at::flip(maps, {-1}).reshape({maps.size(0), count, each, maps.size(2), maps.size(3)});
    turned = at::index_select(turned, 1, order);
    if (combined) turned.select(2, 1).neg_();  // the way along x
    turned = turned.reshape(maps.sizes());
    if (flip_test().shift) turned = at::cat({turned.slice(3, 0, 1), turned.slice(3, 0, -1)}, 3);
    return {(raw.at(0) + turned) * 0.5};
  }

 private:
  static void add_norm(Sequence& layers, const BuildContext& context, int64_t channels) {
    layers.append(make_norm(context, channels, NormSpec{}));
    layers.append<ActivationLayer>(activation("ReLU"));
  }

  void add_final(Args& args, const BuildContext& context, int64_t channels) {
    const config::Value* entry = args.entry("final_layer");
    if (entry != nullptr && entry->is_none()) {
      if (channels != out_channels_)
        args.refuse("final_layer", fmt::format("is None, but the layers before it give {} channels", channels));
      return;
    }
    ConvSize size;
    bool bias = true;
    if (entry != nullptr)
      args.attempt([&] {
        Args own(*entry, "final_layer of " + args.owner());
        own.expect("type", {config::Value("Conv2d"), config::Value("Conv")});
        size.kernel = own.integer("kernel_size", 1);
        size.padding = own.integer("padding", 0);
        size.stride = own.integer("stride", 1);
        bias = own.boolean("bias", true);
        own.finish();
        return true;
      });
    final_ = &add<Conv2d>("final_layer", context, channels, out_channels_, size, bias);
  }

  int64_t out_channels_ = 0;
  Sequence& deconv_layers_;
  Sequence& conv_layers_;
  const Conv2d* final_ = nullptr;
};

const RegisterModel<HeatmapHead> kHeatmapHead("mmpose.models.heads.heatmap_heads.heatmap_head.HeatmapHead");

}  // namespace
}  // namespace slipway::model
