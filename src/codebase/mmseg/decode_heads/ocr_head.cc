// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "codebase/mmseg/decode_heads/decode_head.h"
#include "model/register.h"

namespace slipway::model {
namespace {

/// f32[B,C,h,w] to f32[B,C,hw].
Tensor flat(const Tensor& x) { return x.reshape({x.size(0), x.size(1), x.size(2) * x.size(3)}); }

/// ObjectAttentionBlock: each pixel looks at the classes' mean features. Keys `{key,query}_project.I.*`,
/// `{value,out}_project.*`, `bottleneck.*`.
class ObjectAttention : public Module {
 public:
  ObjectAttention(const BuildContext& context, int64_t in_channels, int64_t channels, const BlockStyle& style)
      : channels_(channels) {
    for (auto [name, layers] : {std::pair{"key_project", &key_}, std::pair{"query_project", &query_}}) {
      auto& convs = add<Sequence>(name);
      convs.append<ConvModule>(context, in_channels, channels, ConvSize{}, style);
      convs.append<ConvModule>(context, channels, channels, ConvSize{}, style);
      *layers = &convs;
    }
    value_ = &add<ConvModule>("value_project", context, in_channels, channels, ConvSize{}, style);
    out_ = &add<ConvModule>("out_project", context, channels, in_channels, ConvSize{}, style);
    bottleneck_ = &add<ConvModule>("bottleneck", context, 2 * in_channels, in_channels, ConvSize{}, style);
  }

  /// @param x f32[B,C,h,w] @param objects f32[B,C,K,1]
  Tensor operator()(const Tensor& x, const Tensor& objects) const {
    return scoped([&] {
      const Tensor query = flat((*query_)(x)).permute({0, 2, 1});
      const Tensor key = flat((*key_)(objects));
      const Tensor value = flat((*value_)(objects)).permute({0, 2, 1});
      const Tensor weights = at::softmax(at::matmul(query, key) * std::pow(static_cast<double>(channels_), -0.5), -1);
      const Tensor seen =
          at::matmul(weights, value).permute({0, 2, 1}).reshape({x.size(0), channels_, x.size(2), x.size(3)});
      return (*bottleneck_)(at::cat({(*out_)(seen), x}, 1));
    });
  }

 private:
  int64_t channels_;
  const Layer* key_ = nullptr;
  const Layer* query_ = nullptr;
  const Layer* value_ = nullptr;
  const Layer* out_ = nullptr;
  const Layer* bottleneck_ = nullptr;
};

/// OCRHead: pixels are compared with what the head before takes for objects. Keys `object_context_block.*`,
/// `bottleneck.*`.
class OcrHead : public DecodeHead {
 public:
  OcrHead(Args& args, const BuildContext& context) : DecodeHead(args, context) {
    args.expect("scale", {1});
    attention_ =
        &add<ObjectAttention>("object_context_block", context, channels(), args.integer("ocr_channels"), style());
    bottleneck_ = &add<ConvModule>("bottleneck", context, in_channels(), channels(),
                                   ConvSize{.kernel = 3, .padding = 1}, style());
  }
  bool follows_another() const override { return true; }

 protected:
  Tensor forward(const Tensors& features, const Tensor& previous) const override {
    const Tensor x = (*bottleneck_)(input(features));
    // The mean feature of each class, weighted by its scores.
    const Tensor weights = at::softmax(flat(previous), 2);
    const Tensor objects = at::matmul(weights, flat(x).permute({0, 2, 1})).permute({0, 2, 1}).unsqueeze(3);
    return classify((*attention_)(x, objects));
  }

 private:
  const ObjectAttention* attention_ = nullptr;
  const ConvModule* bottleneck_ = nullptr;
};

const RegisterModel<OcrHead> kOcrHead("mmseg.models.decode_heads.ocr_head.OCRHead");

}  // namespace
}  // namespace slipway::model
