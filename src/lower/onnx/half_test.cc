// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/half.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>

#include <cmath>
#include <limits>

#include "base/half.h"
#include "lower/onnx/testing/op_case.h"
#include "lower/onnx/testing/ort_model.h"

namespace slipway::lower::onnx {
namespace {

using testing::HasSubstr;
using testing::UnorderedElementsAre;

constexpr int kFloat = ::onnx::TensorProto::FLOAT, kHalf = ::onnx::TensorProto::FLOAT16;

Var conv(CaseBuilder& c, Var x, int64_t from, int64_t to) {
  return c.call("aten::conv2d", {{"input", x},
                                 {"weight", c.constant({to, from, 3, 3}, {-0.4, 0.4})},
                                 {"bias", c.constant({to})},
                                 {"padding", Ints{1, 1}}});
}

/// Two layers with an activation, a maximum and an upsampling between them; then post-processing: a sigmoid, times 640,
/// plus a grid.
graph::Graph network(bool dynamic) {
  CaseBuilder c(dynamic);
  Var x = c.call("aten::silu", {{"self", conv(c, c.input({c.batch(), 3, c.height(), 8}), 3, 4)}});
  x = c.call("aten::upsample_nearest2d.vec",
             {{"input", x}, {"output_size", None{}}, {"scale_factors", Floats{2.0, 2.0}}});
  x = c.call("aten::maximum", {{"self", x}, {"other", c.constant({1, 4, 1, 1})}});
  x = c.call("aten::sigmoid", {{"self", conv(c, x, 4, 2)}});
  x = c.call("aten::mul.Tensor",
             {{"self", x}, {"other", c.constant(HostTensor::of<float>(DType::kF32, {}, {640.3F}))}});
  c.call("aten::add.Tensor", {{"self", x}, {"other", c.constant({16}, {0, 640})}});
  graph::Graph graph = c.graph();
  graph.value(graph.outputs.at(0)).name = "points";
  return graph;
}

Options options_of(HalfOptions half, int opset = 11) {
  Options options;
  options.opset = opset;
  options.half = std::move(half);
  return options;
}

class Proto {
 public:
  explicit Proto(const std::string& bytes) {
    EXPECT_TRUE(proto_.ParseFromString(bytes));
    for (const auto& input : graph().input()) types_[input.name()] = input.type().tensor_type().elem_type();
    for (const auto& output : graph().output()) types_[output.name()] = output.type().tensor_type().elem_type();
    for (const auto& info : graph().value_info()) types_[info.name()] = info.type().tensor_type().elem_type();
    for (const auto& tensor : graph().initializer()) types_[tensor.name()] = tensor.data_type();
  }
  const ::onnx::GraphProto& graph() const { return proto_.graph(); }
  int type(const std::string& name) const { return types_.at(name); }
  const ::onnx::NodeProto& node(const std::string& type, int skip = 0) const {
    for (const auto& node : graph().node())
      if (node.op_type() == type && skip-- == 0) return node;
    throw std::out_of_range("no " + type);
  }
  /// "input->f16": what is cast, and to what.
  std::vector<std::string> casts() const {
    std::vector<std::string> result;
    for (const auto& node : graph().node())
      if (node.op_type() == "Cast")
        result.push_back(node.input(0) + (node.attribute(0).i() == kHalf ? "->f16" : "->f32"));
    return result;
  }
  /// No cast reads a cast, none does nothing, none is there twice.
  void expect_no_idle_casts() const {
    std::vector<std::string> made;
    for (const auto& node : graph().node())
      if (node.op_type() == "Cast") made.push_back(node.output(0));
    for (const auto& node : graph().node())
      if (node.op_type() == "Cast") {
        EXPECT_EQ(std::count(made.begin(), made.end(), node.input(0)), 0) << node.name();
      }
    std::vector<std::string> all = casts();
    std::sort(all.begin(), all.end());
    EXPECT_EQ(std::adjacent_find(all.begin(), all.end()), all.end());
  }

 private:
  ::onnx::ModelProto proto_;
  std::map<std::string, int> types_;
};

Proto converted(const HalfOptions& half, int opset = 11, bool dynamic = true) {
  const Model model = lower(network(dynamic), options_of(half, opset));
  check(model);
  Proto proto(model.bytes);
  proto.expect_no_idle_casts();
  return proto;
}

TEST(Half, LayersComputeInHalfAndPostProcessingDoesNot) {
  const Proto proto = converted({.keep_io = true});
  EXPECT_EQ(proto.type("input0"), kFloat);
  EXPECT_EQ(proto.type("points"), kFloat);
  for (int i : {0, 1}) {
    const auto& layer = proto.node("Conv", i);
    for (const std::string& name : layer.input()) EXPECT_EQ(proto.type(name), kHalf) << name;
    EXPECT_EQ(proto.type(layer.output(0)), kHalf);
  }
  EXPECT_EQ(proto.type(proto.node("Sigmoid", 0).input(0)), kHalf) << "of the activation between layers";
  EXPECT_EQ(proto.type(proto.node("Sigmoid", 1).input(0)), kFloat) << "after the last layer";
  for (const std::string& name : proto.node("Add").input()) EXPECT_EQ(proto.type(name), kFloat) << name;
}

TEST(Half, CastsStandWhereTypesMeet) {
  const Proto proto = converted({.keep_io = true});
  const std::string silu = proto.node("Mul").output(0), last = proto.node("Conv", 1).output(0);
  // Resize and Max are on the default block list, side by side: one way into f32 and one out of it.
  EXPECT_THAT(proto.casts(), UnorderedElementsAre("input0->f16", silu + "->f32", proto.node("Max").output(0) + "->f16",
                                                  last + "->f32"));
}

TEST(Half, InputsAndOutputsAreHalfUnlessKept) {
  const Proto proto = converted({});
  EXPECT_EQ(proto.type("input0"), kHalf);
  EXPECT_EQ(proto.type("points"), kHalf);
  EXPECT_EQ(proto.node("Conv").input(0), "input0");
}

TEST(Half, BlockListsReplaceTheDefault) {
  HalfOptions half{.keep_io = true};
  half.op_block_list = {"Mul"};
  const Proto by_operator = converted(half);
  EXPECT_EQ(by_operator.type(by_operator.node("Max").output(0)), kHalf);
  EXPECT_EQ(by_operator.type(by_operator.node("Resize").output(0)), kHalf);
  EXPECT_EQ(by_operator.type(by_operator.node("Resize").input(2)), kFloat) << "scales are f32 in the standard";
  EXPECT_EQ(by_operator.type(by_operator.node("Mul").output(0)), kFloat);

  half.op_block_list = std::vector<std::string>{};
  half.node_block_list = {"net.layer/Conv"};
  const Proto by_name = converted(half);
  EXPECT_EQ(by_name.type(by_name.node("Conv").input(1)), kFloat);
  EXPECT_EQ(by_name.type(by_name.node("Conv", 1).input(1)), kHalf);
}

TEST(Half, UnknownNamesAreErrors) {
  HalfOptions half;
  half.op_block_list = {"Resiz"};
  half.node_block_list = {"Conv_9"};
  try {
    lower(network(true), options_of(half));
    FAIL() << "no error";
  } catch (const Error& e) {
    EXPECT_THAT(e.what(), HasSubstr("ONNX has no operator 'Resiz'; did you mean 'Resize'"));
    EXPECT_THAT(e.what(), HasSubstr("the model has no node 'Conv_9'"));
  }
}

TEST(Half, ConstantsAreClamped) {
  const float infinity = std::numeric_limits<float>::infinity();
  CaseBuilder c(false);
  c.call("aten::linear",
         {{"input", c.input({1, 9})},
          {"weight", c.constant(HostTensor::of<float>(
                         DType::kF32, {1, 9}, {0, -0.0F, 1e-9F, -1e-9F, 5e4F, -5e4F, infinity, -infinity, 1.0F / 3}))},
          {"bias", c.constant({1})}});
  const Model model = lower(c.graph(), options_of({.min_positive = 1e-6, .max_finite = 1e4}));
  const Proto proto(model.bytes);
  for (const auto& tensor : proto.graph().initializer()) {
    if (tensor.dims_size() != 2) continue;
    ASSERT_EQ(tensor.data_type(), kHalf);
    ASSERT_EQ(tensor.raw_data().size(), 18U);
    std::vector<float> values;
    for (size_t i = 0; i < 9; ++i) {
      uint16_t bits = 0;
      std::memcpy(&bits, tensor.raw_data().data() + 2 * i, 2);
      values.push_back(half_to_float(bits));
    }
    // 1e-6 is 17 of the smallest steps, 2^-24.
    EXPECT_THAT(values, testing::ElementsAre(0, 0, 17 * 0x1p-24F, -17 * 0x1p-24F, 1e4F, -1e4F, infinity, -infinity,
                                             0.33325195F));
    EXPECT_TRUE(std::signbit(values[1]));
    return;
  }
  FAIL() << "no weight";
}

/// ONNX Runtime ends the program on those that do not.
TEST(Half, LayersAfterTheBatchHasMovedStayFloat) {
  CaseBuilder c(false);
  const Var x = c.input({3, 2, 4});
  const Var turned = c.call("aten::permute", {{"self", x}, {"dims", Ints{1, 0, 2}}});
  const Var product = c.call("aten::matmul", {{"self", turned}, {"other", c.constant({4, 6})}});
  const Var back = c.call("aten::permute", {{"self", product}, {"dims", Ints{0, 2, 1}}});
  c.call("aten::matmul", {{"self", back}, {"other", c.constant({3, 5})}});
  const Model model = lower(c.graph(), options_of({.keep_io = true}, 17));
  check(model);
  const Proto proto(model.bytes);
  EXPECT_EQ(proto.type(proto.node("MatMul").input(1)), kFloat);
  EXPECT_EQ(proto.type(proto.node("MatMul", 1).input(1)), kHalf);
  OrtModel(model.bytes).run(c.inputs(2, 8));
}

TEST(Half, RunsAtEveryOpsetWithFixedAndDynamicSizes) {
  for (const bool dynamic : {false, true}) {
    const graph::Graph graph = network(dynamic);
    HostTensor input(DType::kF32, {2, 3, 8, 8});
    for (int64_t i = 0; i < input.numel(); ++i) input.mutable_data<float>()[i] = std::sin(static_cast<float>(i));
    for (int opset = 11; opset <= std::min(17, max_opset()); ++opset) {
      SCOPED_TRACE(fmt::format("opset {}, {}", opset, dynamic ? "dynamic" : "static"));
      Options plain;
      plain.opset = opset;
      const std::vector<HostTensor> expected = OrtModel(lower(graph, plain).bytes).run({input});
      const Model model = lower(graph, options_of({.keep_io = true}, opset));
      check(model);
      const std::vector<HostTensor> actual = OrtModel(model.bytes).run({input});
      ASSERT_EQ(actual.at(0).shape(), expected.at(0).shape());
      double worst = 0;
      for (int64_t i = 0; i < actual[0].numel(); ++i)
        worst = std::max<double>(worst, std::abs(actual[0].data<float>()[i] - expected[0].data<float>()[i]));
      // The argument of the sigmoid, about 5, is off by some steps of 2^-9; its slope is at most 1/4, then times 640.
      EXPECT_LT(worst, 4 * 0x1p-9 / 4 * 640);
      EXPECT_GT(worst, 0);
    }
  }
}

TEST(Half, WhatACastMadeIsCastFromItsSource) {
  CaseBuilder c(false);
  const Var whole = c.input({2, 4}, {0, 9}, DType::kI64);
  const Var number = c.call(
      "aten::to.dtype",
      {{"self", whole}, {"dtype", DType::kF32}, {"non_blocking", false}, {"copy", false}, {"memory_format", None{}}});
  const Var layer =
      c.call("aten::linear", {{"input", number}, {"weight", c.constant({4, 4})}, {"bias", c.constant({4})}});
  c.call("aten::add.Tensor", {{"self", layer}, {"other", number}});
  const Model model = lower(c.graph(), options_of({.keep_io = true}));
  check(model);
  const Proto proto(model.bytes);
  proto.expect_no_idle_casts();
  EXPECT_THAT(proto.casts(), testing::IsSupersetOf({std::string("input0->f16"), std::string("input0->f32")}));
}

}  // namespace
}  // namespace slipway::lower::onnx
