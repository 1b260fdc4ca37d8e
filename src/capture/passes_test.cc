// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Every pass on captured networks: LibTorch gives the same before and after. What a pass does to a graph in particular
// is tested beside it.
#include <gmock/gmock.h>

#include <algorithm>

#include "capture/test_network.h"
#include "graph/pass.h"

namespace slipway::capture {
namespace {

using Tensors = TestNetwork::Tensors;
using ParameterOf = TestNetwork::ParameterOf;

int count(const graph::Graph& graph, const std::string& op) {
  return static_cast<int>(
      std::count_if(graph.nodes.begin(), graph.nodes.end(), [&](const graph::Node& node) { return node.op == op; }));
}

at::Tensor batch_norm(const ParameterOf& parameter, const std::string& name, const at::Tensor& x) {
  return at::batch_norm(x, parameter(name + ".weight"), parameter(name + ".bias"), parameter(name + ".running_mean"),
                        parameter(name + ".running_var"), false, 0.1, 1e-5, false);
}

/// Two branches with much to do for each pass.
TestNetwork network() {
  TestNetwork result([](const ParameterOf& parameter, const Tensors& inputs) -> Tensors {
    const at::Tensor& x = inputs[0];
    at::Tensor y =
        at::dropout(at::conv2d(x.slice(2, 0, INT64_MAX), parameter("conv.weight"), {}, {2, 2}, {1, 1}), 0.5, false);
    y = at::silu(batch_norm(parameter, "bn", y)) * 1.0;
    const auto priors = [&] {
      const at::Tensor range = at::arange(4, x.options());
      const std::vector<at::Tensor> grid = at::meshgrid({range, range}, "ij");
      return at::stack({grid[1].reshape(-1), grid[0].reshape(-1)}, -1) * 8;
    };
    const at::Tensor a = y.flatten(2).permute({0, 2, 1}).slice(2, 0, 2) + priors();
    const at::Tensor b =
        y.reshape({x.size(0), 6, 2, 8}).reshape({x.size(0), 6, -1}).permute({0, 2, 1}).slice(2, 0, 2) - priors();
    return {a, (1.0 - b).to(at::kFloat).permute({1, 0, 2}).permute({1, 0, 2})};
  });
  return result.add_random("conv.weight", {6, 3, 3, 3}).add_batch_norm("bn", 6);
}

const std::vector<int64_t> kShape{2, 3, 8, 8};

struct NamedPass {
  std::string name;
  std::function<int(graph::Graph&)> run;
};

const std::vector<NamedPass>& passes() {
  static const std::vector<NamedPass> kPasses{
      {"simplify", graph::simplify},
      {"fold_constants", [](graph::Graph& graph) { return graph::fold_constants(graph, evaluate); }},
      {"eliminate_common_subexpressions", graph::eliminate_common_subexpressions},
      {"eliminate_dead_code", graph::eliminate_dead_code},
      {"fold_batch_norm", graph::fold_batch_norm},
  };
  return kPasses;
}

TEST(Passes, EachKeepsWhatIsComputed) {
  const TestNetwork original = network();
  for (const bool dynamic : {false, true}) {
    const graph::Graph captured =
        original.capture(kShape, dynamic ? std::vector<DynamicAxis>{{0, 0, "batch"}} : std::vector<DynamicAxis>{}, 2);
    for (const NamedPass& first : passes()) {
      for (const NamedPass& second : passes()) {
        SCOPED_TRACE(first.name + ", " + second.name);
        graph::Graph graph = captured;
        first.run(graph);
        graph::validate(graph);
        second.run(graph);
        graph::validate(graph);
        EXPECT_EQ(graph.value(graph.outputs[0]).name, "out0");
        EXPECT_EQ(graph.value(graph.outputs[1]).name, "out1");
        // Folding a norm rounds otherwise; everything else gives the same bits.
        const bool exact = first.name != "fold_batch_norm" && second.name != "fold_batch_norm";
        original.expect_equal(graph, kShape, exact ? 0 : 1e-5);
        if (dynamic) original.expect_equal(graph, {5, 3, 8, 8}, exact ? 0 : 1e-5);
      }
    }
  }
}

TEST(Passes, OptimizeReachesAFixedPoint) {
  const TestNetwork original = network();
  graph::Graph graph = original.capture(kShape, {{0, 0, "batch"}}, 2);
  const std::vector<graph::PassReport> reports = graph::optimize(graph, evaluate);
  EXPECT_EQ(reports.back().nodes_after, graph.nodes.size());
  original.expect_equal(graph, {3, 3, 8, 8}, 1e-5);
  for (const char* op : {"aten::batch_norm", "aten::dropout", "aten::arange", "aten::meshgrid", "aten::stack",
                         "aten::empty_like", "aten::fill", "aten::to"})
    EXPECT_EQ(count(graph, op), 0) << op;
  EXPECT_EQ(count(graph, "aten::slice"), 2);
  EXPECT_EQ(count(graph, "aten::rsub"), 1);
  EXPECT_EQ(count(graph, "aten::reshape"), 1);
  EXPECT_EQ(count(graph, "aten::permute"), 2);
  // Both branches have the same priors.
  EXPECT_EQ(std::count_if(graph.values.begin(), graph.values.end(),
                          [](const graph::Value& value) { return value.is_constant; }),
            3);
  EXPECT_EQ(graph.value(graph.nodes[0].tensor("weight")).name, "conv.weight_bn");
  EXPECT_EQ(graph.value(graph.nodes[0].tensor("bias")).name, "conv.bias_bn");
  graph::Graph again = graph;
  graph::optimize(again, evaluate);
  EXPECT_EQ(again.nodes.size(), graph.nodes.size());
}

TEST(FoldBatchNorm, IntoEveryKindOfConvolution) {
  using Layer = std::function<at::Tensor(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias)>;
  struct Case {
    const char* name;
    std::vector<int64_t> input;
    std::vector<int64_t> weight;
    int64_t channels;
    Layer layer;
  };
  const std::vector<Case> cases{
      {"conv1d", {2, 4, 9}, {6, 4, 3}, 6, [](auto& x, auto& w, auto& b) { return at::conv1d(x, w, b); }},
      {"conv2d",
       {2, 4, 9, 9},
       {6, 2, 3, 3},
       6,
       [](auto& x, auto& w, auto& b) { return at::conv2d(x, w, b, 1, 1, 1, 2); }},
      {"conv2d same",
       {2, 4, 9, 9},
       {6, 4, 3, 3},
       6,
       [](auto& x, auto& w, auto& b) { return at::conv2d(x, w, b, 1, "same"); }},
      {"conv3d", {1, 2, 5, 5, 5}, {3, 2, 3, 3, 3}, 3, [](auto& x, auto& w, auto& b) { return at::conv3d(x, w, b); }},
      {"conv_transpose2d",
       {2, 4, 5, 5},
       {4, 3, 2, 2},
       3,
       [](auto& x, auto& w, auto& b) { return at::conv_transpose2d(x, w, b, 2); }},
      {"conv_transpose2d, groups",
       {2, 4, 5, 5},
       {4, 3, 2, 2},
       6,
       [](auto& x, auto& w, auto& b) { return at::conv_transpose2d(x, w, b, 2, 0, 0, 2); }},
      {"convolution",
       {2, 4, 5, 5},
       {6, 4, 1, 1},
       6,
       [](auto& x, auto& w, auto& b) {
         return at::convolution(x, w, b, {1, 1}, {0, 0}, {1, 1}, false, {0, 0}, 1);
       }},
      {"linear", {5, 4}, {6, 4}, 6, [](auto& x, auto& w, auto& b) { return at::linear(x, w, b); }},
  };
  for (const Case& c : cases) {
    for (const bool with_bias : {false, true}) {
      for (const bool with_affine : {false, true}) {
        SCOPED_TRACE(fmt::format("{}, bias {}, affine {}", c.name, with_bias, with_affine));
        TestNetwork network([&](const ParameterOf& p, const Tensors& inputs) -> Tensors {
          const at::Tensor none;
          const at::Tensor y = c.layer(inputs[0], p("w"), with_bias ? p("b") : none);
          return {at::batch_norm(y, with_affine ? p("bn.weight") : none, with_affine ? p("bn.bias") : none,
                                 p("bn.running_mean"), p("bn.running_var"), false, 0.1, 1e-3, false)};
        });
        network.add_random("w", c.weight).add_random("b", {c.channels}).add_batch_norm("bn", c.channels);
        graph::Graph graph = network.capture(c.input);
        ASSERT_EQ(graph.nodes.size(), 2U);
        EXPECT_EQ(graph::fold_batch_norm(graph), 1);
        graph::validate(graph);
        EXPECT_EQ(graph.nodes.size(), 1U);
        network.expect_equal(graph, c.input, 2e-5);
      }
    }
  }
}

TEST(FoldBatchNorm, LeavesWhatItMustNotTouch) {
  const auto refused = [](const std::function<Tensors(const ParameterOf& p, const at::Tensor& y)>& rest,
                          std::vector<int64_t> shape = {2, 4, 5, 5}) {
    TestNetwork network([&](const ParameterOf& p, const Tensors& inputs) -> Tensors {
      return rest(p, inputs[0].dim() == 4 ? at::conv2d(inputs[0], p("w")) : at::linear(inputs[0], p("linear")));
    });
    network.add_random("w", {4, 4, 1, 1}).add_random("linear", {4, 4}).add_batch_norm("bn", 4);
    graph::Graph graph = network.capture(shape, {}, 2);
    const size_t nodes = graph.nodes.size();
    EXPECT_EQ(graph::fold_batch_norm(graph), 0);
    EXPECT_EQ(graph.nodes.size(), nodes);
  };
  // Read by another node; an output itself; training statistics; channels that are not those of a linear.
  refused([](const ParameterOf& p, const at::Tensor& y) -> Tensors { return {batch_norm(p, "bn", y), y.relu()}; });
  refused([](const ParameterOf& p, const at::Tensor& y) -> Tensors { return {batch_norm(p, "bn", y), y}; });
  refused([](const ParameterOf&, const at::Tensor& y) -> Tensors {
    return {at::batch_norm(y, {}, {}, {}, {}, true, 0.1, 1e-5, false), at::zeros({1}, y.options())};
  });
  refused(
      [](const ParameterOf& p, const at::Tensor& y) -> Tensors {
        return {batch_norm(p, "bn", y), at::zeros({1}, y.options())};
      },
      {2, 4, 4});
}

TEST(FoldBatchNorm, KeepsTheElementTypeOfTheWeight) {
  TestNetwork network([](const ParameterOf& p, const Tensors& inputs) -> Tensors {
    return {batch_norm(p, "bn", at::conv2d(inputs[0].to(at::kBFloat16), p("w")))};
  });
  network.add("w", (at::randn({4, 3, 1, 1})).to(at::kBFloat16)).add_batch_norm("bn", 4);
  graph::Graph graph = network.capture({1, 3, 2, 2});
  ASSERT_EQ(graph::fold_batch_norm(graph), 1);
  const graph::Node& conv = graph.nodes.back();
  EXPECT_EQ(graph.value(conv.tensor("weight")).dtype, DType::kBF16);
  EXPECT_EQ(graph.value(conv.tensor("bias")).dtype, DType::kBF16);
  network.expect_equal(graph, {1, 3, 2, 2}, 0.05);
}

TEST(FoldConstants, LeavesWhatIsDynamicOrLarge) {
  TestNetwork network([](const ParameterOf& p, const Tensors& inputs) -> Tensors {
    const at::Tensor& x = inputs[0];
    const at::Tensor dynamic = at::arange(x.size(0), x.options());
    const at::Tensor large = at::zeros({64, 64, 100}, x.options());
    const at::Tensor spread = p("row").unsqueeze(0).expand({1000, 1000});
    return {x.sum() + dynamic, large.sum(2) + x.sum(), spread.mean(0) + x.sum(), p("row").exp()};
  });
  network.add_random("row", {1000});
  graph::Graph graph = network.capture({2, 3}, {{0, 0, "batch"}}, 4);
  graph::fold_constants(graph, evaluate);
  EXPECT_EQ(count(graph, "aten::arange"), 1);
  EXPECT_EQ(count(graph, "aten::zeros"), 1);
  EXPECT_EQ(count(graph, "aten::expand"), 1);
  EXPECT_EQ(count(graph, "aten::unsqueeze"), 0);
  EXPECT_EQ(count(graph, "aten::exp"), 1);  // an output stays the result of a node
  network.expect_equal(graph, {4, 3});
}

}  // namespace
}  // namespace slipway::capture
