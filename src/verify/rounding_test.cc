// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "verify/rounding.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "capture/interpreter.h"
#include "graph/text.h"

namespace slipway::verify {
namespace {

/// Amplifies a step of 6e-8 at 0.75 to 6e-4: more than the plain tolerance.
graph::Graph amplifier() {
  return graph::parse_text(R"(slipway graph 1
input %x: f32[1,4]
constant @gain: f32[4] = [1e4,1e4,1e4,1e4]
%d: f32[1,4] = aten::sub.Scalar(self=%x, other=0.75, alpha=1)
%y: f32[1,4] = aten::mul.Tensor(self=%d, other=@gain)
return %y
)");
}

/// Computes the graph on an input that is `steps` f32 steps above the given one; in the images of `moved`, where given.
class ShiftedSession final : public backend::Session {
 public:
  ShiftedSession(graph::Graph graph, int steps, std::vector<bool> moved = {})
      : graph_(std::move(graph)), steps_(steps), moved_(std::move(moved)) {}
  const std::vector<backend::TensorInfo>& inputs() const override { return none_; }
  const std::vector<backend::TensorInfo>& outputs() const override { return none_; }
  std::vector<HostTensor> run(const std::vector<HostTensor>& inputs) override {
    at::Tensor input = capture::from_host(inputs.at(0)).clone();
    float* values = input.data_ptr<float>();
    for (int64_t i = 0; i < input.numel(); ++i)
      for (int step = 0; step < steps_ && (moved_.empty() || moved_[static_cast<size_t>(i)]); ++step)
        values[i] = std::nextafter(values[i], 2.0F);
    return {capture::to_host(capture::run(graph_, {input}).at(0))};
  }

 private:
  graph::Graph graph_;
  int steps_;
  std::vector<bool> moved_;
  std::vector<backend::TensorInfo> none_;
};

GraphCheck judge_rounding(int steps) {
  const graph::Graph graph = amplifier();
  ShiftedSession session(graph, steps);
  const at::Tensor input = at::full({1, 4}, 0.75F);
  GraphCheck check = check_graph(graph, session, input, Outputs{}, {});
  Columns rounding;
  if (!check.passed()) allow_rounding(check, rounding, graph, session, input, Outputs{}, {});
  return check;
}

TEST(Rounding, MovesEveryValueByOneStep) {
  const at::Tensor input = at::tensor({0.5F, 255.0F, -3.0F, 1.0F, 1.0F, 1.0F, 1.0F, 1.0F, 1.0F, 1.0F});
  const at::Tensor moved = move_by_one_step(input, 0);
  int up = 0;
  for (int64_t i = 0; i < input.numel(); ++i) {
    const float before = input[i].item<float>(), after = moved[i].item<float>();
    EXPECT_TRUE(after == std::nextafter(before, 1e9F) || after == std::nextafter(before, -1e9F)) << i;
    up += after > before ? 1 : 0;
  }
  EXPECT_GT(up, 0);
  EXPECT_LT(up, input.numel());
  EXPECT_TRUE(move_by_one_step(input, 0).equal(moved)) << "a verdict must not depend on chance";
  EXPECT_FALSE(move_by_one_step(input, 1).equal(moved));
}

TEST(Rounding, MovesWhatLayersGive) {
  const graph::Graph graph = graph::parse_text(R"(slipway graph 1
input %x: f32[1,2]
constant @weight: f32[3,2] = [1,0,0,1,8,0]
%y: f32[1,3] = aten::linear(input=%x, weight=@weight, bias=None)
return %y
)");
  const at::Tensor input = at::ones({1, 2});
  const at::Tensor plain = capture::run(graph, {input}).at(0), moved = run_with_moved_layers(graph, input, 0).at(0);
  const float step = 8 * std::numeric_limits<float>::epsilon();
  EXPECT_TRUE((moved - plain).abs().equal(at::full({1, 3}, step))) << moved - plain;
  EXPECT_TRUE(run_with_moved_layers(graph, input, 0).at(0).equal(moved)) << "a verdict must not depend on chance";
  EXPECT_TRUE(capture::run(graph, {input}).at(0).equal(plain));
}

TEST(Rounding, ComputesInDouble) {
  const graph::Graph graph = in_double(amplifier());
  const double x = 0.75 + 1e-12;
  const at::Tensor y = capture::run(graph, {at::full({1, 4}, x, at::kDouble)}).at(0);
  EXPECT_EQ(y.scalar_type(), at::kDouble);
  EXPECT_NEAR(y[0][0].item<double>(), 1e-8, 1e-11);
  EXPECT_EQ(amplifier().value(0).dtype, DType::kF32);
}

TEST(Rounding, AllowsAFewTimesWhatPyTorchItselfMoves) {
  EXPECT_TRUE(judge_rounding(0).passed());
  EXPECT_EQ(judge_rounding(0).differences[0].rounding, 0);
  const GraphCheck close = judge_rounding(2);
  EXPECT_TRUE(close.passed());
  EXPECT_NEAR(close.differences[0].rounding, 4 * 6e-4, 4e-5);
  EXPECT_NEAR(close.differences[0].max_abs, 2 * 6e-4, 4e-5);
  EXPECT_FALSE(judge_rounding(6).passed());
  EXPECT_EQ(judge_rounding(6).differences[0].rounding, 0) << "what fails says by which limit";
}

TEST(Rounding, WhatOneInputShowedCountsForTheOthers) {
  const graph::Graph graph = amplifier();
  const at::Tensor input = at::full({1, 4}, 0.75F);
  ShiftedSession session(graph, 2);
  GraphCheck check = check_graph(graph, session, input, Outputs{}, {});
  Columns known{{1.0, 1.0, 1.0, 1.0}};
  allow_rounding(check, known, graph, session, input, Outputs{}, {});
  EXPECT_TRUE(check.passed());
  EXPECT_EQ(known, (Columns{{1.0, 1.0, 1.0, 1.0}}));
  check = check_graph(graph, session, input, Outputs{}, {});
  Columns too_little{{1e-6, 1e-6, 1e-6, 1e-6}};
  allow_rounding(check, too_little, graph, session, input, Outputs{}, {});
  EXPECT_TRUE(check.passed());
  EXPECT_NEAR(too_little[0][0], 4 * 6e-4, 4e-5);
}

/// Two classes whose scores tie at 0.75, the larger one is chosen: a step of the input changes which.
TEST(Rounding, AnotherChoiceIsReportedEvenWhereTheNumbersAgree) {
  const graph::Graph graph = graph::parse_text(R"(slipway graph 1
input %x: f32[1,1]
%above: bool[1,1] = aten::gt.Scalar(self=%x, other=0.75)
%y: f32[1,1] = aten::to.dtype(self=%above, dtype=f32, non_blocking=false, copy=false, memory_format=None)
return %y
)");
  ShiftedSession session(graph, 1);
  const at::Tensor input = at::full({1, 1}, 0.75F);
  GraphCheck check = check_graph(graph, session, input, Outputs{}, {});
  ASSERT_FALSE(check.passed());
  Columns rounding;
  allow_rounding(check, rounding, graph, session, input, Outputs{}, {});
  ASSERT_TRUE(check.passed());
  EXPECT_EQ(check.differences[0].rounding, 0);
  EXPECT_EQ(check.differences[0].run, "with every input value moved by one f32 step");
  EXPECT_TRUE(check.differences[0].by_rounding());
}

TEST(Rounding, EachImageOfABatchMayEqualAnotherRun) {
  const graph::Graph graph = graph::parse_text(R"(slipway graph 1
input %x: f32[12,1]
%above: bool[12,1] = aten::gt.Scalar(self=%x, other=0.75)
%y: f32[12,1] = aten::to.dtype(self=%above, dtype=f32, non_blocking=false, copy=false, memory_format=None)
return %y
)");
  const at::Tensor input = at::full({12, 1}, 0.75F);
  std::vector<bool> some_run(12, false);
  for (uint64_t seed = 0; seed < kMovedRuns; ++seed) {
    const at::Tensor above = move_by_one_step(input, seed) > 0.75F;
    for (size_t i = 0; i < some_run.size(); ++i)
      some_run[i] = some_run[i] || above[static_cast<int64_t>(i)].item<bool>();
  }
  const auto judge = [&](const std::vector<bool>& moved) {
    ShiftedSession session(graph, 1, moved);
    GraphCheck check = check_graph(graph, session, input, Outputs{}, {});
    EXPECT_FALSE(check.passed());
    Columns rounding;
    allow_rounding(check, rounding, graph, session, input, Outputs{}, {});
    return check;
  };
  const GraphCheck check = judge(some_run);
  EXPECT_TRUE(check.passed());
  EXPECT_EQ(check.differences[0].run, "with every input value moved by one f32 step");
  const auto never = std::find(some_run.begin(), some_run.end(), false);
  ASSERT_NE(never, some_run.end()) << "no image is left that no run moved";
  *never = true;
  EXPECT_FALSE(judge(some_run).passed()) << "an image that chose as no run of PyTorch did";
}

Instances person(float x, float score) { return {{{x, 0, x + 10, 10}}, {score}, {}, {{{x, 5}}}, {{0.5F}}}; }

Instances both(Instances a, const Instances& b) {
  a.boxes.push_back(b.boxes[0]);
  a.scores.push_back(b.scores[0]);
  a.keypoints.push_back(b.keypoints[0]);
  a.keypoint_scores.push_back(b.keypoint_scores[0]);
  return a;
}

ResultDifference judge_rounding(const Instances& actual, const Instances& reference, const std::vector<Result>& moved,
                                const std::function<Result()>& exact = nullptr) {
  const ResultDifference plain = compare(actual, reference, kNoLimit, {});
  EXPECT_FALSE(plain.passed());
  return allow_rounding(plain, actual, reference, moved, exact, kNoLimit, {});
}

TEST(Rounding, ResultsMayMoveAsFarAsPyTorchsOwn) {
  const Instances reference = person(100, 0.5F);
  const ResultDifference passed = judge_rounding(person(100.05F, 0.5001F), reference, {person(100.02F, 0.5003F)});
  EXPECT_TRUE(passed.passed());
  EXPECT_EQ(passed.run, "");
  EXPECT_NEAR(passed.max_box, 0.05, 1e-4);
  ASSERT_TRUE(passed.rounding);
  EXPECT_NEAR(passed.rounding->pixels, 0.08, 1e-4);
  EXPECT_FALSE(judge_rounding(person(100.05F, 0.5F), reference, {person(100.005F, 0.5F)}).passed());
  EXPECT_FALSE(judge_rounding(person(100.05F, 0.5F), reference, {}).passed());
}

TEST(Rounding, ANetworkThatMovesTooFarIsNotPassed) {
  EXPECT_FALSE(judge_rounding(person(101.5F, 0.5F), person(100, 0.5F), {person(100.9F, 0.5F)}).passed())
      << "1 px at most";
  EXPECT_FALSE(judge_rounding(person(101.5F, 0.5F), person(100, 0.5F), {person(101.5F, 0.52F)}).passed());
}

TEST(Rounding, ChoicesMustBeThoseOfOneRun) {
  const Instances reference = person(100, 0.5F);
  const Instances two = both(person(100, 0.5F), person(300, 0.01F));
  EXPECT_FALSE(judge_rounding(two, reference, {person(100.001F, 0.5F)}).passed());
  const ResultDifference passed = judge_rounding(two, reference, {person(100, 0.5F), two});
  EXPECT_TRUE(passed.passed());
  EXPECT_EQ(passed.run, "with every input value moved by one f32 step");
  EXPECT_EQ(judge_rounding(two, reference, {person(100, 0.5F)}, [&] { return two; }).run, "in f64");
  EXPECT_FALSE(
      judge_rounding(both(person(100, 0.5F), person(301, 0.01F)), reference, {person(100, 0.5F), two}).passed());
}

}  // namespace
}  // namespace slipway::verify
