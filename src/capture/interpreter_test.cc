// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "capture/interpreter.h"

#include <gmock/gmock.h>

#include <limits>

#include "capture/test_network.h"
#include "graph/text.h"

namespace slipway::capture {
namespace {

using graph::parse_text;
using testing::HasSubstr;

TEST(Interpreter, RunsTextWithDefaultsForAbsentArguments) {
  const graph::Graph graph = parse_text(R"(slipway graph 1
axis batch = 1
input %x: f32[batch,2]
constant @w: f32[3,2] = [1.0,0.0,0.0,1.0,1.0,1.0]
%y: f32[batch,3] = aten::linear(input=%x, weight=@w)
%n: i64[batch*2] = aten::arange.start(start=batch, end=batch*3)
return %y, %n
)");
  const auto outputs = run(graph, {at::tensor({1.0F, 2.0F, 3.0F, 4.0F}).view({2, 2})});
  EXPECT_TRUE(outputs[0].equal(at::tensor({1.0F, 2.0F, 3.0F, 3.0F, 4.0F, 7.0F}).view({2, 3})));
  EXPECT_TRUE(outputs[1].equal(at::tensor(std::vector<int64_t>{2, 3, 4, 5})));
}

TEST(Interpreter, FreesValuesAfterTheirLastUse) {
  std::string text = "slipway graph 1\ninput %x0: f32[1000]\n";
  for (int i = 0; i < 20; ++i)
    text += fmt::format("%x{}: f32[1000] = aten::add.Scalar(self=%x{}, other=1, alpha=1)\n", i + 1, i);
  text +=
      "%unused: f32[1000] = aten::relu(self=%x3)\n%y: f32[1000] = aten::add.Tensor(self=%x20, other=%x5, "
      "alpha=1)\nreturn %y\n";
  const graph::Graph graph = parse_text(text);
  std::vector<c10::weak_intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>> made;
  size_t most_alive = 0;
  const auto outputs = run(graph, {at::zeros({1000})}, [&](const graph::Node&, const std::vector<at::Tensor>& results) {
    made.emplace_back(results[0].getIntrusivePtr());
    most_alive = std::max<size_t>(
        most_alive, static_cast<size_t>(
                        std::count_if(made.begin(), made.end(), [](const auto& tensor) { return !tensor.expired(); })));
  });
  EXPECT_EQ(made.size(), 22U);
  EXPECT_LE(most_alive, 3U);  // one chain, and the value that is read again at the end
  EXPECT_EQ(outputs[0][0].item<float>(), 25);
}

TEST(Interpreter, DoesNotCopyConstants) {
  graph::Graph graph;
  const HostTensor data = to_host(at::randn({16}));
  const graph::ValueId constant = graph.add_constant("w", data);
  const graph::ValueId output = graph.add_value({"y", DType::kF32, {2, 8}, {}, false});
  graph.nodes.push_back(
      {"aten::reshape", "", {{"self", graph::TensorRef{constant}}, {"shape", graph::Ints{2, 8}}}, {output}, ""});
  graph.outputs = {output};
  EXPECT_EQ(run(graph, {})[0].data_ptr(), data.raw());
}

TEST(Interpreter, ResultsAreOrdinaryTensors) {
  const graph::Graph graph =
      parse_text("slipway graph 1\ninput %x: f32[2]\n%y: f32[2] = aten::relu(self=%x)\nreturn %y\n");
  at::Tensor y = run(graph, {at::ones({2})})[0];
  EXPECT_FALSE(y.is_inference());
  y.add_(1);
  EXPECT_EQ(y[0].item<float>(), 2);
}

TEST(Interpreter, ErrorsNameNodeScopeAndSizes) {
  const auto message = [](const std::string& node) {
    return error_of([&] {
      run(parse_text("slipway graph 1\naxis n = 1\ninput %x: f32[n,2]\n%y: f32[2] = " + node +
                     "  # neck.0\nreturn %y\n"),
          {at::zeros({1, 2})});
    });
  };
  EXPECT_THAT(message("aten::matmul(self=%x, other=%x)"),
              HasSubstr("at n=1: aten::matmul in neck.0: mat1 and mat2 shapes cannot be multiplied"));
  EXPECT_EQ(message("aten::no_such(self=%x)"), "at n=1: aten::no_such in neck.0: LibTorch has no such operator");
  EXPECT_EQ(message("aten::relu(self=%x, slope=1)"),
            "at n=1: aten::relu in neck.0: the operator has no argument 'slope'");
  EXPECT_EQ(message("aten::topk(self=%x, k=1)"),
            "at n=1: aten::topk in neck.0: the operator gave 2 tensors instead of 1");
  EXPECT_EQ(message("aten::relu(self=[1,2])"),
            "at n=1: aten::relu in neck.0: its argument 'self' does not fit the type Tensor");
  EXPECT_NE(message("aten::relu(self=1.5)"), "no error");
  const graph::Graph graph =
      parse_text("slipway graph 1\naxis n = 1\ninput %x: f32[n,2]\ninput %z: f32[n]\nreturn %x\n");
  EXPECT_EQ(error_of([&] { run(graph, {at::zeros({1, 2})}); }), "the graph has 2 inputs, 1 were given");
  EXPECT_EQ(error_of([&] {
              run(graph, {at::zeros({1, 2}), at::zeros({2})});
            }),
            "axis 'n' is 1 in one input and 2 in another");
  EXPECT_EQ(error_of([&] {
              run(graph, {at::zeros({1, 3}), at::zeros({1})});
            }),
            "input 'x' is f32[1,3], the graph takes f32[n,2]");
}

TEST(Evaluate, ComputesOneNodeOnConstants) {
  const graph::Graph graph = parse_text(R"(slipway graph 1
constant @c: i64[3] = [3,1,2]
%v: i64[3], %i: i64[3] = aten::sort(self=@c, dim=0, descending=false)
return %v
)");
  const std::vector<HostTensor> results = evaluate(graph, graph.nodes[0]);
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results[0].describe(), "i64[3]");
  EXPECT_THAT(std::vector<int64_t>(results[1].data<int64_t>(), results[1].data<int64_t>() + 3),
              testing::ElementsAre(1, 2, 0));
}

TEST(HostTensors, ShareMemoryBothWays) {
  const at::Tensor tensor = at::randn({2, 3});
  const HostTensor host = to_host(tensor);
  EXPECT_EQ(host.raw(), tensor.data_ptr());
  EXPECT_EQ(host.describe(), "f32[2,3]");
  at::Tensor back;
  {
    const HostTensor temporary = to_host(tensor.t());  // not contiguous: a copy, which `back` has to keep alive
    EXPECT_NE(temporary.raw(), tensor.data_ptr());
    back = from_host(temporary);
  }
  EXPECT_TRUE(back.equal(tensor.t()));
  EXPECT_EQ(from_host(HostTensor(DType::kBool, {0, 4})).sizes(), (std::vector<int64_t>{0, 4}));
  EXPECT_EQ(to_host(at::scalar_tensor(3, at::kLong)).describe(), "i64[]");
  for (const DType dtype : {DType::kF32, DType::kF64, DType::kF16, DType::kBF16, DType::kI64, DType::kI32, DType::kI16,
                            DType::kI8, DType::kU8, DType::kBool})
    EXPECT_EQ(dtype_of(scalar_type_of(dtype)), dtype);
  EXPECT_EQ(error_of([] { dtype_of(at::kComplexFloat); }), "tensors of element type ComplexFloat are not supported");
}

}  // namespace
}  // namespace slipway::capture
