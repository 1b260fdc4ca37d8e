// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"
#include "config/scope.h"
#include "model/layer/conv_module.h"
#include "model/layer/enlarge.h"
#include "model/layer/pooling.h"
#include "model/register.h"

namespace slipway::model {
namespace {

/// BasicConvBlock. Keys `convs.I.*`.
class UnetConvs : public Layer {
 public:
  UnetConvs(const BuildContext& context, int64_t in_channels, int64_t out_channels, int64_t count, int64_t stride,
            int64_t dilation, const BlockStyle& style)
      : convs_(add<Sequence>("convs")) {
    for (int64_t i = 0; i < count; ++i) {
      const int64_t step = i == 0 ? 1 : dilation;
      convs_.append<ConvModule>(context, i == 0 ? in_channels : out_channels, out_channels,
                                ConvSize{.kernel = 3, .stride = i == 0 ? stride : 1, .padding = step, .dilation = step},
                                style);
    }
  }

 protected:
  Tensor forward(const Tensor& x) const override { return convs_(x); }

 private:
  Sequence& convs_;
};

/// How a decoder enlarges: `upsample_cfg`.
struct Upsampling {
  bool deconvolution = false;  ///< DeconvModule, else InterpConv
  int64_t kernel = 1;
  // InterpConv
  int64_t stride = 1, padding = 0;
  bool conv_first = false;
  bool align_corners = false;
  double factor = 2;
};

Upsampling read_upsampling(Args& args) {
  Upsampling result;
  const config::Value* config = args.find("upsample_cfg");
  if (config == nullptr) return result;
  const std::string type = config::parse_type_name(config->at("type").as_string()).name;
  Args own(*config, type);
  if (type == "DeconvModule") {
    result.deconvolution = true;
    result.kernel = own.integer("kernel_size", 4);
    result.factor = static_cast<double>(own.integer("scale_factor", 2));
  } else if (type == "InterpConv") {
    result.kernel = own.integer("kernel_size", 1);
    result.stride = own.integer("stride", 1);
    result.padding = own.integer("padding", 0);
    result.conv_first = own.boolean("conv_first", false);
    read_conv(own);
    if (const config::Value* size = own.find("upsample_cfg"); size != nullptr) {
      Args upsample(*size, "upsample_cfg");
      upsample.expect("mode", {"bilinear"});
      result.factor = upsample.number("scale_factor", 2);
      result.align_corners = upsample.boolean("align_corners", false);
      upsample.finish();
    }
  } else {
    fail("{}: '{}' is not supported; known: InterpConv, DeconvModule", place(config->at("type")), type);
  }
  own.finish();
  return result;
}

/// DeconvModule, keys `deconv_upsamping.I.*`, or InterpConv, keys `interp_upsample.I.*`.
class UnetUpsample : public Layer {
 public:
  UnetUpsample(const BuildContext& context, int64_t in_channels, int64_t out_channels, const Upsampling& how,
               const BlockStyle& style)
      : layers_(add<Sequence>(how.deconvolution ? "deconv_upsamping" : "interp_upsample")) {
    if (how.deconvolution) {
      const auto stride = static_cast<int64_t>(how.factor);
      layers_.append<ConvTranspose2d>(
          context, in_channels, out_channels,
          ConvSize{.kernel = how.kernel, .stride = stride, .padding = (how.kernel - stride) / 2});
      layers_.append(make_norm(context, out_channels, style.norm.value_or(NormSpec{})));
      layers_.append<ActivationLayer>(style.activation.value_or(activation("ReLU")));
      return;
    }
    const auto convolve = [&] {
      layers_.append<ConvModule>(context, in_channels, out_channels,
                                 ConvSize{.kernel = how.kernel, .stride = how.stride, .padding = how.padding}, style);
    };
    if (how.conv_first) convolve();
    layers_.append<Enlarge>(how.factor, how.align_corners);
    if (!how.conv_first) convolve();
  }

 protected:
  Tensor forward(const Tensor& x) const override { return layers_(x); }

 private:
  Sequence& layers_;
};

/// UpConvBlock. Keys `conv_block.*`, `upsample.*`.
class UnetDecoder : public Layer {
 public:
  UnetDecoder(const BuildContext& context, int64_t channels, int64_t skip_channels, int64_t count, int64_t dilation,
              const std::optional<Upsampling>& how, const BlockStyle& style)
      : convs_(add<UnetConvs>("conv_block", context, 2 * skip_channels, skip_channels, count, 1, dilation, style)),
        upsample_(
            how ? static_cast<Layer&>(add<UnetUpsample>("upsample", context, channels, skip_channels, *how, style))
                : add<ConvModule>("upsample", context, channels, skip_channels, ConvSize{}, style)) {}

  Tensor join(const Tensor& skip, const Tensor& x) const {
    return scoped([&] { return convs_(at::cat({skip, upsample_(x)}, 1)); });
  }

 protected:
  Tensor forward(const Tensor& x) const override { return x; }

 private:
  const UnetConvs& convs_;
  const Layer& upsample_;
};

/// UNet. Keys `encoder.I.J.convs.K.*`, `decoder.I.*`. Outputs from the deepest map to that of the input's size.
class UNet : public FeatureModule {
 public:
  UNet(Args& args, const BuildContext& context) {
    const auto stages = static_cast<size_t>(std::max<int64_t>(1, args.integer("num_stages", 5)));
    const auto list = [&](const char* key, size_t count, int64_t usual) {
      std::vector<int64_t> values(count, usual);
      if (args.entry(key) != nullptr) values = args.integers(key, values);
      if (values.size() != count)
        args.refuse(key, fmt::format("has {} entries, not {} for num_stages={}", values.size(), count, stages));
      values.resize(count, usual);
      return values;
    };
    const auto strides = list("strides", stages, 1), enc_convs = list("enc_num_convs", stages, 2);
    const auto dec_convs = list("dec_num_convs", stages - 1, 2), enc_dilations = list("enc_dilations", stages, 1);
    const auto dec_dilations = list("dec_dilations", stages - 1, 1);
    std::vector<bool> downsamples(stages - 1, true);
    if (const config::Value* value = args.find("downsamples"); value != nullptr) {
      if (!value->is_sequence() || value->size() != stages - 1)
        args.refuse("downsamples", fmt::format("must be {} bools for num_stages={}", stages - 1, stages));
      else
        for (size_t i = 0; i + 1 < stages; ++i) downsamples[i] = args.attempt([&] { return value->at(i).as_bool(); });
    }
    const int64_t base = args.integer("base_channels", 64);
    int64_t channels = args.integer("in_channels", 3);
    read_conv(args);
    const BlockStyle style{read_norm(args, {}), read_activation(args, "ReLU")};
    const Upsampling upsampling = read_upsampling(args);
    args.refuse_if_set("dcn", "deformable convolutions are not supported: no standard operator computes them");
    args.refuse_if_set("plugins", "plugins are not supported");
    args.ignore({"with_cp", "norm_eval", "pretrained", "init_cfg"});
    args.check();
    encoder_ = &add_list("encoder");
    decoder_ = &add_list("decoder");
    for (size_t i = 0; i < stages; ++i) {
      const int64_t width = base << i;
      auto convs = std::make_shared<Sequence>();
      if (i > 0) {
        const bool shrinks = strides[i] != 1 || downsamples[i - 1];
        if (strides[i] == 1 && downsamples[i - 1]) convs->append<MaxPool2d>(2, 2, 0);
        if (shrinks) size_step_ *= 2;
        decoder_->append<UnetDecoder>(context, width, width / 2, dec_convs[i - 1], dec_dilations[i - 1],
                                      shrinks ? std::optional(upsampling) : std::nullopt, style);
      }
      convs->append<UnetConvs>(context, channels, width, enc_convs[i], strides[i], enc_dilations[i], style);
      encoder_->append(std::move(convs));
      channels = width;
    }
  }
  /// The original refuses sizes that are no multiples of it.
  int64_t size_step() const override { return size_step_; }

 protected:
  Tensors forward(const Tensors& inputs) const override {
    Tensors maps;
    Tensor x = inputs.at(0);
    if (x.size(2) % size_step_ != 0 || x.size(3) % size_step_ != 0)
      fail(
          "a UNet takes heights and widths that are multiples of {}, not {}x{} px; set 'size_divisor' in test_cfg of "
          "the data preprocessor, or input_shape in the deploy config",
          size_step_, x.size(3), x.size(2));
    for (size_t i = 0; i < encoder_->size(); ++i) maps.push_back(x = encoder_->run(i, x));
    Tensors outputs{x};
    for (size_t i = decoder_->size(); i-- > 0;)
      outputs.push_back(x = decoder_->scoped([&] { return decoder_->layer<UnetDecoder>(i).join(maps[i], x); }));
    return outputs;
  }

 private:
  int64_t size_step_ = 1;
  LayerList* encoder_ = nullptr;
  LayerList* decoder_ = nullptr;
};

const RegisterModel<UNet> kUNet("mmseg.models.backbones.unet.UNet");

}  // namespace
}  // namespace slipway::model
