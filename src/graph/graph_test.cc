// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "graph/graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "graph/text.h"

namespace slipway::graph {
namespace {

Graph example() {
  return parse_text(R"(slipway graph 1
axis batch = 1
input %x: f32[batch,4]
constant @w: f32[2] = [1.0,2.0]
%a: f32[batch,4] = aten::mul.Tensor(self=%x, other=%x)  # neck
%b: f32[batch,8] = aten::cat(tensors=[%a,%x,%a], dim=1, scale=2, factor=0.5, sizes=[1,batch], flag=true, name="n", dtype=i64, none=None)
return %b
)");
}

TEST(Node, AccessorsGiveArgumentsByName) {
  const Graph graph = example();
  const Node& node = graph.nodes[1];
  EXPECT_EQ(node.tensors("tensors").size(), 3U);
  EXPECT_EQ(node.integer("dim"), 1);
  EXPECT_EQ(node.number("scale"), 2.0);
  EXPECT_EQ(node.number("factor"), 0.5);
  EXPECT_TRUE(node.boolean("flag"));
  EXPECT_EQ(node.str("name"), "n");
  EXPECT_EQ(node.dtype("dtype"), DType::kI64);
  EXPECT_TRUE(node.has("dim"));
  EXPECT_FALSE(node.has("none"));
  EXPECT_FALSE(node.has("absent"));
  EXPECT_EQ(node.optional_tensor("none"), std::nullopt);
  EXPECT_EQ(node.syms("sizes")[1], SymInt::axis(0));
  EXPECT_EQ(graph.nodes[0].full_name(), "aten::mul.Tensor");
  EXPECT_EQ(node.inputs(), (std::vector<ValueId>{2, 0, 2}));
}

TEST(Node, WrongAccessNamesNodeAndArgument) {
  const Graph graph = example();
  const auto message = [](const auto& body) -> std::string {
    try {
      body();
    } catch (const InternalError& e) {
      return e.what();
    }
    return "no error";
  };
  EXPECT_EQ(message([&] { graph.nodes[0].tensor("out"); }), "aten::mul.Tensor in neck: no argument 'out'");
  EXPECT_EQ(message([&] { graph.nodes[0].integer("self"); }),
            "aten::mul.Tensor in neck: argument 'self' is no integer");
  EXPECT_EQ(message([&] { graph.nodes[1].integers("sizes"); }),
            "aten::cat: argument 'sizes' depends on a dynamic axis");
}

TEST(Graph, NamesOfValuesAreMadeUnique) {
  Graph graph = example();
  const ValueId first = graph.add_constant("w", HostTensor(DType::kI64, {1}));
  const ValueId second = graph.add_value({"w", DType::kF32, {}, {}, false});
  EXPECT_EQ(graph.value(first).name, "w_1");
  EXPECT_EQ(graph.value(second).name, "w_2");
}

TEST(Graph, UsesAndProducers) {
  Graph graph = example();
  EXPECT_EQ(graph.use_counts(), (std::vector<int>{3, 0, 2, 1}));
  EXPECT_EQ(graph.producers(), (std::vector<int>{-1, -1, 0, 1}));
  graph.replace_uses(2, 0);
  EXPECT_EQ(graph.use_counts(), (std::vector<int>{5, 0, 0, 1}));
  EXPECT_EQ(graph.type_text(3), "f32[batch,8]");
}

TEST(Validate, FindsEveryBreach) {
  const auto breach = [](const std::function<void(Graph&)>& change) -> std::string {
    Graph graph = example();
    validate(graph);
    change(graph);
    try {
      validate(graph);
    } catch (const InternalError& e) {
      return e.what();
    }
    return "valid";
  };
  using testing::HasSubstr;
  EXPECT_THAT(breach([](Graph& g) { std::swap(g.nodes[0], g.nodes[1]); }),
              HasSubstr("aten::cat: value 'a' is read before it is made"));
  EXPECT_THAT(breach([](Graph& g) { g.nodes[0].outputs = {0}; }),
              HasSubstr("aten::mul.Tensor in neck: value 'x' is made twice"));
  EXPECT_THAT(breach([](Graph& g) { g.nodes[0].outputs.clear(); }), HasSubstr("has no outputs"));
  EXPECT_THAT(breach([](Graph& g) { g.nodes[0].replace_input(0, 77); }), HasSubstr("value 77 of 4"));
  EXPECT_THAT(breach([](Graph& g) { g.nodes[0].op = "mul"; }), HasSubstr("'mul.Tensor' is no name of an operator"));
  EXPECT_THAT(breach([](Graph& g) { g.nodes[0].args[1].first = "self"; }), HasSubstr("argument 'self' is given twice"));
  EXPECT_THAT(breach([](Graph& g) { g.nodes[0].args[1].second = SymInt::axis(1); }),
              HasSubstr("refers to axis 1 of 1"));
  EXPECT_THAT(breach([](Graph& g) { g.value(0).name = "w"; }), HasSubstr("two values are called 'w'"));
  EXPECT_THAT(breach([](Graph& g) { g.value(1).shape = {3}; }),
              HasSubstr("constant 'w' has data f32[2] of another type"));
  EXPECT_THAT(breach([](Graph& g) { g.value(1).dtype = DType::kF16; }),
              HasSubstr("constant 'w' has data f32[2] of another type"));
  EXPECT_THAT(breach([](Graph& g) { g.value(1).constant = HostTensor(DType::kF32, {2}, nullptr, nullptr); }),
              HasSubstr("constant 'w'"));
  EXPECT_THAT(breach([](Graph& g) { g.outputs = {3, 3}; }), HasSubstr("value 'b' is an output twice"));
  EXPECT_THAT(breach([](Graph& g) { g.outputs = {-1}; }), HasSubstr("value -1 of 4"));
  EXPECT_THAT(breach([](Graph& g) { g.axes.push_back({"batch", 2}); }), HasSubstr("axis 'batch' exists twice"));
}

}  // namespace
}  // namespace slipway::graph
