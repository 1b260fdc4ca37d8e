// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/tensor.h"

namespace slipway::lower::onnx {

/// A model in ONNX Runtime, on one thread.
class OrtModel {
 public:
  explicit OrtModel(const std::string& bytes);
  ~OrtModel();
  /// @param inputs in the model's order
  std::vector<HostTensor> run(const std::vector<HostTensor>& inputs) const;
  std::vector<std::string> input_names() const;
  std::vector<std::string> output_names() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace slipway::lower::onnx
