// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// Tests of lowerings as tables. A case builds a small graph of ATen calls; the runner then computes it with LibTorch
/// and, on the same inputs, as a TorchScript module that was saved and loaded, and for every opset as an ONNX model
/// with ONNX Runtime: once with fixed sizes and once with dynamic ones, at several sizes; where there are lowerings for
/// ONNX Runtime alone, with these as well.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "graph/graph.h"

namespace slipway::lower::onnx {

/// What the cases' tensors hold, for short.
constexpr DType kF32 = DType::kF32, kI64 = DType::kI64, kI32 = DType::kI32, kBool = DType::kBool;

/// A tensor of the case's graph.
struct Var {
  graph::ValueId id = -1;
};

/// An argument of a call, made from what is natural to write.
struct Arg {
  graph::Argument value;
  Arg(Var var) : value(graph::TensorRef{var.id}) {}
  Arg(const std::vector<Var>& vars);
  Arg(bool flag) : value(flag) {}
  Arg(int number) : value(graph::SymInt(number)) {}
  Arg(int64_t number) : value(graph::SymInt(number)) {}
  Arg(const graph::SymInt& number) : value(number) {}
  Arg(double number) : value(number) {}
  Arg(const char* text) : value(std::string(text)) {}
  Arg(const graph::Ints& numbers) : value(numbers) {}
  Arg(const graph::Floats& numbers) : value(numbers) {}
  Arg(DType dtype) : value(dtype) {}
  Arg(graph::None none) : value(none) {}
};
using Args = std::vector<std::pair<std::string, Arg>>;

using graph::Floats;
using graph::Ints;
using graph::None;

/// The two sizes that are dynamic in a dynamic run: 1 to 3, and 8, 16 or 24; else 2 and 8. For the lists of a case; in
/// a run with fixed sizes they are replaced by their numbers.
inline const graph::SymInt kBatch = graph::SymInt::axis(0);
inline const graph::SymInt kHeight = graph::SymInt::axis(1);

/// How an input is filled: evenly between low and high; integers from low up to high - 1.
struct Range {
  double low = -3;
  double high = 3;
};

class CaseBuilder {
 public:
  explicit CaseBuilder(bool dynamic);

  graph::SymInt batch() const { return resolved(kBatch); }
  graph::SymInt height() const { return resolved(kHeight); }

  Var input(const graph::Ints& shape, Range range = {}, DType dtype = DType::kF32);
  Var constant(const std::vector<int64_t>& shape, Range range = {}, DType dtype = DType::kF32);
  Var constant(const HostTensor& data);
  /// @param operator_name in full: "aten::add.Tensor"; arguments that are not given have the schema's defaults
  Var call(const std::string& operator_name, const Args& args) { return call(operator_name, args, 1).front(); }
  std::vector<Var> call(const std::string& operator_name, const Args& args, size_t outputs);
  /// The graph's outputs, instead of all those of the last call.
  void outputs(const std::vector<Var>& vars);

  const graph::Graph& graph() const { return graph_; }
  /// Inputs of the graph at these sizes; the same for the same arguments.
  std::vector<HostTensor> inputs(int64_t batch, int64_t height) const;
  /// What LibTorch computes, per output of the graph.
  std::vector<HostTensor> expected(int64_t batch, int64_t height) const;

 private:
  graph::SymInt resolved(const graph::SymInt& size) const;
  graph::Argument resolved(graph::Argument argument) const;
  void infer_outputs(const graph::Node& node);

  bool dynamic_;
  graph::Graph graph_;
  std::vector<Range> ranges_;  // by input
};

struct OpCase {
  std::string name;
  std::function<void(CaseBuilder&)> build;
  int from_opset = 11;
  /// |x - y| <= tolerance·(1 + |y|). The default allows for sums in another order in f32.
  double tolerance = 2e-5;
};

struct InputSpec {
  graph::Ints shape;
  Range range{};
  DType dtype = DType::kF32;
};

/// A case of one call on one tensor, its first argument. Only the outputs that `used` names are outputs of the graph
/// (all, where it is empty).
OpCase on(const InputSpec& input, const std::string& name, const Args& args = {}, size_t outputs = 1,
          const std::vector<size_t>& used = {});

/// Runs all cases of a family; failures name case, opset and sizes.
void run_cases(const std::vector<OpCase>& cases);

/// Makes a family's cases known to the test that asks for a case of every registered operator.
struct RegisterCases {
  RegisterCases(const std::vector<OpCase>& cases);
};

}  // namespace slipway::lower::onnx
