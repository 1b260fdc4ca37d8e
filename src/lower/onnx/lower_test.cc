// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/lower.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "graph/text.h"
#include "lower/onnx/testing/op_case.h"
#include "lower/onnx/testing/ort_model.h"

namespace slipway::lower::onnx {
namespace {

using graph::SymInt;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string error_of(const graph::Graph& graph, Options options = {}) {
  try {
    lower(graph, options);
  } catch (const Error& e) {
    return e.what();
  }
  return "no error";
}

/// Appends a call of an operator that need not exist.
graph::ValueId call_unknown(graph::Graph& graph, const std::string& name, graph::ValueId input,
                            const std::string& scope) {
  graph::Value value;
  value.name = "unknown";
  value.shape = graph.value(input).shape;
  const graph::ValueId output = graph.add_value(value);
  graph.nodes.push_back(
      {.op = name, .overload = "", .args = {{"self", graph::TensorRef{input}}}, .outputs = {output}, .scope = scope});
  graph.outputs = {output};
  return output;
}

TEST(Lower, NamesFollowGraphAndScopes) {
  CaseBuilder c(true);
  const Var x = c.input({c.batch(), 4, c.height()});
  const Var y = c.call("aten::silu", {{"self", x}});
  c.call("aten::silu", {{"self", y}});
  graph::Graph graph = c.graph();
  graph.nodes[0].scope = "backbone.stem";
  graph.nodes[1].scope = "backbone.stem";
  graph.value(graph.outputs[0]).name = "dets";
  const Model model = lower(graph);
  EXPECT_EQ(model.node_count, 4U);
  EXPECT_EQ(model.operators, (std::map<std::string, int>{{"Mul", 2}, {"Sigmoid", 2}}));
  EXPECT_EQ(model.names.at(x.id), "input0");
  EXPECT_EQ(model.names.at(graph.outputs[0]), "dets");
  for (const char* name :
       {"backbone.stem/Sigmoid", "backbone.stem/Sigmoid_1", "backbone.stem/Mul", "backbone.stem/Mul_1"})
    EXPECT_THAT(model.bytes, HasSubstr(name));
  const OrtModel session(model.bytes);
  EXPECT_THAT(session.input_names(), ElementsAre("input0"));
  EXPECT_THAT(session.output_names(), ElementsAre("dets"));
}

TEST(Lower, AllUnsupportedOperatorsInOneError) {
  CaseBuilder c(false);
  const Var x = c.call("aten::neg", {{"self", c.input({2, 3, 4, 4})}});
  graph::Graph graph = c.graph();
  graph::ValueId id = call_unknown(graph, "aten::reluu", x.id, "backbone.0");
  id = call_unknown(graph, "aten::reluu", id, "backbone.1");
  id = call_unknown(graph, "aten::hypergeometric_mystery", id, "");
  call_unknown(graph, "aten::grid_sampler", id, "head");
  const std::string error = error_of(graph);
  EXPECT_THAT(error,
              AllOf(HasSubstr("3 operators cannot be written as ONNX opset 11"),
                    HasSubstr("aten::reluu (2 times, first in 'backbone.0')"), HasSubstr("nearest known: aten::relu"),
                    HasSubstr("aten::hypergeometric_mystery (outside any module): not known"),
                    HasSubstr("aten::grid_sampler (in 'head'): from opset 16 on"), Not(HasSubstr("aten::neg ("))));
}

TEST(Lower, UnsupportedArgumentsAreInTheSameError) {
  CaseBuilder c(false);
  const Var x = c.input({2, 3, 7});
  const Var y = c.call("aten::adaptive_avg_pool1d", {{"self", x}, {"output_size", Ints{3}}});
  const Var z = c.call("aten::softplus", {{"self", y}, {"threshold", 2}});
  c.call("aten::bitwise_not", {{"self", c.call("aten::to.dtype", {{"self", z}, {"dtype", DType::kI64}})}});
  const std::string error = error_of(c.graph());
  EXPECT_THAT(error,
              AllOf(HasSubstr("3 operators"), HasSubstr("output size 3 is neither 1 nor a divisor of the input's 7"),
                    HasSubstr("threshold is 2"), HasSubstr("opset 18")));
}

TEST(Lower, OpsetOutOfRange) {
  CaseBuilder c(false);
  c.call("aten::neg", {{"self", c.input({2})}});
  for (int opset : {10, 99}) {
    Options options;
    options.opset = opset;
    EXPECT_THAT(error_of(c.graph(), options),
                HasSubstr(fmt::format("opset {} is not supported: this build writes opset 11 to", opset)));
  }
  EXPECT_GE(max_opset(), 17);
}

TEST(Lower, InitializersAsInputs) {
  CaseBuilder c(true);
  const Var x = c.input({c.batch(), 4});
  const Var weight = c.constant({4});
  const Var sum = c.call("aten::add.Tensor", {{"self", x}, {"other", weight}});
  c.call("aten::mul.Scalar", {{"self", sum}, {"other", 2.0}});
  Options options;
  options.keep_initializers_as_inputs = true;
  const Model model = lower(c.graph(), options);
  check(model);
  const OrtModel session(model.bytes);
  // What was no weight stays a constant.
  EXPECT_THAT(model.bytes, HasSubstr("weight"));
  const auto twice = session.run({HostTensor::of<float>(DType::kF32, {1, 4}, {1, 2, 3, 4})});
  EXPECT_FLOAT_EQ(twice[0].data<float>()[3], 2 * (4 + c.graph().value(weight.id).constant.data<float>()[3]));
}

TEST(Lower, ExtraOutputs) {
  CaseBuilder c(false);
  const Var x = c.input({2, 3});
  const Var y = c.call("aten::exp", {{"self", x}});
  const Var weight = c.constant({3});
  const Var z = c.call("aten::mul.Tensor", {{"self", y}, {"other", weight}});
  Options options;
  options.extra_outputs = {y.id, z.id, x.id, weight.id};
  const Model model = lower(c.graph(), options);
  check(model);
  // An input and a constant are no outputs, and the graph's own is one only once.
  EXPECT_THAT(OrtModel(model.bytes).output_names(), ElementsAre(model.names.at(z.id), model.names.at(y.id)));
}

/// Also where several of them are the same tensor, an input or a constant.
TEST(Lower, OutputsKeepTheirNames) {
  CaseBuilder c(false);
  const Var x = c.input({2, 3});
  const Var y = c.call("aten::neg", {{"self", x}});
  const Var same = c.call("aten::alias", {{"self", y}});
  const Var unchanged = c.call("aten::alias", {{"self", x}});
  const Var ones = c.call("aten::ones", {{"size", Ints{2}}});
  graph::Graph graph = c.graph();
  graph.outputs = {same.id, y.id, unchanged.id, ones.id};
  for (size_t i = 0; i < 4; ++i) graph.value(graph.outputs[i]).name = fmt::format("result{}", i);
  const Model model = lower(graph);
  check(model);
  const OrtModel session(model.bytes);
  EXPECT_THAT(session.output_names(), ElementsAre("result0", "result1", "result2", "result3"));
  EXPECT_EQ(model.names.at(same.id), "result0");
  EXPECT_EQ(model.names.at(y.id), "result1");
  const auto results = session.run({HostTensor::of<float>(DType::kF32, {2, 3}, {1, 2, 3, 4, 5, 6})});
  EXPECT_EQ(results[0].data<float>()[5], -6);
  EXPECT_EQ(results[1].data<float>()[5], -6);
  EXPECT_EQ(results[2].data<float>()[5], 6);
  EXPECT_EQ(results[3].data<float>()[1], 1);
}

TEST(Lower, ChainsOfViewsAreOneNode) {
  CaseBuilder c(true);
  Var x = c.input({c.batch(), 6, c.height(), 4});
  x = c.call("aten::permute", {{"self", x}, {"dims", Ints{0, 2, 3, 1}}});
  x = c.call("aten::transpose.int", {{"self", x}, {"dim0", 1}, {"dim1", 2}});
  x = c.call("aten::reshape", {{"self", x}, {"shape", Ints{c.batch(), c.height() * 4, 6}}});
  x = c.call("aten::unsqueeze", {{"self", x}, {"dim", 1}});
  x = c.call("aten::slice.Tensor", {{"self", x}, {"dim", 2}, {"start", 1}});
  c.call("aten::slice.Tensor", {{"self", x}, {"dim", 3}, {"start", 2}, {"end", 4}});
  EXPECT_EQ(lower(c.graph()).operators, (std::map<std::string, int>{{"Transpose", 1}, {"Reshape", 1}, {"Slice", 1}}));
}

TEST(Lower, EqualNodesAndConstantsOnce) {
  CaseBuilder c(true);
  const Var x = c.input({c.batch(), c.height()});
  std::vector<Var> parts;
  for (int i = 0; i < 3; ++i)
    parts.push_back(c.call("aten::full", {{"size", Ints{c.batch(), c.height(), 300}}, {"fill_value", 1.0}}));
  parts.push_back(c.call("aten::expand", {{"self", c.call("aten::unsqueeze", {{"self", x}, {"dim", 2}})},
                                          {"size", Ints{c.batch(), c.height(), 300}}}));
  c.call("aten::cat", {{"tensors", parts}, {"dim", 2}});
  // Both sizes are read once and joined once: Shape, 2·Gather, Concat; then ConstantOfShape, Unsqueeze, Expand and the
  // result's Concat.
  EXPECT_EQ(lower(c.graph()).operators,
            (std::map<std::string, int>{
                {"Shape", 1}, {"Gather", 2}, {"Concat", 2}, {"ConstantOfShape", 1}, {"Unsqueeze", 1}, {"Expand", 1}}));
}

TEST(Lower, NothingUnusedIsWritten) {
  CaseBuilder c(false);
  const Var x = c.input({2, 3});
  const Var unused =
      c.call("aten::exp", {{"self", c.call("aten::mul.Tensor", {{"self", x}, {"other", c.constant({3})}})}});
  c.call("aten::neg", {{"self", x}});
  const Model model = lower(c.graph());
  EXPECT_EQ(model.node_count, 1U);
  EXPECT_FALSE(model.names.contains(unused.id));
}

/// Sizes that are sums and products of the axes, as a detection head's number of priors is.
TEST(Lower, SizesAsPolynomials) {
  CaseBuilder c(true);
  const Var x = c.input({c.batch(), 3, c.height(), c.height()});
  const SymInt priors = c.height() * c.height() * 3 + (c.height() * c.height()).divided_by(64) + c.height() * 2 - 5;
  c.call("aten::mul.Tensor", {{"self", c.call("aten::full", {{"size", Ints{priors}}, {"fill_value", 1.5}})},
                              {"other", c.call("aten::mean", {{"self", x}})}});
  graph::Graph graph = c.graph();
  for (graph::Value& value : graph.values)
    if (value.shape.size() == 1) value.shape[0] = priors;  // which the four sizes of a case do not determine
  const Model model = lower(graph);
  check(model);
  const OrtModel session(model.bytes);
  for (int64_t size : {8, 16, 24}) {
    const auto result = session.run({HostTensor(DType::kF32, {2, 3, size, size})});
    EXPECT_EQ(result[0].dim(0), 3 * size * size + size * size / 64 + 2 * size - 5);
  }
}

TEST(Lower, AxisReadOffASizeThatDependsOnIt) {
  CaseBuilder c(true);
  c.input({c.batch() * 2 + 1, 3});
  graph::Graph graph = c.graph();
  graph::Value value;
  value.name = "ones";
  value.shape = {c.batch(), 500};
  const graph::ValueId ones = graph.add_value(value);
  graph.nodes.push_back(
      {.op = "aten::ones", .overload = "", .args = {{"size", Ints{c.batch(), 500}}}, .outputs = {ones}, .scope = ""});
  graph.outputs = {ones};
  const Model model = lower(graph);
  check(model);
  EXPECT_EQ(OrtModel(model.bytes).run({HostTensor(DType::kF32, {9, 3})})[0].describe(), "f32[4,500]");
}

TEST(Lower, TooLargeForTheFormat) {
  CaseBuilder c(false);
  const Var x = c.input({3});
  // Never read: the size alone is refused.
  static const char kNothing = 0;
  const HostTensor huge(DType::kF32, {700, 1000, 1000}, nullptr, &kNothing);
  graph::Graph graph = c.graph();
  const graph::ValueId weight = graph.add_constant("huge", huge);
  graph::Value value;
  value.name = "sum";
  value.shape = {};
  const graph::ValueId sum = graph.add_value(value);
  graph.nodes.push_back({.op = "aten::sum",
                         .overload = "",
                         .args = {{"self", graph::TensorRef{weight}}, {"dtype", None{}}},
                         .outputs = {sum},
                         .scope = ""});
  graph.outputs = {sum, x.id};
  EXPECT_THAT(error_of(graph), HasSubstr("2.80 GB"));
}

TEST(Check, RefusesWhatIsNoModel) {
  Model model;
  model.bytes = "not a model";
  EXPECT_THROW(check(model), InternalError);
}

}  // namespace
}  // namespace slipway::lower::onnx
