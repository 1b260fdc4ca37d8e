// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "verify/result/decoded.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

namespace slipway::verify {
namespace {

using ::testing::HasSubstr;

/// One box with two keypoints.
Instances box_with(const std::array<float, 2>& first, const std::array<float, 2>& second) {
  Instances result;
  result.boxes = {{0, 0, 100, 100}};
  result.scores = {1};
  result.keypoints = {{first, second}};
  result.keypoint_scores = {{0.5F, 0.75F}};
  return result;
}

std::vector<HostTensor> output_of(const std::vector<float>& values) {
  std::vector<HostTensor> outputs;
  outputs.push_back(HostTensor::of(DType::kF32, {1, 2, 1, 2}, values));
  return outputs;
}

/// The first keypoint's two values tie but for rounding: PyTorch takes the one at 10, the backend that at 60.
struct Tie {
  Instances reference = box_with({10, 10}, {30, 30}), actual = box_with({60, 10}, {30, 30});
  std::vector<Result> decoded = std::vector<Result>(2, actual);
  std::vector<HostTensor> outputs = output_of({0.5F, 0.500005F, 0.1F, 0.75F}),
                          expected = output_of({0.5F, 0.5F, 0.1F, 0.75F});

  ResultDifference judge() const {
    const ResultTolerance limits;
    return allow_decoding(compare(actual, reference, kNoLimit, limits), actual, reference, decoded, outputs, expected,
                          plain_limit({}), limits);
  }
};

TEST(AllowDecoding, AKeypointMayBeWherePyTorchDecodesItOfTheSameOutputs) {
  const ResultDifference judged = Tie().judge();
  EXPECT_TRUE(judged.passed()) << judged.problem;
  EXPECT_THAT(judged.note, HasSubstr("1 of 2 keypoints lie elsewhere, by up to 50 px"));
}

TEST(AllowDecoding, NotWhereTheOutputsDifferByMoreThanRounding) {
  Tie tie;
  tie.outputs = output_of({0.5F, 0.51F, 0.1F, 0.75F});
  EXPECT_FALSE(tie.judge().passed());
  // Small outputs are not equal because atol is larger than they are.
  tie.outputs = output_of({5e-4F, 5.05e-4F, 1e-4F, 7.5e-4F});
  tie.expected = output_of({5e-4F, 5e-4F, 1e-4F, 7.5e-4F});
  EXPECT_FALSE(tie.judge().passed());
}

TEST(AllowDecoding, NotWherePyTorchDecodesAnotherPlace) {
  Tie tie;
  tie.decoded = std::vector<Result>(2, box_with({10, 10}, {30, 30}));
  EXPECT_FALSE(tie.judge().passed());
  // What PyTorch's own decoding moves by is allowed four times, and no more.
  tie.decoded = {box_with({50, 10}, {30, 30}), box_with({53, 10}, {30, 30})};
  EXPECT_TRUE(tie.judge().passed());
  tie.decoded = {box_with({47, 10}, {30, 30}), box_with({50, 10}, {30, 30})};
  EXPECT_FALSE(tie.judge().passed());
}

TEST(AllowDecoding, ScoresAndBoxesStayBound) {
  Tie tie;
  tie.actual.keypoint_scores[0][1] = 0.7F;
  EXPECT_FALSE(tie.judge().passed());
  // By no more than a tie's own limit, though outputs may be off by more in f32.
  Tie near;
  near.actual.keypoint_scores[0][1] += 1.5e-4F;
  EXPECT_FALSE(near.judge().passed());
  Tie moved;
  moved.actual.boxes[0][2] = 101;
  EXPECT_FALSE(moved.judge().passed());
}

TEST(AllowDecoding, InHalfByWhatPyTorchsOwnRunMoves) {
  const Tie tie;
  const std::vector<HostTensor> outputs = output_of({0.5F, 0.504F, 0.1F, 0.75F});  // off by 0.0053 of 0.75
  const auto judge = [&](const std::vector<HostTensor>& half) {
    const ResultTolerance limits;
    return allow_decoding(compare(tie.actual, tie.reference, kNoLimit, limits), tie.actual, tie.reference, tie.decoded,
                          outputs, tie.expected, half_limit(half, tie.expected), limits);
  };
  const ResultDifference judged = judge(output_of({0.5F, 0.5025F, 0.1F, 0.75F}));
  EXPECT_TRUE(judged.passed()) << judged.problem;
  EXPECT_THAT(judged.note, HasSubstr("but for what f16 moves"));
  EXPECT_FALSE(judge(output_of({0.5F, 0.501F, 0.1F, 0.75F})).passed());
  // Never by more than 16 steps, whatever f16 does.
  EXPECT_NEAR(half_limit(output_of({5, 0.5F, 0.1F, 0.75F}), tie.expected).allowed(0.75), 0.75 * 16 / 2048, 1e-12);
}

TEST(AllowDecoding, OutputsMoveByAStepOfTheLargest) {
  const at::Tensor output = at::linspace(-2, 8, 1000);
  const at::Tensor moved = at::abs(move_outputs(output, 1) - output);
  EXPECT_LE(moved.max().item<double>(), 8 * kDecodingStep + 1e-6);  // and what adding rounds, half a step of 8
  EXPECT_GE(moved.mean().item<double>(), 8 * kDecodingStep / 4);
  EXPECT_FALSE(at::equal(move_outputs(output, 1), move_outputs(output, 2)));
}

}  // namespace
}  // namespace slipway::verify
