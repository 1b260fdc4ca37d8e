// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "capture/recorder.h"

#include <gmock/gmock.h>
#include <torch/library.h>

#include "capture/test_network.h"

namespace {

at::Tensor twice(const at::Tensor& x) { return x * 2; }

TORCH_LIBRARY(slipway_test, library) { library.def("twice(Tensor x) -> Tensor"); }
TORCH_LIBRARY_IMPL(slipway_test, CompositeExplicitAutograd, library) { library.impl("twice", TORCH_FN(twice)); }

}  // namespace

namespace slipway::capture {
namespace {

using testing::HasSubstr;
using Tensors = TestNetwork::Tensors;
using ParameterOf = TestNetwork::ParameterOf;

const std::vector<int64_t> kRecorderShape{2, 3, 8, 8};

TestNetwork network_of(std::function<Tensors(at::Tensor x)> body) {
  return TestNetwork([body = std::move(body)](const ParameterOf&, const Tensors& inputs) { return body(inputs[0]); });
}

std::string refusal(std::function<Tensors(at::Tensor x)> body) {
  const TestNetwork network = network_of(std::move(body));
  return error_of([&] { network.capture(kRecorderShape); });
}

TEST(InPlace, BecomesTheOperatorThatReturnsItsResult) {
  const TestNetwork network = network_of([](at::Tensor x) -> Tensors {
    at::Tensor y = x * 3;
    y.add_(1).relu_();
    y += x;
    at::Tensor z = at::empty_like(y).fill_(0.5);
    z.mul_(y);
    at::Tensor zeros = at::empty({3}, x.options()).zero_();
    zeros.copy_(y.sum({0, 2, 3}));
    return {y, z, zeros};
  });
  const graph::Graph graph = network.capture(kRecorderShape, {}, 3);
  for (const graph::Node& node : graph.nodes) EXPECT_NE(node.op.back(), '_') << node.op;
  network.expect_equal(graph, kRecorderShape);
}

TEST(InPlace, OnAnInputOrThroughAViewThatIsReadAlone) {
  const TestNetwork network = network_of([](at::Tensor x) -> Tensors {
    x.sub_(1);
    at::Tensor y = x.sigmoid().reshape({2, -1});
    y.mul_(2);  // what `y` views is read no more
    return {y, x};
  });
  const graph::Graph graph = network.capture(kRecorderShape, {}, 2);
  network.expect_equal(graph, kRecorderShape);
}

TEST(InPlace, RefusesWhatIsReadThroughAnotherView) {
  EXPECT_EQ(refusal([](at::Tensor x) -> Tensors {
              const Scope scope("head");
              at::Tensor y = x * 2;
              y.slice(1, 0, 1).add_(1);
              return {y.relu()};
            }),
            "aten::relu in head: it reads a tensor that aten::add.Scalar in head has changed in place through another "
            "view of the same memory; write the "
            "network without that");
  EXPECT_THAT(refusal([](at::Tensor x) -> Tensors {
                at::Tensor y = x * 2;
                at::Tensor view = y.select(0, 0);
                y.add_(1);
                return {view};
              }),
              HasSubstr("output 'out0': it reads a tensor that aten::add.Scalar has changed in place"));
}

TEST(InPlace, RefusesToWriteToParameters) {
  TestNetwork network([](const ParameterOf& parameter, const Tensors& inputs) -> Tensors {
    parameter("count").add_(1);
    return {inputs[0].relu()};
  });
  network.add("count", at::zeros({1}));
  EXPECT_EQ(error_of([&] { network.capture(kRecorderShape); }),
            "aten::add_.Scalar: it writes to the parameter 'count'");
}

TEST(Recorder, CallsThatReturnTheirArgumentAreNoNodes) {
  const TestNetwork network = network_of([](at::Tensor x) -> Tensors {
    const at::Tensor y = x.contiguous().to(at::kFloat).permute({0, 2, 3, 1}).contiguous();
    return {y.view({2, -1}) + 1};  // `view` in a graph has to work on any layout
  });
  const graph::Graph graph = network.capture(kRecorderShape);
  ASSERT_EQ(graph.nodes.size(), 3U);
  EXPECT_EQ(graph.nodes[1].op, "aten::reshape");
  network.expect_equal(graph, kRecorderShape);
}

TEST(Recorder, ListsOfTensors) {
  const TestNetwork network = network_of([](at::Tensor x) -> Tensors {
    const Tensors parts = x.split(1, 1);
    const Tensors chunks = x.chunk(2, 3);
    return {at::stack({parts[2], parts[0]}), chunks[1].clone(), std::get<0>(at::max(x, 1))};
  });
  const graph::Graph graph = network.capture(kRecorderShape, {}, 3);
  EXPECT_EQ(graph.nodes[0].outputs.size(), 3U);
  EXPECT_EQ(graph.nodes[2].tensors("tensors"),
            (std::vector<graph::ValueId>{graph.nodes[0].outputs[2], graph.nodes[0].outputs[0]}));
  network.expect_equal(graph, kRecorderShape);
}

TEST(Recorder, TensorsComputedOnTheCpuAreConstants) {
  const TestNetwork network = network_of([](at::Tensor x) -> Tensors {
    const at::Tensor host = at::tensor(std::vector<float>{1, 2, 3}).mul_(2);
    const at::Tensor moved = host.to(x.device()).view({1, 3, 1, 1});
    return {x * moved + at::scalar_tensor(0.5), x.index({at::tensor(std::vector<int64_t>{1, 0})})};
  });
  const graph::Graph graph = network.capture(kRecorderShape, {}, 2);
  network.expect_equal(graph, kRecorderShape);
}

TEST(Recorder, OutputsThatAreInputsConstantsOrDoubleGetNodesOfTheirOwn) {
  TestNetwork network([](const ParameterOf& parameter, const Tensors& inputs) -> Tensors {
    const at::Tensor y = inputs[0].relu();
    return {y, y, inputs[0], parameter("table")};
  });
  network.add_random("table", {4});
  const graph::Graph graph = network.capture(kRecorderShape, {}, 4);
  for (size_t i = 0; i < 4; ++i) EXPECT_EQ(graph.value(graph.outputs[i]).name, "out" + std::to_string(i));
  EXPECT_EQ(graph.nodes.size(), 4U);
  network.expect_equal(graph, kRecorderShape);
}

TEST(Recorder, OperatorsOfOtherLibrariesAreRecordedWhole) {
  const TestNetwork network = network_of([](at::Tensor x) -> Tensors {
    static const auto op = c10::Dispatcher::singleton()
                               .findSchemaOrThrow("slipway_test::twice", "")
                               .typed<at::Tensor(const at::Tensor&)>();
    return {op.call(x).relu()};
  });
  const graph::Graph graph = network.capture(kRecorderShape);
  ASSERT_EQ(graph.nodes.size(), 2U);
  EXPECT_EQ(graph.nodes[0].op, "slipway_test::twice");
  network.expect_equal(graph, kRecorderShape);
}

TEST(Recorder, IndexWithOptionalTensors) {
  const TestNetwork network = network_of([](at::Tensor x) -> Tensors {
    const at::Tensor index = at::arange(2, x.options().dtype(at::kLong));
    return {at::index(x, {c10::optional<at::Tensor>(), c10::optional<at::Tensor>(), index})};
  });
  const graph::Graph graph = network.capture(kRecorderShape);
  EXPECT_EQ(graph.nodes.back().tensors("indices"), (std::vector<graph::ValueId>{-1, -1, graph.nodes[0].outputs[0]}));
  network.expect_equal(graph, kRecorderShape);
}

TEST(Recorder, ErrorsNameOperatorAndScope) {
  const at::Tensor stranger = at::empty({3}, at::TensorOptions().device(at::kMeta));
  EXPECT_EQ(refusal([&](at::Tensor x) -> Tensors {
              const Scope outer("bbox_head");
              const Scope inner("0");
              return {x.sum({2, 3}) + stranger};
            }),
            "aten::add.Tensor in bbox_head.0: it reads a tensor of type f32[3] that is neither an input, nor a "
            "parameter, nor the result of an operator; "
            "register it as a buffer");
  EXPECT_THAT(refusal([](at::Tensor x) -> Tensors {
                const Scope scope("head");
                return {x.nonzero()};
              }),
              HasSubstr("aten::nonzero in head: its result depends on the values of its input"));
  EXPECT_THAT(refusal([](at::Tensor x) -> Tensors {
                const Scope scope("head");
                return {x * x.sum().item<float>()};
              }),
              HasSubstr("aten::item in head"));
  EXPECT_THAT(refusal([](at::Tensor x) -> Tensors {
                return {at::matmul(x, at::ones({3, 3}, x.options()))};
              }),
              HasSubstr("aten::matmul: "));
  EXPECT_THAT(refusal([](at::Tensor x) -> Tensors { return {x.as_strided({2}, {1})}; }),
              HasSubstr("aten::as_strided: it depends on how a tensor lies in memory"));
}

TEST(Recorder, NothingStaysObservedAfterAnError) {
  EXPECT_NE(refusal([](at::Tensor x) -> Tensors { return {x.nonzero()}; }), "no error");
  EXPECT_FALSE(at::hasThreadLocalCallbacks());
  EXPECT_EQ(Scope::current(), "");
  const TestNetwork network = network_of([](at::Tensor x) -> Tensors { return {x.relu()}; });
  network.expect_equal(network.capture(kRecorderShape), kRecorderShape);
  EXPECT_FALSE(at::hasThreadLocalCallbacks());
}

}  // namespace
}  // namespace slipway::capture
