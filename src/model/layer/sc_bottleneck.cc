// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/layer/sc_bottleneck.h"

namespace slipway::model {
namespace {

constexpr int64_t kShrink = 4;  // what the smaller map is smaller by

/// A 3x3 convolution and its normalisation.
void append_pair(Sequence& layers, const BuildContext& context, int64_t channels, int64_t stride,
                 const NormSpec& norm) {
  layers.append<Conv2d>(context, channels, channels, ConvSize{.kernel = 3, .stride = stride, .padding = 1},
                        /*bias=*/false);
  layers.append(make_norm(context, channels, norm));
}

class Shrink : public Layer {
 protected:
  Tensor forward(const Tensor& x) const override { return at::avg_pool2d(x, {kShrink, kShrink}, {kShrink, kShrink}); }
};

}  // namespace

/// SCConv. Keys `k2.{1,2}.*`, `k3.{0,1}.*`, `k4.{0,1}.*`.
class ScBottleneck::Calibrated : public Layer {
 public:
  Calibrated(const BuildContext& context, int64_t channels, int64_t stride, const NormSpec& norm)
      : small_(add<Sequence>("k2")), full_(add<Sequence>("k3")), last_(add<Sequence>("k4")) {
    small_.append<Shrink>();
    append_pair(small_, context, channels, 1, norm);
    append_pair(full_, context, channels, 1, norm);
    append_pair(last_, context, channels, stride, norm);
    last_.append<ActivationLayer>(activation("ReLU"));
  }

 protected:
  Tensor forward(const Tensor& x) const override {
    const Tensor grown = at::upsample_nearest2d(small_(x), {x.size(2), x.size(3)});
    return last_(full_(x) * at::sigmoid(x + grown));
  }

 private:
  Sequence &small_, &full_, &last_;
};

ScBottleneck::ScBottleneck(const BuildContext& context, const ResidualSize& size, const NormSpec& norm,
                           std::shared_ptr<Layer> downsample) {
  const int64_t half = size.middle_channels / 2;
  first_ = add_pair(context, 1, size.in_channels, half, norm);
  second_ = add_pair(context, 2, size.in_channels, half, norm);
  third_ = add_pair(context, 3, 2 * half, size.out_channels, norm);
  if (downsample) downsample_ = &adopt("downsample", std::move(downsample));
  auto& plain = add<Sequence>("k1");
  append_pair(plain, context, half, size.stride, norm);
  plain.append<ActivationLayer>(activation("ReLU"));
  plain_ = &plain;
  calibrated_ = &add<Calibrated>("scconv", context, half, size.stride, norm);
}

std::function<Tensor(const Tensor&)> ScBottleneck::add_pair(const BuildContext& context, int number,
                                                            int64_t in_channels, int64_t out_channels,
                                                            const NormSpec& norm) {
  const Layer& conv =
      add<Conv2d>("conv" + std::to_string(number), context, in_channels, out_channels, ConvSize{}, /*bias=*/false);
  const Layer& after = adopt(norm.short_name() + std::to_string(number), make_norm(context, out_channels, norm));
  return [&conv, &after](const Tensor& x) { return after(conv(x)); };
}

Tensor ScBottleneck::forward(const Tensor& x) const {
  const Tensor a = (*plain_)(at::relu(first_(x)));
  const Tensor b = (*calibrated_)(at::relu(second_(x)));
  const Tensor result = third_(at::cat({a, b}, 1));
  return at::relu(result + (downsample_ != nullptr ? (*downsample_)(x) : x));
}

}  // namespace slipway::model
