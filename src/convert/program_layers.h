// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "model/layer/layer.h"
#include "program/program.h"

namespace slipway::convert {

/// The calls of a program in the place of a network's layers: images f32[B,3,H,W] to its outputs. Its weights are the
/// module's, by the names that they have in the program, so that they are captured, moved and converted as those of any
/// network. On the meta device it has shapes only.
class ProgramLayers : public model::FeatureModule {
 public:
  /// @param order which of the program's outputs are given, in which order; all of them where it is empty
  ProgramLayers(std::shared_ptr<const program::Program> program, at::Device device, std::vector<size_t> order = {});

  int64_t size_step() const override { return size_step_; }
  /// All outputs, as the program names them.
  program::NamedOutputs run(const model::Tensor& input) const;

 protected:
  model::Tensors forward(const model::Tensors& inputs) const override;

 private:
  class Folder;
  model::Tensors weights(const model::Tensor& input, at::ScalarType real) const;

  std::shared_ptr<const program::Program> program_;
  std::vector<size_t> order_;
  model::Tensors weights_;  ///< in the order of the program's
  int64_t size_step_ = 1;
};

}  // namespace slipway::convert
