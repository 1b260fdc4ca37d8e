// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/torchscript/lower.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "graph/text.h"
#include "lower/torchscript/testing/pt_model.h"

namespace slipway::lower::torchscript {
namespace {

using testing::HasSubstr;

const char* const kText = R"(slipway graph 1
axis batch = 1
axis height = 64
input %in.put: f32[batch,2,height,4]
constant @"a.b-c": f32[2] = [1.0,-2.0]
constant @"3": f32[] = [0.5]
%sum: f32[batch,2,height,4] = aten::add.Tensor(self=%in.put, other=@"3", alpha=1)
%flat: f32[batch*2,height*4] = aten::reshape(self=%sum, shape=[batch*2,height*4])  # "odd\n scope"
%rows: f32[batch*height/32,256] = aten::reshape(self=%flat, shape=[batch*height/32,256])
%like: f32[batch] = aten::full(size=[batch], fill_value=2.5)
return %rows, %like
)";

TEST(LowerTorchScript, WritesSizesAsFunctionsOfTheInputs) {
  const std::string text = source(graph::parse_text(kText));
  EXPECT_THAT(text, HasSubstr("def forward(self, in_put: Tensor) -> Tuple[Tensor, Tensor]:"));
  EXPECT_THAT(text, HasSubstr("batch = torch.size(in_put, 0)"));
  EXPECT_THAT(text, HasSubstr("height = torch.size(in_put, 2)"));
  EXPECT_THAT(text, HasSubstr("flat = torch.reshape(sum, [2 * batch, 4 * height])"));
  EXPECT_THAT(text, HasSubstr("rows = torch.reshape(flat, [(batch * height) // 32, 256])"));
  EXPECT_THAT(text, HasSubstr("like = torch.full([batch], 2.5, device=in_put.device)"));
}

TEST(LowerTorchScript, RunsAtOtherSizes) {
  PtModel module(lower(graph::parse_text(kText)).bytes);
  for (const int64_t batch : {1, 3})
    for (const int64_t height : {64, 128}) {
      const std::vector<HostTensor> outputs = module.run({HostTensor(DType::kF32, {batch, 2, height, 4})});
      ASSERT_EQ(outputs.size(), 2U);
      EXPECT_EQ(outputs[0].describe(), fmt::format("f32[{},256]", batch * height / 32));
      EXPECT_EQ(outputs[0].data<float>()[0], 0.5F);
      EXPECT_EQ(outputs[1].describe(), fmt::format("f32[{}]", batch));
    }
}

TEST(LowerTorchScript, NamesWhatTorchScriptDoesNot) {
  const Model model = lower(graph::parse_text(kText));
  const auto names = nlohmann::json::parse(PtModel(model.bytes).names());
  EXPECT_EQ(names, nlohmann::json::parse(R"({
    "inputs": [{"name": "in.put", "dtype": "f32", "shape": [-1, 2, -1, 4]}],
    "outputs": [{"name": "rows", "dtype": "f32", "shape": [-1, 256]}, {"name": "like", "dtype": "f32", "shape": [-1]}]})"));
  EXPECT_EQ(model.node_count, 4U);
  EXPECT_EQ(model.operators.at("aten::reshape"), 2);
}

TEST(LowerTorchScript, ExtraOutputsFollowTheOthers) {
  const graph::Graph graph = graph::parse_text(kText);
  const Model model = lower(graph, {.extra_outputs = {graph.nodes[1].outputs[0]}});
  EXPECT_EQ(model.names.at(graph.nodes[1].outputs[0]), "flat");
  EXPECT_EQ(PtModel(model.bytes).run({HostTensor(DType::kF32, {1, 2, 64, 4})}).size(), 3U);
}

TEST(LowerTorchScript, SameGraphSameFile) {
  EXPECT_EQ(lower(graph::parse_text(kText)).bytes, lower(graph::parse_text(kText)).bytes);
}

TEST(LowerTorchScript, WordsOfTheLanguageAsNames) {
  PtModel module(lower(graph::parse_text(R"(slipway graph 1
input %return: f32[2]
constant @self: f32[2] = [1.0,2.0]
%torch: f32[2] = aten::add.Tensor(self=%return, other=@self, alpha=1)
%forward: f32[2] = aten::mul.Scalar(self=%torch, other=-1e-05)
return %forward
)"))
                     .bytes);
  const HostTensor output = module.run({HostTensor(DType::kF32, {2})})[0];
  EXPECT_EQ(output.data<float>()[1], -2e-05F);
}

TEST(LowerTorchScript, EveryUnknownCallIsNamed) {
  try {
    lower(graph::parse_text(R"(slipway graph 1
input %x: f32[2]
%y: f32[2] = aten::no_such_thing(self=%x)
%z: f32[2] = other::thing(self=%y)
return %z
)"));
    FAIL() << "no error";
  } catch (const Error& e) {
    EXPECT_THAT(e.what(), HasSubstr("aten::no_such_thing: it is no operator of PyTorch"));
    EXPECT_THAT(e.what(), HasSubstr("other::thing: it is no operator of PyTorch"));
  }
}

}  // namespace
}  // namespace slipway::lower::torchscript
