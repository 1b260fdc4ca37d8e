// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "capture/capture.h"

#include <gmock/gmock.h>
#include <torch/nn/functional.h>

#include <algorithm>

#include "capture/test_network.h"
#include "graph/text.h"

namespace slipway::capture {
namespace {

namespace F = torch::nn::functional;
using testing::HasSubstr;
using Tensors = TestNetwork::Tensors;
using ParameterOf = TestNetwork::ParameterOf;

std::vector<std::string> operators(const graph::Graph& graph) {
  std::vector<std::string> result;
  for (const graph::Node& node : graph.nodes) result.push_back(node.full_name());
  return result;
}

/// A small one with all the layers of a detector.
TestNetwork detector() {
  TestNetwork network([](const ParameterOf& parameter, const Tensors& inputs) -> Tensors {
    const auto conv_module = [&](const std::string& name, const at::Tensor& x, int64_t stride) {
      const Scope scope(name);
      at::Tensor y;
      {
        const Scope conv("conv");
        y = at::conv2d(x, parameter(name + ".conv.weight"), {}, {stride, stride}, {1, 1});
      }
      const Scope bn("bn");
      y = at::batch_norm(y, parameter(name + ".bn.weight"), parameter(name + ".bn.bias"),
                         parameter(name + ".bn.running_mean"), parameter(name + ".bn.running_var"), false, 0.03, 0.001,
                         false);
      return at::silu_(y);
    };
    const at::Tensor& x = inputs[0];
    const at::Tensor focus = at::cat({x.slice(2, 0, INT64_MAX, 2), x.slice(2, 1, INT64_MAX, 2)}, 1);
    const at::Tensor p1 = conv_module("stem", focus, 2);
    const at::Tensor p2 = conv_module("stage", p1, 2);
    const at::Tensor up =
        F::interpolate(p2, F::InterpolateFuncOptions().scale_factor(std::vector<double>{2, 2}).mode(torch::kNearest));
    at::Tensor y = at::cat({up, at::max_pool2d(p1, {5, 5}, {1, 1}, {2, 2})}, 1);
    y = at::conv2d(y, parameter("head.weight"), parameter("head.bias"));
    const at::Tensor flat = y.permute({0, 2, 3, 1}).reshape({y.size(0), -1, 5});
    const auto options = x.options();
    const at::Tensor xs = (at::arange(y.size(3), options) + 0.5) * 8;
    const at::Tensor ys = (at::arange(y.size(2), options) + 0.5) * 8;
    const std::vector<at::Tensor> grid = at::meshgrid({ys, xs}, "ij");
    const at::Tensor priors = at::stack({grid[1].reshape(-1), grid[0].reshape(-1)}, -1);
    const at::Tensor centers = flat.slice(2, 0, 2) * 8 + priors;
    const auto [scores, index] = at::topk(flat.select(2, 4).sigmoid(), 7);
    const at::Tensor best = at::gather(centers, 1, index.unsqueeze(-1).expand({-1, -1, 2}));
    return {best.clamp(0, static_cast<double>(x.size(3))), scores, 1.0 - scores};
  });
  const auto conv = [&](const std::string& name, int64_t in, int64_t out) {
    network.add_random(name + ".conv.weight", {out, in, 3, 3}).add_batch_norm(name + ".bn", out);
  };
  conv("stem", 6, 8);
  conv("stage", 8, 8);
  return network.add_random("head.weight", {5, 16, 1, 1}).add_random("head.bias", {5});
}

TEST(Capture, RecordsOutermostCallsWithScopesAndParameterNames) {
  const TestNetwork network = detector();
  const graph::Graph graph = network.capture({1, 3, 64, 64}, {}, 3);
  EXPECT_EQ(operators(graph), (std::vector<std::string>{"aten::slice.Tensor", "aten::slice.Tensor",
                                                        "aten::cat",          "aten::conv2d",
                                                        "aten::batch_norm",   "aten::silu",
                                                        "aten::conv2d",       "aten::batch_norm",
                                                        "aten::silu",         "aten::upsample_nearest2d",
                                                        "aten::max_pool2d",   "aten::cat",
                                                        "aten::conv2d",       "aten::permute",
                                                        "aten::reshape",      "aten::arange",
                                                        "aten::add.Scalar",   "aten::mul.Scalar",
                                                        "aten::arange",       "aten::add.Scalar",
                                                        "aten::mul.Scalar",   "aten::meshgrid.indexing",
                                                        "aten::reshape",      "aten::reshape",
                                                        "aten::stack",        "aten::slice.Tensor",
                                                        "aten::mul.Scalar",   "aten::add.Tensor",
                                                        "aten::select.int",   "aten::sigmoid",
                                                        "aten::topk",         "aten::unsqueeze",
                                                        "aten::expand",       "aten::gather",
                                                        "aten::clamp",        "aten::empty_like",
                                                        "aten::fill.Scalar",  "aten::sub.Tensor"}));
  const graph::Node& conv = graph.nodes[3];
  EXPECT_EQ(conv.scope, "stem.conv");
  EXPECT_EQ(graph.value(conv.tensor("weight")).name, "stem.conv.weight");
  EXPECT_FALSE(conv.has("bias"));
  EXPECT_EQ(conv.integers("stride"), (std::vector<int64_t>{2, 2}));
  EXPECT_EQ(graph.value(conv.outputs[0]).name, "stem.conv/conv2d");
  EXPECT_EQ(graph.nodes[21].outputs.size(), 2U);
  EXPECT_EQ(graph.value(graph.outputs[2]).name, "out2");
  EXPECT_FALSE(graph.nodes[15].has("device"));
  EXPECT_EQ(graph.nodes[15].dtype("dtype"), DType::kF32);
  network.expect_equal(graph, {1, 3, 64, 64});
}

TEST(Capture, TextFormReadsBackAndRunsTheSame) {
  const TestNetwork network = detector();
  const graph::Graph graph = network.capture({1, 3, 64, 64}, {{0, 0, "batch"}}, 3);
  const std::string text = graph::to_text(graph);
  const graph::Graph copy = graph::parse_text(text, [&](const std::string& name) {
    const auto value =
        std::find_if(graph.values.begin(), graph.values.end(), [&](const graph::Value& v) { return v.name == name; });
    return value->constant;
  });
  EXPECT_EQ(graph::to_text(copy), text);
  network.expect_equal(copy, {2, 3, 64, 64});
}

TEST(DynamicAxes, BatchHeightAndWidth) {
  const TestNetwork network = detector();
  const graph::Graph graph =
      network.capture({1, 3, 64, 96}, {{0, 0, "batch"}, {0, 2, "height", 32}, {0, 3, "width", 32}}, 3);
  EXPECT_EQ(graph.type_text(graph.inputs[0]), "f32[batch,3,height,width]");
  EXPECT_EQ(graph.type_text(graph.nodes[14].outputs[0]), "f32[batch,height*width/8,5]");
  EXPECT_EQ(graph.nodes[15].sym("end").text(graph.axis_names()), "width/2");
  EXPECT_EQ(graph.nodes[34].sym("max").text(graph.axis_names()), "width");
  EXPECT_EQ(graph.nodes[0].integer("end"), INT64_MAX);
  EXPECT_EQ(graph.axis_examples(), (std::vector<int64_t>{1, 64, 96}));
  // Sizes at which nothing was recorded.
  network.expect_equal(graph, {1, 3, 64, 96});
  network.expect_equal(graph, {5, 3, 256, 32});
  network.expect_equal(graph, {3, 3, 32, 160});
  EXPECT_THAT(error_of([&] {
                run(graph, {at::randn({1, 4, 64, 96})});
              }),
              HasSubstr("input 'input' is f32[1,4,64,96], the graph takes f32[batch,3,height,width]"));
}

TEST(DynamicAxes, ProductsAndSquaresOfSizes) {
  // The batch is folded into a product of three sizes, and one axis stands for both sides of a square.
  const TestNetwork products([](const ParameterOf&, const Tensors& inputs) -> Tensors {
    const at::Tensor& x = inputs[0];
    return {x.permute({0, 2, 3, 1}).reshape({x.size(0) * x.size(2) * x.size(3), x.size(1)}),
            at::full({x.size(2) / 2 + 3}, x.size(3) * 2 - 1, at::TensorOptions().device(x.device()).dtype(at::kLong))};
  });
  const graph::Graph graph = products.capture({2, 3, 8, 6}, {{0, 0, "batch"}, {0, 2, "height", 2}, {0, 3, "width"}}, 2);
  EXPECT_EQ(graph.type_text(graph.outputs[0]), "f32[batch*height*width,3]");
  EXPECT_EQ(graph.type_text(graph.outputs[1]), "i64[height/2+3]");
  products.expect_equal(graph, {7, 3, 10, 9});

  const TestNetwork half([](const ParameterOf&, const Tensors& inputs) -> Tensors {
    return {inputs[0].slice(1, 0, inputs[0].size(1) / 2)};
  });
  EXPECT_EQ(error_of([&] {
              run(half.capture({1, 8}, {{0, 1, "width", 2}}), {at::randn({1, 7})});
            }),
            "at width=7: aten::slice.Tensor: a size is no integer; the dynamic axes must be such multiples as the "
            "network was captured for");

  const graph::Graph square = products.capture({1, 3, 8, 8}, {{0, 0, "batch"}, {0, 2, "side", 2}, {0, 3, "side"}}, 2);
  EXPECT_EQ(square.type_text(square.inputs[0]), "f32[batch,3,side,side]");
  EXPECT_EQ(square.type_text(square.outputs[0]), "f32[batch*side*side,3]");
  products.expect_equal(square, {3, 3, 14, 14});
}

TEST(DynamicAxes, RefusesStructureThatDependsOnThem) {
  const TestNetwork network([](const ParameterOf&, const Tensors& inputs) -> Tensors {
    const Scope scope("neck");
    return {inputs[0].size(0) > 1 ? inputs[0].relu() : inputs[0].sigmoid()};
  });
  EXPECT_EQ(error_of([&] {
              network.capture({1, 4}, {{0, 0, "batch"}});
            }),
            "the network takes another path at batch=1 and batch=2: aten::sigmoid in neck in one, aten::relu in neck "
            "in the other");
  const TestNetwork loop([](const ParameterOf&, const Tensors& inputs) -> Tensors {
    at::Tensor x = inputs[0];
    for (int64_t i = 0; i < inputs[0].size(0); ++i) x = x.relu();
    return {x};
  });
  EXPECT_THAT(error_of([&] {
                loop.capture({1, 4}, {{0, 0, "batch"}});
              }),
              HasSubstr("1 more calls in one, the first of them aten::relu"));
}

TEST(DynamicAxes, RefusesNumbersThatAreNoPolynomial) {
  const TestNetwork network([](const ParameterOf&, const Tensors& inputs) -> Tensors {
    const Scope scope("head");
    return {std::get<0>(at::topk(inputs[0], std::min<int64_t>(16, inputs[0].size(1))))};
  });
  EXPECT_EQ(error_of([&] {
              network.capture({1, 8}, {{0, 1, "n", 4}});
            }),
            "dimension 1 of 'out0' depends on the dynamic axes in a way that is no polynomial of them: it is 8 at n=8, "
            "12 at n=12, 16 at n=16, 16 at n=20, 4 at n=4");
  // Constant at and above the example, but not below.
  EXPECT_THAT(error_of([&] {
                network.capture({1, 24}, {{0, 1, "n", 4}});
              }),
              HasSubstr("it is 16 at n=24, 16 at n=28, 16 at n=32, 16 at n=36, 12 at n=12"));
  const TestNetwork fraction([](const ParameterOf&, const Tensors& inputs) -> Tensors {
    const Scope scope("head");
    return {inputs[0] * (1.0 / static_cast<double>(inputs[0].size(0)))};
  });
  EXPECT_THAT(
      error_of([&] {
        fraction.capture({1, 8}, {{0, 0, "batch"}});
      }),
      HasSubstr(
          "argument 'other' of aten::mul.Scalar in head is 1 in one and 0.5 in the other of batch=1 and batch=2"));
  const TestNetwork on_host([](const ParameterOf&, const Tensors& inputs) -> Tensors {
    return {inputs[0] + at::scalar_tensor(inputs[0].size(0))};
  });
  EXPECT_THAT(error_of([&] {
                on_host.capture({1, 8}, {{0, 0, "batch"}});
              }),
              HasSubstr("which the network computes on the CPU, depends on a dynamic axis"));
}

TEST(DynamicAxes, RefusesImpossibleRequests) {
  const TestNetwork network([](const ParameterOf&, const Tensors& inputs) -> Tensors { return {inputs[0].relu()}; });
  EXPECT_THAT(error_of([&] {
                network.capture({1, 4}, {{0, 2, "height"}});
              }),
              HasSubstr("dynamic axis 'height' is dimension 2 of 'input', which has 2"));
  EXPECT_THAT(error_of([&] {
                network.capture({1, 4}, {{1, 0, "batch"}});
              }),
              HasSubstr("dynamic axis 'batch' belongs to input 1"));
  EXPECT_THAT(error_of([&] {
                network.capture({1, 4}, {{0, 0, "n"}, {0, 1, "n"}});
              }),
              HasSubstr("dynamic axis 'n' is 1 in one dimension and 4 in another"));
  EXPECT_THAT(error_of([&] {
                network.capture({1, 4}, {}, 2);
              }),
              HasSubstr("the network has 1 outputs, but 2 names are given for them (out0, out1)"));
}

}  // namespace
}  // namespace slipway::capture
