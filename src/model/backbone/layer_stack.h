// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

#include "model/args.h"
#include "model/layer/layer.h"

namespace slipway::model {

/// Backbones that are a stem and stages one after the other, of which `out_indices` chooses the outputs; the outputs
/// are in the order of the stages.
class LayerStack : public FeatureModule {
 public:
  using Stage = std::function<Tensor(const Tensor&)>;

  /// All of them shrink by 32 in the end.
  int64_t size_step() const override { return 32; }

 protected:
  /// What comes before the first stage.
  void set_stem(Stage stem) { stem_ = std::move(stem); }
  void append(Stage stage) { stages_.push_back(std::move(stage)); }
  void append(const Layer& layer) {
    stages_.emplace_back([&layer](const Tensor& x) { return layer(x); });
  }
  /// The next layer of `list` is the next stage.
  void append(LayerList& list, std::shared_ptr<Layer> layer);
  /// Reads `out_indices` once all stages are there; negative ones count from the end where `from_end`.
  void read_out_indices(Args& args, std::vector<int64_t> fallback, bool from_end = false);
  Tensors forward(const Tensors& inputs) const override;

 private:
  Stage stem_;
  std::vector<Stage> stages_;
  std::vector<int64_t> out_indices_;
};

/// Keys of backbones that only training uses.
void ignore_training(Args& args);

}  // namespace slipway::model
