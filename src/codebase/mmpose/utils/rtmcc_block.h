// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/layer/activation.h"
#include "model/layer/linear.h"

namespace slipway::model {

/// Divides each vector of the last dimension by its length (times the square root of its size). Keys `g`.
class ScaleNorm : public Layer {
 public:
  explicit ScaleNorm(const BuildContext& context, int64_t size, double eps = 1e-5);

 protected:
  Tensor forward(const Tensor& x) const override;

 private:
  double scale_, eps_;
  Tensor g_;
};

/// What a gated attention unit is made of: `gau_cfg` of mmpose's heads.
struct GauSpec {
  int64_t hidden_dims = 256;
  int64_t s = 128;  ///< size of queries and keys
  double expansion_factor = 2;
  Activation activation{};
  bool relative_bias = false;
  bool pos_enc = false;  ///< rotary position embedding
};
/// The entry `gau_cfg`.
GauSpec read_gau(Args& args);

/// RTMCCBlock, a gated attention unit over K tokens ("Transformer Quality in Linear Time"), x f32[B,K,C] to the same
/// size. Keys `uv.weight`, `o.weight`, `gamma`, `beta`, `ln.g`, `res_scale.scale`, and `w` with a relative bias.
class RtmccBlock : public Layer {
 public:
  RtmccBlock(const BuildContext& context, int64_t num_token, const GauSpec& spec);

 protected:
  Tensor forward(const Tensor& x) const override;

 private:
  /// One number for each distance of two tokens, f32[1,K,K].
  Tensor relative_bias() const;

  GauSpec spec_;
  int64_t num_token_, e_;
  Tensor w_;
  const Linear& o_;
  const Linear& uv_;
  Tensor gamma_, beta_;
  const ScaleNorm& ln_;
  const Layer& res_scale_;
};

}  // namespace slipway::model
