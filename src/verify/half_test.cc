// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "verify/half.h"

#include <ATen/ATen.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "capture/interpreter.h"
#include "graph/text.h"
#include "verify/result/matches.h"
#include "verify/rounding.h"

namespace slipway::verify {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

std::string numbers(size_t count, double scale, double phase) {
  std::vector<double> values(count);
  for (size_t i = 0; i < count; ++i) values[i] = scale * std::sin(phase + 1.7 * static_cast<double>(i * i % 997));
  return fmt::format("[{}]", fmt::join(values, ","));
}

/// Five layers of 8 channels, and a softmax over them at each place.
graph::Graph network() {
  std::string text = "slipway graph 1\ninput %x: f32[1,8,6,6]\n";
  for (int layer = 0; layer < 5; ++layer)
    text += fmt::format("constant @w{}: f32[8,8,3,3] = {}\n", layer, numbers(576, 0.3, layer));
  std::string x = "x";
  for (int layer = 0; layer < 5; ++layer) {
    text += fmt::format(
        "%c{0}: f32[1,8,6,6] = aten::conv2d(input=%{1}, weight=@w{0}, bias=None, stride=[1,1], padding=[1,1], "
        "dilation=[1,1], groups=1)\n%s{0}: f32[1,8,6,6] = aten::silu(self=%c{0})\n",
        layer, x);
    x = fmt::format("s{}", layer);
  }
  return graph::parse_text(text + "%y: f32[1,8,6,6] = aten::softmax.int(self=%s4, dim=1, dtype=None)\nreturn %y\n");
}

at::Tensor image() { return (at::arange(288) * 1.3).sin().reshape({1, 8, 6, 6}).to(at::kFloat); }

/// A backend that computes a graph in f16 and rounds in other places than PyTorch's run does: its input is moved.
class HalfSession final : public backend::Session {
 public:
  explicit HalfSession(const graph::Graph& graph, bool activations = true) : half_(graph, activations) {}
  const std::vector<backend::TensorInfo>& inputs() const override { return none_; }
  const std::vector<backend::TensorInfo>& outputs() const override { return none_; }
  std::vector<HostTensor> run(const std::vector<HostTensor>& inputs) override {
    const at::Tensor moved = move_by_one_step(capture::from_host(inputs.at(0)), 0);
    return {capture::to_host(half_.run(moved).at(0).contiguous())};
  }

 private:
  HalfGraph half_;
  std::vector<backend::TensorInfo> none_;
};

/// Changes the third layer's weights.
graph::Graph changed(const std::function<at::Tensor(const at::Tensor&)>& change) {
  graph::Graph graph = network();
  for (graph::Value& value : graph.values)
    if (value.name == "w2") value.constant = capture::to_host(change(capture::from_host(value.constant).clone()));
  return graph;
}

GraphCheck judge(const graph::Graph& actual) {
  HalfSession session(actual);
  return check_half_graph(network(), HalfGraph(network(), true), session, image(), Outputs{}, {});
}

TEST(Half, WeightsAndLayersAreRoundedAndNothingElse) {
  const at::Tensor x = image();
  const at::Tensor plain = capture::run(network(), {x}).at(0);
  const at::Tensor weights = HalfGraph(network(), false).run(x).at(0);
  const at::Tensor all = HalfGraph(network(), true).run(x).at(0);
  EXPECT_FALSE(weights.equal(plain));
  EXPECT_FALSE(all.equal(weights));
  EXPECT_LT((all - plain).abs().max().item<double>(), kMostHalfSteps * kHalfStep);
  EXPECT_FALSE(all.equal(all.to(at::kHalf).to(at::kFloat))) << "what comes after the last layer is f32";
  EXPECT_TRUE(x.equal(image())) << "the input stays";
}

TEST(Half, ARightModelPasses) {
  const GraphCheck check = judge(network());
  EXPECT_TRUE(check.passed());
  EXPECT_GT(check.differences[0].max_abs, 2e-4) << "or the plain limits would do";
  EXPECT_THAT(check.differences[0].note, HasSubstr("f16 may move it by"));
}

TEST(Half, AWrongModelFails) {
  EXPECT_FALSE(judge(changed([](at::Tensor w) { return w * 1.1; })).passed()) << "a layer's weights off by 10 %";
  EXPECT_FALSE(judge(changed([](at::Tensor w) {
                 w[3] *= 1.1;
                 return w;
               })).passed())
      << "one channel's weights off by 10 %";
  EXPECT_FALSE(judge(changed([](at::Tensor w) {
                 return at::cat({w.narrow(0, 1, 1), w.narrow(0, 0, 1), w.narrow(0, 2, 6)});
               })).passed())
      << "two channels swapped";
  EXPECT_FALSE(judge(changed([](at::Tensor w) { return at::full_like(w, std::nan("")); })).passed());
}

TEST(Half, ANetworkThatF16IsTooCoarseForIsCalledSo) {
  const graph::Graph steep = changed([](const at::Tensor& w) { return w * 10; });
  HalfSession session(steep);
  const GraphCheck check = check_half_graph(steep, HalfGraph(steep, true), session, image(), Outputs{}, {});
  EXPECT_FALSE(check.passed());
  EXPECT_THAT(check.differences[0].note, ContainsRegex("PyTorch in f16 is off by 0\\.[0-9]+: this network needs FP32"));
  EXPECT_THAT(judge(network()).differences[0].note, Not(HasSubstr("FP32")));
}

/// People in a row, 100 px apart.
Instances people(const std::vector<float>& scores, float moved = 0) {
  Instances result;
  for (size_t i = 0; i < scores.size(); ++i) {
    const float x = 100 * static_cast<float>(i) + moved;
    result.boxes.push_back({x, 0, x + 60, 80});
    result.scores.push_back(scores[i]);
    result.keypoints.push_back({{x + 5, 5}, {x + 9, 70}});
    result.keypoint_scores.push_back({0.5F, 0.75F});
  }
  return result;
}

ResultDifference judge(const Instances& actual, const Instances& reference, const Instances& half) {
  return compare_half(actual, reference, half, 640, 100, {});
}

TEST(Half, PeopleMayMoveAFewTimesAsFarAsPyTorchsOwn) {
  const Instances reference = people({0.9F, 0.8F});
  EXPECT_TRUE(judge(people({0.9F, 0.8F}, 0.35F), reference, people({0.9F, 0.8F}, 0.2F)).passed());
  const ResultDifference failed = judge(people({0.9F, 0.8F}, 0.45F), reference, people({0.9F, 0.8F}, 0.2F));
  EXPECT_THAT(failed.problem, HasSubstr("2 of 2 instances differ by more than f16 explains (0.4 px"));
  EXPECT_NEAR(failed.max_box, 0.45, 1e-4);
  // 16 steps of 2^-11 of 640 px are 5 px, whatever PyTorch's own run does.
  EXPECT_FALSE(judge(people({0.9F, 0.8F}, 6), reference, people({0.9F, 0.8F}, 4)).passed());
  EXPECT_FALSE(judge(people({0.9F, 0.7F}), reference, people({0.9F, 0.8001F})).passed());
}

TEST(Half, EveryoneWhoScoresEnoughHasACounterpart) {
  const Instances reference = people({0.9F, 0.8F, 0.02F});
  const ResultDifference faint = judge(people({0.9F, 0.8F}), reference, reference);
  EXPECT_TRUE(faint.passed()) << faint.problem;
  EXPECT_THAT(faint.note, HasSubstr("1 below 0.1 without a counterpart"));
  EXPECT_THAT(judge(people({0.9F}), reference, reference).problem, HasSubstr("instance 1 of PyTorch (score 0.8000)"));
  EXPECT_THAT(judge(people({0.9F, 0.8F, 0.02F, 0.5F}), reference, reference).problem,
              HasSubstr("instance 3 of the backend (score 0.5000)"));
  // Alone it is the best there is.
  EXPECT_FALSE(judge(people({}), people({0.02F}), people({0.02F})).passed());
}

TEST(Half, AnotherCandidateOfTheSamePlaceIsCounted) {
  const std::vector<float> scores(8, 0.5F);
  Instances actual = people(scores);
  actual.keypoints[3][0][0] += 20;
  const ResultDifference one = judge(actual, people(scores), people(scores));
  EXPECT_TRUE(one.passed()) << one.problem;
  EXPECT_THAT(one.note, HasSubstr("1 chosen otherwise"));
  EXPECT_FALSE(one.reference_too);
  actual.keypoints[4][0][0] += 20;
  EXPECT_FALSE(judge(actual, people(scores), people(scores)).passed()) << "PyTorch's own run has none";
  Instances half = people(scores);
  for (size_t i : {3, 4, 5}) half.keypoints[i][0][0] += 30;
  const ResultDifference own = judge(people(scores, 9), people(scores), half);
  EXPECT_FALSE(own.passed());
  EXPECT_TRUE(own.reference_too) << "more than a quarter of PyTorch's own";
  Instances single = people({0.5F});
  single.keypoints[0][0][0] += 20;
  EXPECT_FALSE(judge(single, people({0.5F}), people({0.5F})).passed()) << "of one none may be another";
}

TEST(Half, ClassesMaySwapWhereTheyScoreTheSame) {
  const Classes reference{{0.5F, 0.4999F}, {0}};
  const Classes half{{0.5003F, 0.4996F}, {0}};
  const ResultDifference swapped = compare_half(Classes{{0.4999F, 0.5F}, {1}}, reference, half, 0, 1, {});
  EXPECT_TRUE(swapped.passed()) << swapped.problem;
  EXPECT_THAT(swapped.note, HasSubstr("class 1 instead of 0"));
  EXPECT_FALSE(compare_half(Classes{{0.49F, 0.51F}, {1}}, reference, half, 0, 1, {}).passed());
  EXPECT_FALSE(compare_half(Classes{{0.5F, 0.4999F}, {1}}, Classes{{0.6F, 0.4F}, {0}}, half, 0, 1, {}).passed());
}

}  // namespace
}  // namespace slipway::verify
