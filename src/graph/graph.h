// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.h"
#include "base/tensor.h"
#include "graph/symint.h"

namespace slipway::graph {

/// Index into Graph::values.
using ValueId = int32_t;

/// A dynamic axis: a size that the user may choose at run time.
struct Axis {
  std::string name;     ///< "batch", "height", "width", or as the deploy config names it
  int64_t example = 0;  ///< the size at capture
};

/// A tensor of the graph. Names are unique; those of constants from a checkpoint are the state-dict keys.
struct Value {
  std::string name;
  DType dtype = DType::kF32;
  std::vector<SymInt> shape;
  HostTensor constant;  ///< its data, where it is a constant (`is_constant`)
  bool is_constant = false;
};

/// An argument of a node, as ATen's schema has it.
struct None {
  bool operator==(const None&) const = default;
};
/// A tensor list; absent tensors of an optional list are -1.
struct TensorList {
  std::vector<ValueId> ids;
  bool operator==(const TensorList&) const = default;
};
struct TensorRef {
  ValueId id = -1;
  bool operator==(const TensorRef&) const = default;
};
using Ints = std::vector<SymInt>;
using Floats = std::vector<double>;
using Bools = std::vector<bool>;
using Argument =
    std::variant<None, TensorRef, TensorList, bool, SymInt, double, std::string, Ints, Floats, Bools, DType>;

/// A call of one ATen operator (or of ours in namespace "slipway"), arguments in schema order with their schema names.
struct Node {
  std::string op;        ///< "aten::conv2d"
  std::string overload;  ///< "" or "Tensor", "dim", ...
  std::vector<std::pair<std::string, Argument>> args;
  std::vector<ValueId> outputs;
  std::string scope;  ///< the module that made the call, as a state-dict prefix: "backbone.stage1.0.conv"; "" for none

  /// "aten::slice.Tensor"
  std::string full_name() const { return overload.empty() ? op : op + "." + overload; }
  /// Errors of all of these: InternalError for an absent name or another kind.
  const Argument& arg(std::string_view name) const;
  bool has(std::string_view name) const;  ///< present and not None
  ValueId tensor(std::string_view name) const;
  std::optional<ValueId> optional_tensor(std::string_view name) const;
  const std::vector<ValueId>& tensors(std::string_view name) const;
  const SymInt& sym(std::string_view name) const;
  int64_t integer(std::string_view name) const;  ///< a constant int
  double number(std::string_view name) const;    ///< a float, or a constant int
  bool boolean(std::string_view name) const;
  const Ints& syms(std::string_view name) const;
  std::vector<int64_t> integers(std::string_view name) const;  ///< all constant
  const Floats& numbers(std::string_view name) const;
  const std::string& str(std::string_view name) const;
  DType dtype(std::string_view name) const;

  /// Ids of all tensors that the node reads, in order, with repetition.
  std::vector<ValueId> inputs() const;
  void replace_input(ValueId from, ValueId to);
};

/// A network as straight-line ATen calls; single assignment, topologically sorted. Plain data: copy it to change a
/// copy.
class Graph {
 public:
  std::vector<Axis> axes;
  std::vector<Value> values;
  std::vector<Node> nodes;
  std::vector<ValueId> inputs;
  std::vector<ValueId> outputs;

  ValueId add_value(Value value);  ///< makes the name unique by a suffix where it is taken
  ValueId add_constant(std::string name, HostTensor data);
  Value& value(ValueId id) { return values.at(static_cast<size_t>(id)); }
  const Value& value(ValueId id) const { return values.at(static_cast<size_t>(id)); }
  std::vector<std::string> axis_names() const;
  std::vector<int64_t> axis_examples() const;
  /// "f32[batch,3,640,640]"
  std::string type_text(ValueId id) const;
  /// Replaces every use of `from`, outputs of the graph included.
  void replace_uses(ValueId from, ValueId to);
  /// Number of reads of each value by nodes and graph outputs.
  std::vector<int> use_counts() const;
  /// Index in `nodes` of the node that makes each value; -1 for inputs and constants.
  std::vector<int> producers() const;
};

/// Single assignment, order, ids in range, unique names, constants with data of their dtype and shape, outputs defined.
/// Errors: InternalError that names the node and its scope.
void validate(const Graph& graph);

}  // namespace slipway::graph
