// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "model/args.h"
#include "model/layer/batch_norm2d.h"

namespace slipway::model {

/// A `norm_cfg` of mmcv.
struct NormSpec {
  enum class Kind { kBatch, kGroup, kLayer, kInstance };
  Kind kind = Kind::kBatch;
  double eps = 1e-5;
  double momentum = 0.1;   ///< means something in training only
  int64_t num_groups = 1;  ///< of kGroup
  bool affine = true;      ///< weights and a bias

  /// mmcv's short name, under which a module's state dict holds it: "bn", "gn", "ln", "in".
  std::string short_name() const;
};

/// nn.GroupNorm: keys `weight`, `bias`.
class GroupNorm : public Layer {
 public:
  GroupNorm(const BuildContext& context, int64_t channels, const NormSpec& spec);

 protected:
  Tensor forward(const Tensor& x) const override;

 private:
  int64_t groups_;
  double eps_;
  Tensor weight_, bias_;
};

/// nn.LayerNorm over the last dimension: keys `weight`, `bias`.
class LayerNorm : public Layer {
 public:
  LayerNorm(const BuildContext& context, int64_t channels, const NormSpec& spec);

 protected:
  Tensor forward(const Tensor& x) const override;

 private:
  int64_t channels_;
  double eps_;
  Tensor weight_, bias_;
};

/// nn.InstanceNorm2d without statistics of its own: keys `weight`, `bias` where it is affine, else none.
class InstanceNorm2d : public Layer {
 public:
  InstanceNorm2d(const BuildContext& context, int64_t channels, const NormSpec& spec);

 protected:
  Tensor forward(const Tensor& x) const override;

 private:
  double eps_;
  Tensor weight_, bias_;
};

/// The entry `norm_cfg` of a type. No value: None was written, no normalisation.
/// Errors: a type other than BN, SyncBN, GN, LN, IN (and what mmcv calls them besides); arguments that change what is
/// computed in a way that is not supported.
std::optional<NormSpec> read_norm(Args& args, const NormSpec& fallback, std::string_view key = "norm_cfg");
std::shared_ptr<Layer> make_norm(const BuildContext& context, int64_t channels, const NormSpec& spec);

/// Checks the entry `conv_cfg`: only None and Conv2d are known, deformable convolutions are refused by name.
void read_conv(Args& args);

}  // namespace slipway::model
