// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Classes of pixels, chosen in the graph: they may be others only where scores tie.
#include "verify/compare_labels.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "capture/interpreter.h"
#include "graph/text.h"
#include "verify/graph_check.h"

namespace slipway::verify {
namespace {

using testing::HasSubstr;

/// Computes a graph on another input than it is given.
class SessionOnOtherInput final : public backend::Session {
 public:
  SessionOnOtherInput(graph::Graph graph, at::Tensor input) : graph_(std::move(graph)), input_(std::move(input)) {}
  const std::vector<backend::TensorInfo>& inputs() const override { return none_; }
  const std::vector<backend::TensorInfo>& outputs() const override { return none_; }
  std::vector<HostTensor> run(const std::vector<HostTensor>&) override {
    return capture::to_host(capture::run(graph_, {input_}));
  }

 private:
  graph::Graph graph_;
  at::Tensor input_;
  std::vector<backend::TensorInfo> none_;
};

Difference labels_of(const char* text, const at::Tensor& input, const at::Tensor& other) {
  const graph::Graph graph = graph::parse_text(text);
  SessionOnOtherInput session(graph, other);
  return check_graph(graph, session, input, Outputs{{task::Role::kLabelMap}, false}, {}).differences.at(0);
}

constexpr const char* kArgmax = R"(slipway graph 1
input %x: f32[1,2,1,3]
%s: f32[1,2,1,3] = aten::relu(self=%x)
%y: i64[1,1,1,3] = aten::argmax(self=%s, dim=1, keepdim=true)
return %y
)";

constexpr const char* kThreshold = R"(slipway graph 1
input %x: f32[1,1,1,3]
%s: f32[1,1,1,3] = aten::relu(self=%x)
%above: bool[1,1,1,3] = aten::gt.Scalar(self=%s, other=0.3)
%y: i64[1,1,1,3] = aten::to.dtype(self=%above, dtype=i64, non_blocking=false, copy=false, memory_format=None)
return %y
)";

TEST(CompareLabels, TheBestClassMayBeAnotherWhereTwoTie) {
  const at::Tensor input = at::tensor({0.5F, 0.2F, 0.9F, 0.5001F, 0.9F, 0.1F}).reshape({1, 2, 1, 3});
  at::Tensor other = input.clone();
  other[0][0][0][0] = 0.5002F;
  const Difference tie = labels_of(kArgmax, input, other);
  EXPECT_TRUE(tie.passed());
  EXPECT_THAT(tie.note, HasSubstr("1 of 3 pixels are of another class, 1 of them ties"));
  other[0][0][0][1] = 1;
  EXPECT_FALSE(labels_of(kArgmax, input, other).passed());
}

TEST(CompareLabels, AThresholdMayBePassedWhereTheScoreIsAsNear) {
  const at::Tensor input = at::tensor({0.3F, 0.29995F, 0.9F}).reshape({1, 1, 1, 3});
  at::Tensor other = input.clone();
  other[0][0][0][1] = 0.30005F;
  const Difference tie = labels_of(kThreshold, input, other);
  EXPECT_TRUE(tie.passed());
  EXPECT_THAT(tie.note, HasSubstr("1 of 3 pixels are of another class, 1 of them ties"));
  other[0][0][0][2] = 0.2F;
  const Difference wrong = labels_of(kThreshold, input, other);
  EXPECT_FALSE(wrong.passed());
  EXPECT_NEAR(wrong.max_abs, 0.6, 1e-6);
}

}  // namespace
}  // namespace slipway::verify
