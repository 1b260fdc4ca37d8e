// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "graph/graph.h"
#include "lower/onnx/ir.h"

namespace slipway::lower::onnx {

/// The opsets whose differences the lowerings know.
inline constexpr int kMinOpset = 11;
inline constexpr int kMaxOpset = 20;

/// What a lowering works with: the node to lower, its tensors, and the ONNX nodes written so far. Equal nodes on equal
/// inputs are written once, nodes that nothing reads are dropped at the end, so that a lowering need not care. Not
/// thread-safe.
class Builder {
 public:
  /// @param graph must outlive the builder
  Builder(const graph::Graph& graph, int opset);

  const graph::Graph& graph() const { return graph_; }
  int opset() const { return ir_.opset; }

  /// @name The node that is being lowered
  /// @{
  void begin(const graph::Node& node) { node_ = &node; }
  const graph::Node& node() const { return *node_; }
  bool has(std::string_view argument) const { return node_->has(argument); }
  Tensor input(std::string_view argument);
  /// The input converted to `dtype`.
  Tensor input_as(std::string_view argument, DType dtype) { return cast(input(argument), dtype); }
  /// Absent where the argument is not given.
  Tensor optional_input(std::string_view argument);
  std::vector<Tensor> inputs(std::string_view argument);
  const Shape& shape_of(std::string_view argument) const;
  int64_t rank_of(std::string_view argument) const { return static_cast<int64_t>(shape_of(argument).size()); }
  DType dtype_of(std::string_view argument) const;
  /// Integers that ONNX wants to know when the model is written. Errors: slipway::Error where they depend on a dynamic
  /// axis.
  int64_t integer(std::string_view argument) const;
  std::vector<int64_t> integers(std::string_view argument) const;
  /// A `dim` argument, counted from the front.
  int64_t axis(std::string_view argument, std::string_view of = "self") const;
  /// A list of `dim`s (or a single one), counted from the front; all axes where it is absent or empty.
  std::vector<int64_t> axes(std::string_view argument, std::string_view of = "self") const;
  /// A Scalar or number argument as a tensor without axes.
  Tensor scalar_argument(std::string_view argument, DType dtype);
  const Shape& out_shape(size_t index = 0) const;
  DType out_dtype(size_t index = 0) const;
  size_t out_count() const { return node_->outputs.size(); }
  /// `tensor` is the node's output; an alias of another value is fine.
  void output(Tensor tensor, size_t index = 0);
  bool output_is_used(size_t index) const;
  /// @}

  /// @name Writing nodes
  /// @{
  /// One output, of the first input's dtype.
  Tensor emit(std::string_view type, std::vector<Tensor> inputs, Attributes attributes = {});
  Tensor emit_as(DType dtype, std::string_view type, std::vector<Tensor> inputs, Attributes attributes = {});
  std::vector<Tensor> emit_many(std::string_view type, std::vector<Tensor> inputs, Attributes attributes,
                                const std::vector<DType>& dtypes);
  Tensor constant(const HostTensor& data);
  Tensor scalar(double value, DType dtype);  ///< without axes
  Tensor scalar(const graph::SymInt& value, DType dtype);
  Tensor ints(const std::vector<int64_t>& values);  ///< i64[n]
  Tensor ints(const std::vector<graph::SymInt>& values);
  Tensor dim(const graph::SymInt& value);  ///< i64[1]
  DType dtype(Tensor tensor) const { return ir_.tensor(tensor).dtype; }
  /// The data of a constant; null for any other tensor.
  const HostTensor* constant_data(Tensor tensor) const;
  /// @}

  /// @name Operators whose form depends on the opset, or that often turn out to do nothing
  /// `shape` is that of `x`. Chains of views (transposes, slices) are written as one view of what they start from.
  /// @{
  Tensor cast(Tensor x, DType dtype);
  Tensor reshape(Tensor x, const Shape& shape, const Shape& to);
  Tensor squeeze(Tensor x, const Shape& shape, const std::vector<int64_t>& axes);
  Tensor unsqueeze(Tensor x, const Shape& shape, const std::vector<int64_t>& axes);  ///< axes of the result
  Tensor transpose(Tensor x, std::vector<int64_t> permutation);
  Tensor expand(Tensor x, const Shape& shape, const Shape& to);
  struct SliceSpec {
    int64_t axis = 0;
    graph::SymInt start, end;
    int64_t step = 1;
  };
  Tensor slice(Tensor x, const SliceSpec& spec);
  /// @param type "ReduceMean", "ReduceSum", "ReduceMax", ...
  Tensor reduce(std::string_view type, Tensor x, const std::vector<int64_t>& axes, bool keep);
  std::vector<Tensor> split(Tensor x, const std::vector<int64_t>& sizes, int64_t axis);
  Tensor softmax(std::string_view type, Tensor x, int64_t axis, int64_t rank);
  Tensor minimum(Tensor a, Tensor b) { return extremum("Min", "Less", a, b); }
  Tensor maximum(Tensor a, Tensor b) { return extremum("Max", "Greater", a, b); }
  /// x where `condition` holds, else y; of bools too, for which ONNX Runtime has no Where
  Tensor where(Tensor condition, Tensor x, Tensor y);
  /// Absent bounds do not bind.
  Tensor clip(Tensor x, Tensor low, Tensor high);
  Tensor filled(const Shape& shape, double value, DType dtype);
  /// a·value; `a` where value is 1
  Tensor times(Tensor a, double value);
  /// @}

  /// @name For the driver
  /// @{
  /// The tensor of a graph's value, if it has one yet.
  Tensor tensor_of(graph::ValueId id);
  void bind(graph::ValueId id, Tensor tensor);
  /// A tensor of unknown origin in the place of an output that could not be lowered.
  void bind_placeholders(const graph::Node& node);
  /// Drops what is not needed, names everything; the last call. @param extra_outputs besides the graph's own
  Ir finish(const std::vector<graph::ValueId>& extra_outputs);
  /// After finish(): names of the graph's values that exist in the model.
  const std::map<graph::ValueId, std::string>& names() const { return names_; }
  /// @}

 private:
  Tensor add_tensor(IrTensor tensor);
  Tensor find_axis(int axis);
  Tensor product(const std::vector<int>& axes);
  Tensor extremum(std::string_view type, std::string_view compare, Tensor a, Tensor b);
  void declare_outputs(const std::vector<graph::ValueId>& extra_outputs);
  void give_names();
  void collect_names();
  /// What a reshape of `x` to `to` starts at: the tensor that `x` is a view of, or `x` where that leaves fewer sizes to
  /// compute.
  struct Reshaped {
    Tensor root;
    Shape root_shape;
  };
  Reshaped start_of_reshape(Tensor x, const Shape& shape, const Shape& to) const;
  Tensor change_rank(std::string_view type, Tensor x, const Shape& shape, const Shape& to,
                     const std::vector<int64_t>& axes);

  const graph::Graph& graph_;
  const graph::Node* node_ = nullptr;
  Ir ir_;
  std::vector<Tensor> bound_;    // by ValueId
  std::vector<int> use_counts_;  // by ValueId
  std::unordered_map<std::string, size_t> nodes_by_key_;
  std::unordered_map<std::string, Tensor> constants_by_key_;
  std::map<graph::ValueId, std::string> names_;
  std::unordered_map<int32_t, Reshaped> reshaped_;
  struct Transposed {
    Tensor root;
    std::vector<int64_t> permutation;
  };
  std::unordered_map<int32_t, Transposed> transposed_;
  struct Sliced {
    Tensor root;
    std::vector<SliceSpec> specs;
  };
  std::unordered_map<int32_t, Sliced> sliced_;
};

using Lowering = void (*)(Builder&);

/// Last lines of an operator's file: `static const RegisterLowering kRelu({"aten::relu"}, lower_relu);`. Where ONNX
/// changed, one registration per form: the one with the highest `from_opset` that is not above the wanted opset is
/// taken. A lowering for one backend, by its name in deploy configs, comes before the general ones: the third kind of
/// rewriter (rewrite/rewriter.h), MMDeploy's symbolic.
struct RegisterLowering {
  RegisterLowering(std::initializer_list<std::string_view> names, Lowering lowering, int from_opset = kMinOpset,
                   std::string_view backend = "");
};

struct FoundLowering {
  Lowering lowering = nullptr;
  bool for_backend = false;  ///< it was registered for the backend asked for
};
/// A null lowering where there is none up to that opset. @param backend "" for the general ones only
FoundLowering find_lowering(std::string_view name, int opset, std::string_view backend = "");
/// The lowest opset from which `name` can be written; 0 where it cannot at all.
int lowest_opset(std::string_view name);
/// A host tensor of equal values; f32 where `dtype` is f16 or bf16 (Builder::scalar converts those in the model).
HostTensor host_filled(double value, DType dtype, std::vector<int64_t> shape);

/// What ATen's type promotion makes of two tensors of more than zero axes.
DType promote(DType a, DType b);
bool is_floating(DType dtype);

}  // namespace slipway::lower::onnx
