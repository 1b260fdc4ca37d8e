// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// An ONNX model under construction, as plain data without protobuf: what Builder makes and serialize() writes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/tensor.h"
#include "graph/symint.h"

namespace slipway::lower::onnx {

/// A tensor of the model, an index into Ir::tensors. Negative: absent (an optional input that is not given).
struct Tensor {
  int32_t id = -1;
  explicit operator bool() const { return id >= 0; }
  bool operator==(const Tensor&) const = default;
};

using Shape = std::vector<graph::SymInt>;

/// ONNX has no bool attributes (they are ints), and its floats are single precision.
using AttributeValue = std::variant<int64_t, float, std::string, std::vector<int64_t>, std::vector<float>, HostTensor>;
using Attributes = std::vector<std::pair<std::string, AttributeValue>>;

struct IrNode {
  std::string type;  ///< "Conv"
  std::vector<Tensor> inputs;
  std::vector<Tensor> outputs;
  Attributes attributes;
  std::string scope;  ///< of the graph's node that it comes from
  std::string name;   ///< given at the end, when it is known which nodes remain
};

struct IrTensor {
  std::string name{};  ///< empty: to be named after the node that makes it
  DType dtype = DType::kF32;
  std::optional<Shape> shape{};
  bool is_constant = false;
  bool is_weight = false;  ///< a constant of the graph, as opposed to one that a lowering made
  HostTensor constant{};
};

struct Ir {
  int opset = 0;
  std::vector<std::string> axis_names;
  std::vector<IrTensor> tensors;
  std::vector<IrNode> nodes;
  std::vector<Tensor> inputs;
  std::vector<Tensor> outputs;

  IrTensor& tensor(Tensor t) { return tensors.at(static_cast<size_t>(t.id)); }
  const IrTensor& tensor(Tensor t) const { return tensors.at(static_cast<size_t>(t.id)); }
};

/// Removes the nodes and the data of constants that no output needs.
void drop_unused(Ir& ir);

}  // namespace slipway::lower::onnx
