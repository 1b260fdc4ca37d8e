// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "model/layer/conv_module.h"
#include "model/layer/linear.h"
#include "model/layer/parameter.h"
#include "model/register.h"

namespace slipway::model {
namespace {

struct MapSize {
  int64_t h, w;
};

/// f32[B,hw,C] to f32[B,C,h,w].
Tensor to_map(const Tensor& x, const MapSize& size) {
  return x.transpose(1, 2).reshape({x.size(0), x.size(2), size.h, size.w});
}
/// f32[B,C,h,w] to f32[B,hw,C].
Tensor to_sequence(const Tensor& x) { return x.reshape({x.size(0), x.size(1), x.size(2) * x.size(3)}).transpose(1, 2); }

/// nn.MultiheadAttention. Keys `in_proj_weight`, `in_proj_bias`, `out_proj.*`.
class MultiheadAttention : public Module {
 public:
  MultiheadAttention(const BuildContext& context, int64_t channels, int64_t heads)
      : heads_(heads),
        weight_(add_parameter("in_proj_weight", zeros({3 * channels, channels}, context))),
        bias_(add_parameter("in_proj_bias", zeros({3 * channels}, context))),
        out_(add<Linear>("out_proj", context, channels, channels)) {
    if (channels % heads != 0) fail("{} channels do not share out among {} heads", channels, heads);
  }

  /// f32[B,N,C] each. @param source where keys and values come from
  Tensor operator()(const Tensor& x, const Tensor& source) const {
    return scoped([&] {
      const int64_t channels = x.size(2), each = channels / heads_;
      const auto project = [&](const Tensor& from, int64_t part) {
        const Tensor y = at::linear(from, weight_.slice(0, part * channels, (part + 1) * channels),
                                    bias_.slice(0, part * channels, (part + 1) * channels));
        return y.reshape({y.size(0), y.size(1), heads_, each}).permute({0, 2, 1, 3});
      };
      const Tensor query = project(x, 0) * std::pow(static_cast<double>(each), -0.5);
      const Tensor weights = at::softmax(at::matmul(query, project(source, 1).transpose(2, 3)), -1);
      const Tensor seen = at::matmul(weights, project(source, 2)).permute({0, 2, 1, 3});
      return out_(seen.reshape({x.size(0), x.size(1), channels}));
    });
  }

 private:
  int64_t heads_;
  Tensor weight_, bias_;
  const Linear& out_;
};

/// EfficientMultiheadAttention: keys and values come of a smaller map. Keys `attn.*`, [`sr.*`, `norm.*`].
class EfficientAttention : public Module {
 public:
  EfficientAttention(const BuildContext& context, int64_t channels, int64_t heads, int64_t ratio, const NormSpec& norm)
      : attention_(add<MultiheadAttention>("attn", context, channels, heads)) {
    if (ratio == 1) return;
    shrink_ = &add<Conv2d>("sr", context, channels, channels, ConvSize{.kernel = ratio, .stride = ratio});
    norm_ = &adopt("norm", make_norm(context, channels, norm));
  }

  Tensor operator()(const Tensor& x, const MapSize& size) const {
    return scoped(
        [&] { return attention_(x, shrink_ == nullptr ? x : (*norm_)(to_sequence((*shrink_)(to_map(x, size))))); });
  }

 private:
  const MultiheadAttention& attention_;
  const Layer* shrink_ = nullptr;
  const Layer* norm_ = nullptr;
};

/// MixFFN: a convolution between two linear layers. Keys `layers.{0,1,4}.*`.
class MixFfn : public Layer {
 public:
  MixFfn(const BuildContext& context, int64_t channels, int64_t hidden, const Activation& activation)
      : layers_(add<Sequence>("layers")) {
    layers_.append<Conv2d>(context, channels, hidden, ConvSize{});
    layers_.append<Conv2d>(context, hidden, hidden, ConvSize{.kernel = 3, .padding = 1, .groups = hidden});
    layers_.append<ActivationLayer>(activation);
    layers_.skip_number();  // dropout
    layers_.append<Conv2d>(context, hidden, channels, ConvSize{});
  }

 protected:
  Tensor forward(const Tensor& x) const override { return layers_(x); }

 private:
  Sequence& layers_;
};

struct MitOptions {
  int64_t heads, ratio, hidden;
  NormSpec norm;
  Activation activation;
};

/// TransformerEncoderLayer. Keys `norm1.*`, `attn.*`, `norm2.*`, `ffn.*`.
class MitLayer : public Module {
 public:
  MitLayer(const BuildContext& context, int64_t channels, const MitOptions& options)
      : norm1_(adopt("norm1", make_norm(context, channels, options.norm))),
        attention_(add<EfficientAttention>("attn", context, channels, options.heads, options.ratio, options.norm)),
        norm2_(adopt("norm2", make_norm(context, channels, options.norm))),
        ffn_(add<MixFfn>("ffn", context, channels, options.hidden, options.activation)) {}

  Tensor operator()(const Tensor& x, const MapSize& size) const {
    return scoped([&] {
      const Tensor y = x + attention_(norm1_(x), size);
      return y + to_sequence(ffn_(to_map(norm2_(y), size)));
    });
  }

 private:
  const Layer& norm1_;
  const EfficientAttention& attention_;
  const Layer& norm2_;
  const MixFfn& ffn_;
};

/// One stage: PatchEmbed, layers, normalisation. Keys `0.{projection,norm}.*`, `1.I.*`, `2.*`.
class MitStage : public Layer {
 public:
  MitStage(const BuildContext& context, int64_t in_channels, int64_t channels, int64_t patch, int64_t stride,
           int64_t layers, const MitOptions& options)
      : embed_(add<Embed>("0", context, in_channels, channels, patch, stride, options.norm)),
        layers_(add<Layers>("1", context, channels, layers, options)),
        norm_(adopt("2", make_norm(context, channels, options.norm))) {}

 protected:
  Tensor forward(const Tensor& x) const override {
    const auto [sequence, size] = embed_(x);
    return to_map(norm_(layers_(sequence, size)), size);
  }

 private:
  class Embed : public Module {
   public:
    Embed(const BuildContext& context, int64_t in_channels, int64_t channels, int64_t patch, int64_t stride,
          const NormSpec& norm)
        : projection_(add<Conv2d>("projection", context, in_channels, channels,
                                  ConvSize{.kernel = patch, .stride = stride, .padding = patch / 2})),
          norm_(adopt("norm", make_norm(context, channels, norm))) {}
    std::pair<Tensor, MapSize> operator()(const Tensor& x) const {
      return scoped([&] {
        const Tensor y = projection_(x);
        return std::pair{norm_(to_sequence(y)), MapSize{y.size(2), y.size(3)}};
      });
    }

   private:
    const Layer& projection_;
    const Layer& norm_;
  };

  class Layers : public Module {
   public:
    Layers(const BuildContext& context, int64_t channels, int64_t count, const MitOptions& options) {
      for (int64_t i = 0; i < count; ++i)
        layers_.push_back(&add<MitLayer>(std::to_string(i), context, channels, options));
    }
    Tensor operator()(Tensor x, const MapSize& size) const {
      return scoped([&] {
        for (const MitLayer* layer : layers_) x = (*layer)(x, size);
        return x;
      });
    }

   private:
    std::vector<const MitLayer*> layers_;
  };

  const Embed& embed_;
  const Layers& layers_;
  const Layer& norm_;
};

/// MixVisionTransformer (SegFormer). Keys `layers.S.*`.
class MixVisionTransformer : public FeatureModule {
 public:
  MixVisionTransformer(Args& args, const BuildContext& context) : stages_(add_list("layers")) {
    const int64_t stages = args.integer("num_stages", 4);
    const auto list = [&](const char* key, std::vector<int64_t> fallback) {
      std::vector<int64_t> values = args.integers(key, std::move(fallback));
      if (static_cast<int64_t>(values.size()) != stages)
        args.refuse(key, fmt::format("has {} entries for num_stages={}", values.size(), stages));
      values.resize(static_cast<size_t>(std::max<int64_t>(stages, 0)), 1);
      return values;
    };
    const auto layers = list("num_layers", {3, 4, 6, 3}), heads = list("num_heads", {1, 2, 4, 8});
    const auto patches = list("patch_sizes", {7, 3, 3, 3}), strides = list("strides", {4, 2, 2, 2});
    const auto ratios = list("sr_ratios", {8, 4, 2, 1});
    const int64_t width = args.integer("embed_dims", 64), mlp = args.integer("mlp_ratio", 4);
    out_indices_ = args.integers("out_indices", {0, 1, 2, 3});
    int64_t channels = args.integer("in_channels", 3);
    args.expect("qkv_bias", {true});
    const auto act = read_activation(args, "GELU");
    const auto norm = read_norm(args, {.kind = NormSpec::Kind::kLayer, .eps = 1e-6});
    if (!act || act->weights > 0) args.refuse("act_cfg", "must be an activation without weights");
    if (!norm || norm->kind != NormSpec::Kind::kLayer) args.refuse("norm_cfg", "must be LN");
    args.ignore({"drop_rate", "attn_drop_rate", "drop_path_rate", "pretrained", "init_cfg", "with_cp"});
    args.check();
    for (size_t i = 0; i < layers.size(); ++i) {
      const int64_t out = width * heads[i];
      stages_.append<MitStage>(context, channels, out, patches[i], strides[i], layers[i],
                               MitOptions{heads[i], ratios[i], mlp * out, *norm, *act});
      channels = out;
      size_step_ *= strides[i];
    }
  }
  int64_t size_step() const override { return size_step_; }

 protected:
  Tensors forward(const Tensors& inputs) const override {
    Tensor x = inputs.at(0);
    Tensors outputs;
    for (size_t i = 0; i < stages_.size(); ++i) {
      x = stages_.run(i, x);
      if (std::count(out_indices_.begin(), out_indices_.end(), static_cast<int64_t>(i)) > 0) outputs.push_back(x);
    }
    return outputs;
  }

 private:
  LayerList& stages_;
  std::vector<int64_t> out_indices_;
  int64_t size_step_ = 1;
};

const RegisterModel<MixVisionTransformer> kMixVisionTransformer("mmseg.models.backbones.mit.MixVisionTransformer");

}  // namespace
}  // namespace slipway::model
