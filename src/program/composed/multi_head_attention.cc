// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Self-attention of several heads with its projections, as torch.nn.MultiheadAttention computes it; what PyTorch's
// modules call in one piece when nothing is to be trained.
#include <ATen/ATen.h>

#include <cmath>

#include "base/error.h"
#include "program/composed/composed.h"

namespace slipway::program {
namespace {

using Values = std::vector<c10::IValue>;

struct Weights {
  at::Tensor qkv_weight, qkv_bias, proj_weight, proj_bias;
};

/// x: [B,L,E] -> [B,L,E]
at::Tensor self_attention(const at::Tensor& x, int64_t width, int64_t heads, const Weights& weights) {
  const at::Tensor qkv = at::linear(x, weights.qkv_weight, weights.qkv_bias)
                             .reshape({x.size(0), x.size(1), 3, heads, width / heads})
                             .permute({2, 0, 3, 1, 4});  // [3,B,heads,L,E/heads]
  const at::Tensor query = qkv.select(0, 0) * (1.0 / std::sqrt(static_cast<double>(width / heads)));
  const at::Tensor scores = at::softmax(at::matmul(query, qkv.select(0, 1).transpose(-2, -1)), -1);
  const at::Tensor joined =
      at::matmul(scores, qkv.select(0, 2)).permute({0, 2, 1, 3}).reshape({x.size(0), x.size(1), width});
  return at::linear(joined, weights.proj_weight, weights.proj_bias);
}

void refuse_mask(const c10::IValue& mask) {
  if (tensor_or_none(mask).defined())
    fail(
        "it is PyTorch's fast path of attention with a mask, which is not supported; export the model with "
        "torch.backends.mha.set_fastpath_enabled(False)");
}

/// query, key, value, embed_dim, num_head, qkv_weight, qkv_bias, proj_weight, proj_bias, mask, need_weights,
/// average_attn_weights, mask_type
Values multi_head_attention(const Values& a) {
  refuse_mask(a[9]);
  const at::Tensor query = a[0].toTensor();
  if (!query.is_same(a[1].toTensor()) || !query.is_same(a[2].toTensor()))
    fail("its query, key and value are not the same tensor, which is not supported");
  if (a[10].toBool()) fail("it returns its weights (need_weights), which is not supported");
  return {self_attention(query, a[3].toInt(), a[4].toInt(),
                         {a[5].toTensor(), a[6].toTensor(), a[7].toTensor(), a[8].toTensor()}),
          c10::IValue()};
}

/// src, embed_dim, num_heads, qkv_weight, qkv_bias, proj_weight, proj_bias, use_gelu, norm_first, eps, norm_weight_1,
/// norm_bias_1, norm_weight_2, norm_bias_2, ffn_weight_1, ffn_bias_1, ffn_weight_2, ffn_bias_2, mask, mask_type
Values encoder_layer(const Values& a) {
  refuse_mask(a[18]);
  const at::Tensor x = a[0].toTensor();
  const int64_t width = a[1].toInt();
  const bool first = a[8].toBool();
  const auto norm = [&](const at::Tensor& y, size_t weight) {
    return at::layer_norm(y, {width}, a[weight].toTensor(), a[weight + 1].toTensor(), a[9].toDouble(), false);
  };
  const Weights weights{a[3].toTensor(), a[4].toTensor(), a[5].toTensor(), a[6].toTensor()};
  at::Tensor y = x + self_attention(first ? norm(x, 10) : x, width, a[2].toInt(), weights);
  if (!first) y = norm(y, 10);
  at::Tensor hidden = at::linear(first ? norm(y, 12) : y, a[14].toTensor(), a[15].toTensor());
  hidden = a[7].toBool() ? at::gelu(hidden) : at::relu(hidden);
  y = y + at::linear(hidden, a[16].toTensor(), a[17].toTensor());
  return {first ? y : norm(y, 12)};
}

const RegisterComposed kMultiHeadAttention(
    "aten::_native_multi_head_attention(Tensor query, Tensor key, Tensor value, int embed_dim, int num_head, Tensor "
    "qkv_weight, "
    "Tensor qkv_bias, Tensor proj_weight, Tensor proj_bias, Tensor? mask=None, bool need_weights=True, "
    "bool average_attn_weights=True, int? mask_type=None) -> (Tensor, Tensor)",
    multi_head_attention);
const RegisterComposed kEncoderLayer(
    "aten::_transformer_encoder_layer_fwd(Tensor src, int embed_dim, int num_heads, Tensor qkv_weight, Tensor "
    "qkv_bias, "
    "Tensor proj_weight, Tensor proj_bias, bool use_gelu, bool norm_first, float eps, Tensor norm_weight_1, Tensor "
    "norm_bias_1, "
    "Tensor norm_weight_2, Tensor norm_bias_2, Tensor ffn_weight_1, Tensor ffn_bias_1, Tensor ffn_weight_2, Tensor "
    "ffn_bias_2, "
    "Tensor? mask=None, int? mask_type=None) -> Tensor",
    encoder_layer);

}  // namespace
}  // namespace slipway::program
