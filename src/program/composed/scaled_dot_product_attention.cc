// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// softmax(Q K^T scale + mask) V, as PyTorch's documentation of the function defines it.
#include <ATen/ATen.h>

#include <cmath>

#include "base/error.h"
#include "program/composed/composed.h"

namespace slipway::program {
namespace {

using Values = std::vector<c10::IValue>;

/// The mask as numbers to add: -inf where a bool mask is false.
at::Tensor additive(const at::Tensor& mask, const at::Tensor& query) {
  if (mask.scalar_type() != at::kBool) return mask;
  return at::zeros_like(mask, query.options()).masked_fill(at::logical_not(mask), -INFINITY);
}

at::Tensor attend(const at::Tensor& query, at::Tensor key, at::Tensor value, const at::Tensor& mask, bool causal,
                  const c10::IValue& scale, bool grouped) {
  if (grouped) {
    const int64_t repeats = query.size(-3) / key.size(-3);
    if (repeats != 1) {
      key = key.repeat_interleave(repeats, -3);
      value = value.repeat_interleave(repeats, -3);
    }
  }
  const double factor =
      scale.isNone() ? 1.0 / std::sqrt(static_cast<double>(query.size(-1))) : scale.toScalar().toDouble();
  at::Tensor weights = at::matmul(query * factor, key.transpose(-2, -1));
  if (causal) {
    // Which key may be seen by which query: those before it.
    const at::Tensor rows = at::arange(query.size(-2), query.options().dtype(at::kLong)).unsqueeze(1);
    const at::Tensor columns = at::arange(key.size(-2), query.options().dtype(at::kLong)).unsqueeze(0);
    weights = weights.masked_fill(at::gt(columns, rows), -INFINITY);
  }
  if (mask.defined()) weights = weights + additive(mask, query);
  return at::matmul(at::softmax(weights, -1), value);
}

/// query, key, value, attn_mask, dropout_p, is_causal, scale, enable_gqa
Values attention(const Values& a) {
  if (a[4].toDouble() != 0) fail("its dropout_p is {}: export the model after model.eval()", a[4].toDouble());
  return {attend(a[0].toTensor(), a[1].toTensor(), a[2].toTensor(), tensor_or_none(a[3]), a[5].toBool(), a[6],
                 a[7].toBool())};
}

/// query, key, value, dropout_p, is_causal, attn_mask, scale: what run_decompositions() makes of it.
Values flash_attention(const Values& a) {
  if (a[3].toDouble() != 0) fail("its dropout_p is {}: export the model after model.eval()", a[3].toDouble());
  return {attend(a[0].toTensor(), a[1].toTensor(), a[2].toTensor(), tensor_or_none(a[5]), a[4].toBool(), a[6], false),
          c10::IValue()};
}

const RegisterComposed kAttention(
    "aten::scaled_dot_product_attention(Tensor query, Tensor key, Tensor value, Tensor? attn_mask=None, float "
    "dropout_p=0.0, "
    "bool is_causal=False, *, float? scale=None, bool enable_gqa=False) -> Tensor",
    attention);
const RegisterComposed kFlashAttention(
    "aten::_scaled_dot_product_flash_attention_for_cpu(Tensor query, Tensor key, Tensor value, float dropout_p=0.0, "
    "bool is_causal=False, *, Tensor? attn_mask=None, float? scale=None) -> (Tensor output, Tensor logsumexp)",
    flash_attention);

}  // namespace
}  // namespace slipway::program
