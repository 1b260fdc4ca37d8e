// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "codebase/mmpose/utils/rtmcc_block.h"

#include <cmath>

#include "model/numbers.h"

namespace slipway::model {
namespace {

/// x · scale. Keys `scale`.
class Scale : public Layer {
 public:
  Scale(const BuildContext& context, int64_t size)
      : scale_(add_parameter("scale", at::ones({size}, context.options()))) {}

 protected:
  Tensor forward(const Tensor& x) const override { return x * scale_; }

 private:
  Tensor scale_;
};

/// Turns pairs of features (i, i + half) of token t by the angle t · 10000^(i / half). x f32[B,K,S]
Tensor rope(const Tensor& x) {
  const int64_t half = x.size(-1) / 2;
  const at::TensorOptions options = x.options();
  const Tensor position = at::arange(x.size(1), options);
  const Tensor frequency = at::pow(10000, at::arange(half, options) / static_cast<double>(half));
  const Tensor angle = at::unsqueeze(position, 1) * at::unsqueeze(frequency, 0);
  const Tensor sine = at::sin(angle), cosine = at::cos(angle);
  const Tensor first = at::slice(x, 2, 0, half), second = at::slice(x, 2, half, 2 * half);
  return at::cat({first * cosine - second * sine, second * cosine + first * sine}, -1);
}

}  // namespace

ScaleNorm::ScaleNorm(const BuildContext& context, int64_t size, double eps)
    : scale_(std::pow(static_cast<double>(size), -0.5)),
      eps_(eps),
      g_(add_parameter("g", at::ones({1}, context.options()))) {}

Tensor ScaleNorm::forward(const Tensor& x) const {
  const Tensor norm = at::linalg_vector_norm(x, 2, at::IntArrayRef({-1}), /*keepdim=*/true) * scale_;
  return x / at::clamp(norm, eps_) * g_;
}

GauSpec read_gau(Args& args) {
  GauSpec spec;
  spec.activation = activation("ReLU");
  const config::Value* config = args.find("gau_cfg");
  if (config == nullptr) return spec;
  // All but the last two are needed: mmpose has no defaults for single keys.
  Args own(*config, args.owner() + "'s gau_cfg");
  spec.hidden_dims = own.integer("hidden_dims");
  spec.s = own.integer("s");
  spec.expansion_factor = own.number("expansion_factor");
  spec.activation = activation(own.choice("act_fn", "ReLU", {"ReLU", "SiLU"}));
  spec.relative_bias = own.boolean("use_rel_bias", false);
  spec.pos_enc = own.boolean("pos_enc", false);
  own.ignore({"dropout_rate", "drop_path"});
  own.finish();
  return spec;
}

RtmccBlock::RtmccBlock(const BuildContext& context, int64_t num_token, const GauSpec& spec)
    : spec_(spec),
      num_token_(num_token),
      e_(scaled(spec.hidden_dims, spec.expansion_factor)),
      w_(spec.relative_bias ? add_parameter("w", at::zeros({2 * num_token - 1}, context.options())) : Tensor()),
      o_(add<Linear>("o", context, e_, spec.hidden_dims, /*bias=*/false)),
      uv_(add<Linear>("uv", context, spec.hidden_dims, 2 * e_ + spec.s, /*bias=*/false)),
      gamma_(add_parameter("gamma", at::zeros({2, spec.s}, context.options()))),
      beta_(add_parameter("beta", at::zeros({2, spec.s}, context.options()))),
      ln_(add<ScaleNorm>("ln", context, spec.hidden_dims)),
      res_scale_(add<Scale>("res_scale", context, spec.hidden_dims)) {}

Tensor RtmccBlock::relative_bias() const {
  // Row i holds w[K-1-i .. 2K-2-i]: the number for the distance j - i.
  Tensors rows;
  for (int64_t i = 0; i < num_token_; ++i) rows.push_back(at::slice(w_, 0, num_token_ - 1 - i, 2 * num_token_ - 1 - i));
  return at::unsqueeze(at::stack(rows), 0);
}

Tensor RtmccBlock::forward(const Tensor& x) const {
  const Tensors parts = at::split_with_sizes(spec_.activation(uv_(ln_(x))), {e_, e_, spec_.s}, 2);
  const Tensor &u = parts[0], &v = parts[1], &base = parts[2];
  Tensor query = base * at::select(gamma_, 0, 0) + at::select(beta_, 0, 0);
  Tensor key = base * at::select(gamma_, 0, 1) + at::select(beta_, 0, 1);
  if (spec_.pos_enc) query = rope(query), key = rope(key);
  Tensor attention = at::bmm(query, at::transpose(key, 1, 2));
  if (spec_.relative_bias) attention = attention + relative_bias();
  const Tensor kernel = at::square(at::relu(attention / std::sqrt(static_cast<double>(spec_.s))));
  return res_scale_(x) + o_(u * at::bmm(kernel, v));
}

}  // namespace slipway::model
