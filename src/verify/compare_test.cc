// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "verify/compare.h"
#include "verify/result/result.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace slipway::verify {
namespace {

HostTensor tensor(std::vector<int64_t> shape, const std::vector<float>& values) {
  return HostTensor::of(DType::kF32, std::move(shape), values);
}

TEST(Compare, EachColumnHasItsScale) {
  const HostTensor reference = tensor({2, 2}, {600.0F, 0.5F, 100.0F, 0.25F});
  EXPECT_TRUE(compare(tensor({2, 2}, {600.0F, 0.5F, 100.005F, 0.25F}), reference, {}).passed());
  // The same difference is too much for a score, though it lies in the same tensor.
  const Difference score = compare(tensor({2, 2}, {600.0F, 0.505F, 100.0F, 0.25F}), reference, {});
  EXPECT_FALSE(score.passed());
  EXPECT_NEAR(score.max_abs, 0.005, 1e-6);
  EXPECT_NEAR(score.mean_abs, 0.005 / 4, 1e-6);
}

TEST(Compare, CoordinatesHaveTheScaleOfTheirFrame) {
  const HostTensor reference = tensor({1, 3}, {2.0F, 3.0F, 0.5F});
  const HostTensor moved = tensor({1, 3}, {2.01F, 3.0F, 0.5F});
  EXPECT_FALSE(compare(moved, reference, {}).passed());
  EXPECT_TRUE(compare(moved, reference, {}, ColumnScale{640, 2}).passed());
  EXPECT_FALSE(compare(tensor({1, 3}, {2.0F, 3.0F, 0.51F}), reference, {}, ColumnScale{640, 2}).passed())
      << "the last column is a probability";
}

TEST(Compare, ShapesNansAndInfinities) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  EXPECT_FALSE(compare(tensor({2}, {1, 2}), tensor({1, 2}, {1, 2}), {}).passed());
  EXPECT_FALSE(compare(tensor({2}, {nan, 2}), tensor({2}, {1, 2}), {}).passed());
  EXPECT_FALSE(compare(tensor({2}, {1, 2}), tensor({2}, {nan, 2}), {}).passed());
  EXPECT_FALSE(compare(tensor({1}, {infinity}), tensor({1}, {-infinity}), {}).passed());
  EXPECT_TRUE(compare(tensor({2}, {infinity, nan}), tensor({2}, {infinity, nan}), {}).passed());
  EXPECT_TRUE(compare(tensor({0, 5}, {}), tensor({0, 5}, {}), {}).passed());
}

TEST(Compare, ZeroToleranceMeansEqual) {
  EXPECT_TRUE(compare(tensor({1}, {1}), tensor({1}, {1}), {.rtol = 0, .atol = 0}).passed());
  EXPECT_FALSE(compare(tensor({1}, {std::nextafter(1.0F, 2.0F)}), tensor({1}, {1}), {.rtol = 0, .atol = 0}).passed());
}

TEST(AlignDetections, SwapsOnlyRowsThatTie) {
  const HostTensor dets = tensor({1, 3, 5}, {0, 0, 9, 9, 0.9F, 5, 5, 8, 8, 0.5F, 1, 1, 2, 2, 0.5F});
  const HostTensor points = tensor({1, 3, 1, 3}, {1, 1, 1, 2, 2, 1, 3, 3, 1});
  const HostTensor swapped = tensor({1, 3, 5}, {0, 0, 9, 9, 0.9F, 1, 1, 2, 2, 0.50001F, 5, 5, 8, 8, 0.5F});
  const HostTensor swapped_points = tensor({1, 3, 1, 3}, {1, 1, 1, 3, 3, 1, 2, 2, 1});
  const std::vector<HostTensor> aligned = align_detections({swapped, swapped_points}, {dets, points}, 1e-4);
  EXPECT_TRUE(compare(aligned[0], dets, {}).passed());
  EXPECT_TRUE(compare(aligned[1], points, {}).passed());

  // Rows in a wrong order though their scores differ are a fault and stay visible.
  const HostTensor wrong = tensor({1, 3, 5}, {5, 5, 8, 8, 0.5F, 0, 0, 9, 9, 0.9F, 1, 1, 2, 2, 0.5F});
  EXPECT_FALSE(compare(align_detections({wrong, points}, {dets, points}, 1e-4)[0], dets, {}).passed());
  const HostTensor other = tensor({1, 3, 5}, {0, 0, 9, 9, 0.9F, 5, 5, 8, 8, 0.3F, 1, 1, 2, 2, 0.5F});
  EXPECT_FALSE(compare(align_detections({other, points}, {dets, points}, 1e-4)[0], dets, {}).passed());
}

Instances people_compare(const std::vector<float>& scores) {
  Instances result;
  for (size_t i = 0; i < scores.size(); ++i) {
    const float at = static_cast<float>(i) * 10;
    result.boxes.push_back({at, at, at + 5, at + 5});
    result.scores.push_back(scores[i]);
    result.keypoints.push_back({{at, at}, {at + 1, at + 1}});
    result.keypoint_scores.push_back({0.5F, 0.75F});
  }
  return result;
}

TEST(CompareResults, Counts) {
  EXPECT_TRUE(compare(people_compare({0.9F, 0.8F}), people_compare({0.9F, 0.8F}), {}).passed());
  EXPECT_FALSE(compare(people_compare({0.9F}), people_compare({0.9F, 0.8F}), {}).passed());
  EXPECT_FALSE(compare(people_compare({0.9F, 0.8F}), people_compare({0.9F}), {}).passed());
}

TEST(CompareResults, ColumnsThatAreThereCount) {
  const Instances boxes{{{0, 0, 5, 5}, {10, 10, 15, 15}}, {0.9F, 0.8F}, {3, 1}};
  EXPECT_TRUE(compare(boxes, boxes, {}).passed());
  Instances other = boxes;
  other.labels[1] = 2;
  EXPECT_EQ(compare(other, boxes, {}).problem, "instance 1 (score 0.8000, class 1) has no counterpart");
  other.labels.clear();
  EXPECT_FALSE(compare(other, boxes, {}).passed()) << "labels on one side only";
}

TEST(CompareResults, MapsOfLabels) {
  LabelMap map{100, 200, std::vector<int32_t>(20000, 1)};
  const LabelMap reference = map;
  map.labels[7] = 2;
  EXPECT_TRUE(compare(map, reference, {}).passed()) << "one pixel of 20,000";
  EXPECT_EQ(compare(map, reference, {}).note, "1 of 20000 pixels are of another class");
  for (size_t i = 0; i < 10; ++i) map.labels[i] = 2;
  EXPECT_FALSE(compare(map, reference, {}).passed());
  EXPECT_FALSE(compare(LabelMap{200, 100, map.labels}, reference, {}).passed());
}

TEST(CompareResults, LimitsInPixelsAndScores) {
  Instances moved = people_compare({0.9F, 0.8F});
  moved.keypoints[1][0][0] += 0.02F;
  EXPECT_FALSE(compare(moved, people_compare({0.9F, 0.8F}), {}).passed());
  moved = people_compare({0.9F, 0.8F});
  moved.boxes[0][3] += 0.005F;
  EXPECT_TRUE(compare(moved, people_compare({0.9F, 0.8F}), {}).passed());
  moved.keypoint_scores[0][1] += 0.001F;
  EXPECT_FALSE(compare(moved, people_compare({0.9F, 0.8F}), {}).passed());
  moved = people_compare({0.9F, 0.8F});
  moved.keypoints[0][0][0] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_FALSE(compare(moved, people_compare({0.9F, 0.8F}), {}).passed());
}

TEST(CompareResults, Classes) {
  EXPECT_TRUE(compare(Classes{{0.25F, 0.75F}, {1}}, Classes{{0.25F, 0.75F}, {1}}, {}).passed());
  EXPECT_FALSE(compare(Classes{{0.25F, 0.75F}, {1}}, Classes{{0.26F, 0.74F}, {1}}, {}).passed());
  EXPECT_FALSE(compare(Classes{{0.5F, 0.5F}, {0}}, Classes{{0.5F, 0.5F}, {1}}, {}).passed());
  EXPECT_FALSE(compare(Classes{{1.0F}, {0}}, Classes{{0.5F, 0.5F}, {0}}, {}).passed());
}

TEST(CompareResults, LabelsThatDoNotExcludeEachOther) {
  const Classes reference{{0.9F, 0.2F, 0.50002F, 0.6F}, {0, 2, 3}, 0.5F};
  EXPECT_TRUE(compare(reference, reference, {}).passed());
  // A score on the threshold may fall to either side.
  EXPECT_TRUE(compare(Classes{{0.9F, 0.2F, 0.49999F, 0.6F}, {0, 3}, 0.5F}, reference, {}).passed());
  EXPECT_EQ(compare(Classes{{0.9F, 0.2F, 0.50002F, 0.6F}, {0, 2}, 0.5F}, reference, {}).problem,
            "class 3 is not positive");
  EXPECT_EQ(compare(Classes{{0.9F, 0.2F, 0.50002F, 0.6F}, {0, 1, 2, 3}, 0.5F}, reference, {}).problem,
            "class 1 is positive");
  EXPECT_FALSE(compare(Classes{{0.9F, 0.2F, 0.50002F, 0.6F}, {0, 2, 3}, 0.4F}, reference, {}).passed());
  EXPECT_FALSE(compare(Classes{{0.9F, 0.2F, 0.50002F, 0.61F}, {0, 2, 3}, 0.5F}, reference, {}).passed());
  EXPECT_FALSE(compare(Classes{{0.9F}, {0}, 0.5F}, reference, {}).passed());
}

}  // namespace
}  // namespace slipway::verify
