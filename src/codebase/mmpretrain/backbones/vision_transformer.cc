// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <map>

#include "base/error.h"
#include "base/strings.h"
#include "model/layer/activation.h"
#include "model/layer/conv2d.h"
#include "model/layer/linear.h"
#include "model/layer/norm.h"
#include "model/layer/parameter.h"
#include "model/register.h"

namespace slipway::model {
namespace {

struct VitArch {
  int64_t dims = 768, layers = 12, heads = 12, hidden = 3072;
};

constexpr VitArch kVitSmall{768, 8, 8, 2304}, kVitBase{}, kVitLarge{1024, 24, 16, 4096}, kVitHuge{1280, 32, 16, 5120},
    kDeitTiny{192, 12, 3, 768}, kDeitSmall{384, 12, 6, 1536};
const std::map<std::string, VitArch> kVitArchs{
    {"s", kVitSmall},         {"small", kVitSmall},         {"b", kVitBase},        {"base", kVitBase},
    {"l", kVitLarge},         {"large", kVitLarge},         {"h", kVitHuge},        {"huge", kVitHuge},
    {"deit-t", kDeitTiny},    {"deit-tiny", kDeitTiny},     {"deit-s", kDeitSmall}, {"deit-small", kDeitSmall},
    {"dinov2-s", kDeitSmall}, {"dinov2-small", kDeitSmall}, {"deit-b", kVitBase},   {"deit-base", kVitBase}};

VitArch read_arch(Args& args) {
  const config::Value* arch = args.find("arch");
  if (arch == nullptr) return {};
  if (arch->is_string()) {
    const auto found = kVitArchs.find(to_lower(arch->as_string()));
    if (found != kVitArchs.end()) return found->second;
    std::vector<std::string> known;
    for (const auto& [name, value] : kVitArchs) known.push_back(name);
    args.refuse("arch", fmt::format("'{}' is not known; known: {}", arch->as_string(), join(known, ", ")));
    return {};
  }
  Args own(*arch, "arch of " + args.owner());
  const VitArch result{own.integer("embed_dims"), own.integer("num_layers"), own.integer("num_heads"),
                       own.integer("feedforward_channels")};
  own.finish();
  return result;
}

/// Attention of all tokens to all. Keys `qkv.*`, `proj.*`.
class VitAttention : public Layer {
 public:
  VitAttention(const BuildContext& context, const VitArch& arch, bool bias)
      : heads_(arch.heads),
        qkv_(add<Linear>("qkv", context, arch.dims, 3 * arch.dims, bias)),
        proj_(add<Linear>("proj", context, arch.dims, arch.dims)) {}

 protected:
  Tensor forward(const Tensor& x) const override {
    const int64_t channels = x.size(2), each = channels / heads_;
    const Tensor all = qkv_(x);
    const auto part = [&](int64_t index) {
      return all.slice(2, index * channels, (index + 1) * channels)
          .reshape({x.size(0), x.size(1), heads_, each})
          .permute({0, 2, 1, 3});
    };
    const Tensor query = part(0) * std::pow(static_cast<double>(each), -0.5);
    const Tensor weights = at::softmax(at::matmul(query, part(1).transpose(2, 3)), -1);
    return proj_(at::matmul(weights, part(2)).permute({0, 2, 1, 3}).reshape({x.size(0), x.size(1), channels}));
  }

 private:
  int64_t heads_;
  const Linear &qkv_, &proj_;
};

/// mmcv's FFN. Keys `layers.0.0.*`, `layers.1.*`.
class VitFfn : public Layer {
 public:
  VitFfn(const BuildContext& context, const VitArch& arch) : layers_(add<Sequence>("layers")) {
    auto first = std::make_shared<Sequence>();
    first->append<Linear>(context, arch.dims, arch.hidden);
    first->append<ActivationLayer>(activation("GELU"));
    layers_.append(std::move(first));
    layers_.append<Linear>(context, arch.hidden, arch.dims);
  }

 protected:
  Tensor forward(const Tensor& x) const override { return layers_(x); }

 private:
  Sequence& layers_;
};

/// TransformerEncoderLayer. Keys `ln1.*`, `attn.*`, `ln2.*`, `ffn.*`.
class VitLayer : public Layer {
 public:
  VitLayer(const BuildContext& context, const VitArch& arch, bool bias, const NormSpec& norm)
      : norm1_(adopt("ln1", make_norm(context, arch.dims, norm))),
        attention_(add<VitAttention>("attn", context, arch, bias)),
        norm2_(adopt("ln2", make_norm(context, arch.dims, norm))),
        ffn_(add<VitFfn>("ffn", context, arch)) {}

 protected:
  Tensor forward(const Tensor& x) const override {
    const Tensor y = x + attention_(norm1_(x));
    return y + ffn_(norm2_(y));
  }

 private:
  const Layer& norm1_;
  const VitAttention& attention_;
  const Layer& norm2_;
  const VitFfn& ffn_;
};

/// Patches of the image. Key `projection.*`.
class VitPatches : public Module {
 public:
  VitPatches(const BuildContext& context, int64_t in_channels, int64_t channels, const ConvSize& size)
      : size_(size), projection_(add<Conv2d>("projection", context, in_channels, channels, size)) {}

  /// f32[B,C,h,w]
  Tensor operator()(const Tensor& x) const {
    return scoped([&] { return projection_(x); });
  }
  std::array<int64_t, 2> count(const std::array<int64_t, 2>& image) const {
    const auto along = [&](int64_t length) {
      return (length + 2 * size_.padding.h - size_.kernel.h) / size_.stride.h + 1;
    };
    return {along(image[0]), along(image[1])};
  }

 private:
  ConvSize size_;
  const Conv2d& projection_;
};

/// VisionTransformer that gives feature maps, without a class token. Keys `pos_embed`, `patch_embed.projection.*`,
/// `layers.I.*`, `ln1.*`. For inputs of `img_size` only, which its position embedding is made for.
class VisionTransformer : public FeatureModule {
 public:
  VisionTransformer(Args& args, const BuildContext& context) {
    const VitArch arch = args.attempt([&] { return read_arch(args); });
    if (arch.heads < 1 || arch.dims % std::max<int64_t>(arch.heads, 1) != 0)
      args.refuse("arch", fmt::format("{} channels do not share out among {} heads", arch.dims, arch.heads));
    read_image(args);
    const bool bias = args.boolean("qkv_bias", true), final_norm = args.boolean("final_norm", true);
    const auto norm = read_norm(args, NormSpec{.kind = NormSpec::Kind::kLayer, .eps = 1e-6});
    if (!norm) args.refuse("norm_cfg", "a VisionTransformer needs one");
    // Before mmpretrain, in mmcls, a map was asked for by `output_cls_token=False`.
    const char* out_type = args.boolean("output_cls_token", true) ? "cls_token" : "featmap";
    if (args.string("out_type", out_type) != "featmap")
      args.refuse("out_type", "must be 'featmap'; class tokens are not supported yet");
    if (args.boolean("with_cls_token", true))
      args.refuse("with_cls_token", "must be False: a class token is not supported yet");
    if (args.number("layer_scale_init_value", 0) > 0)
      args.refuse("layer_scale_init_value", "layer scales are not supported");
    args.refuse_if_set("pre_norm", "it is not supported");
    if (const config::Value* layer_cfgs = args.find("layer_cfgs"); layer_cfgs != nullptr && layer_cfgs->size() > 0)
      args.refuse("layer_cfgs", "settings of single layers are not supported");
    read_out_indices(args, arch.layers);
    args.ignore({"drop_rate", "drop_path_rate", "frozen_stages", "interpolate_mode", "init_cfg"});
    const int64_t in_channels = args.integer("in_channels", 3);
    const ConvSize patch = read_patch(args);
    args.check();
    patches_ = &add<VitPatches>("patch_embed", context, in_channels, arch.dims, patch);
    const auto [rows, columns] = patches_->count(image_);
    positions_ = add_parameter("pos_embed", zeros({1, rows * columns, arch.dims}, context));
    layers_ = &add_list("layers");
    for (int64_t i = 0; i < arch.layers; ++i) layers_->append<VitLayer>(context, arch, bias, *norm);
    if (final_norm) norm_ = &adopt("ln1", make_norm(context, arch.dims, *norm));
  }

 protected:
  Tensors forward(const Tensors& inputs) const override {
    const Tensor& image = inputs.at(0);
    if (image.size(2) != image_[0] || image.size(3) != image_[1])
      fail(
          "mmpretrain.VisionTransformer takes inputs of {}x{} px (img_size) only, here it gets {}x{}: height and width "
          "cannot be dynamic, nor another input_shape be given",
          image_[1], image_[0], image.size(3), image.size(2));
    const Tensor map = (*patches_)(image);
    const int64_t height = map.size(2), width = map.size(3);
    Tensor x = at::flatten(map, 2).transpose(1, 2) + positions_;
    Tensors outputs;
    for (size_t i = 0; i < layers_->size(); ++i) {
      x = layers_->run(i, x);
      if (i + 1 == layers_->size() && norm_ != nullptr) x = (*norm_)(x);
      if (std::count(out_indices_.begin(), out_indices_.end(), static_cast<int64_t>(i)) > 0)
        outputs.push_back(x.transpose(1, 2).reshape({x.size(0), x.size(2), height, width}));
    }
    return outputs;
  }

 private:
  void read_image(Args& args) {
    const config::Value* size = args.find("img_size");
    if (size == nullptr || size->is_int()) {
      const int64_t both = size == nullptr ? 224 : size->as_int();
      image_ = {both, both};
    } else if (const std::vector<int64_t> values = size->as_ints(); values.size() == 2) {
      image_ = {values[0], values[1]};
    } else {
      args.refuse("img_size", "must be one integer or (height, width)");
    }
  }

  /// Without `padding` of its own, the image is padded to whole patches, which is nothing where it has them.
  ConvSize read_patch(Args& args) const {
    const int64_t patch = args.integer("patch_size", 16);
    ConvSize size{.kernel = patch, .stride = patch};
    bool padded = false;
    if (const config::Value* own_config = args.find("patch_cfg"); own_config != nullptr && own_config->size() > 0)
      args.attempt([&] {
        Args own(*own_config, "patch_cfg of " + args.owner());
        padded = own.find("padding") != nullptr;
        size = ConvSize{.kernel = own.integer("kernel_size", patch),
                        .stride = own.integer("stride", patch),
                        .padding = own.integer("padding", 0)};
        own.finish();
        return true;
      });
    if (!padded && (image_[0] % size.stride.h != 0 || image_[1] % size.stride.w != 0 || size.kernel.h != size.stride.h))
      args.refuse("img_size", "must be a multiple of patch_size");
    return size;
  }

  void read_out_indices(Args& args, int64_t layers) {
    const config::Value* entry = args.find("out_indices");
    out_indices_ = entry == nullptr  ? std::vector<int64_t>{-1}
                   : entry->is_int() ? std::vector<int64_t>{entry->as_int()}
                                     : args.integers("out_indices", {-1});
    for (int64_t& index : out_indices_) {
      if (index < 0) index += layers;
      if (index < 0 || index >= layers)
        args.refuse("out_indices", fmt::format("{} is not one of {} layers", index, layers));
    }
  }

  std::array<int64_t, 2> image_{224, 224};  // h,w
  LayerList* layers_ = nullptr;
  const VitPatches* patches_ = nullptr;
  const Layer* norm_ = nullptr;
  Tensor positions_;
  std::vector<int64_t> out_indices_;
};

const RegisterModel<VisionTransformer> kVisionTransformer(
    "mmpretrain.models.backbones.vision_transformer.VisionTransformer");

}  // namespace
}  // namespace slipway::model
