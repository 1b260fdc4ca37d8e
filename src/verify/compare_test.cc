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

/// align_detections() by the limits that compare() has.
Alignment aligned_by(const std::vector<HostTensor>& actual, const std::vector<HostTensor>& reference,
                     double tolerance) {
  std::vector<std::vector<double>> limits;
  for (const HostTensor& output : reference) limits.push_back(column_limits(output, {}, {}));
  return align_detections(actual, reference, tolerance, limits);
}

TEST(AlignDetections, SwapsOnlyRowsThatTie) {
  const HostTensor dets = tensor({1, 3, 5}, {0, 0, 9, 9, 0.9F, 5, 5, 8, 8, 0.5F, 1, 1, 2, 2, 0.5F});
  const HostTensor points = tensor({1, 3, 1, 3}, {1, 1, 1, 2, 2, 1, 3, 3, 1});
  const HostTensor swapped = tensor({1, 3, 5}, {0, 0, 9, 9, 0.9F, 1, 1, 2, 2, 0.50001F, 5, 5, 8, 8, 0.5F});
  const HostTensor swapped_points = tensor({1, 3, 1, 3}, {1, 1, 1, 3, 3, 1, 2, 2, 1});
  const Alignment aligned = aligned_by({swapped, swapped_points}, {dets, points}, 1e-4);
  EXPECT_TRUE(compare(aligned.outputs[0], dets, {}).passed());
  EXPECT_TRUE(compare(aligned.outputs[1], points, {}).passed());
  EXPECT_EQ(aligned.exchanged, 0U);

  // Rows in a wrong order though their scores differ are a fault and stay visible.
  const HostTensor wrong = tensor({1, 3, 5}, {5, 5, 8, 8, 0.5F, 0, 0, 9, 9, 0.9F, 1, 1, 2, 2, 0.5F});
  EXPECT_FALSE(compare(aligned_by({wrong, points}, {dets, points}, 1e-4).outputs[0], dets, {}).passed());
  const HostTensor other = tensor({1, 3, 5}, {0, 0, 9, 9, 0.9F, 5, 5, 8, 8, 0.3F, 1, 1, 2, 2, 0.5F});
  EXPECT_FALSE(compare(aligned_by({other, points}, {dets, points}, 1e-4).outputs[0], dets, {}).passed());
}

/// A full table, of which all but four rows score as the last one within 1e-4.
constexpr size_t kTableRows = 20;
std::vector<float> full_table() {
  std::vector<float> values;
  for (size_t row = 0; row < kTableRows; ++row) {
    const float at = static_cast<float>(row) * 20;
    const float score = row < 4 ? 0.9F - 0.1F * static_cast<float>(row) : 0.5F - 4e-6F * static_cast<float>(row);
    values.insert(values.end(), {at, at, at + 10, at + 10, score});
  }
  return values;
}

Alignment against_full_table(const std::vector<float>& values, const std::vector<int64_t>& labels) {
  const std::vector<HostTensor> reference{
      tensor({1, kTableRows, 5}, full_table()),
      HostTensor::of(DType::kI64, {1, kTableRows}, std::vector<int64_t>(kTableRows, 3))};
  return aligned_by({tensor({1, kTableRows, 5}, values), HostTensor::of(DType::kI64, {1, kTableRows}, labels)},
                    reference, 1e-4);
}

bool passes_full_table(const Alignment& aligned) {
  return compare(aligned.outputs[0], tensor({1, kTableRows, 5}, full_table()), {}).passed() &&
         compare(aligned.outputs[1], HostTensor::of(DType::kI64, {1, kTableRows}, std::vector<int64_t>(kTableRows, 3)),
                 {})
             .passed();
}

TEST(AlignDetections, RowsAtTheCutMayBeOthersThatTie) {
  std::vector<float> values = full_table();
  std::vector<int64_t> labels(kTableRows, 3);
  // The second row that ties is not there; those after it move up, and another one, of another class, comes last.
  values.erase(values.begin() + 5 * 5, values.begin() + 6 * 5);
  values.insert(values.end(), {500, 500, 520, 520, 0.49992F});
  labels.back() = 7;
  const Alignment aligned = against_full_table(values, labels);
  EXPECT_TRUE(passes_full_table(aligned));
  EXPECT_EQ(aligned.exchanged, 1U);
  EXPECT_EQ(exchange_note(1, 1e-4), "1 row is other than PyTorch's at the cut, where scores tie within 0.0001");
}

TEST(AlignDetections, TellsTwoClassesOfOneBoxApart) {
  // Both score the same, and come in another order; the box is off by more than is allowed.
  const std::vector<HostTensor> reference{tensor({1, 2, 5}, {10, 10, 50, 50, 0.5F, 10, 10, 50, 50, 0.5F}),
                                          HostTensor::of(DType::kI64, {1, 2}, std::vector<int64_t>{3, 60})};
  const std::vector<HostTensor> actual{tensor({1, 2, 5}, {10, 10, 50, 51, 0.5F, 10, 10, 50, 51, 0.5F}),
                                       HostTensor::of(DType::kI64, {1, 2}, std::vector<int64_t>{60, 3})};
  const Alignment aligned = aligned_by(actual, reference, 1e-4);
  EXPECT_TRUE(compare(aligned.outputs[1], reference[1], {}).passed());
  EXPECT_FALSE(compare(aligned.outputs[0], reference[0], {}).passed());
}

TEST(AlignDetections, AWrongRowElsewhereIsSeen) {
  const std::vector<int64_t> labels(kTableRows, 3);
  std::vector<float> values = full_table();
  values[3 * 5] += 5;  // a box of a row that scores more than the last
  EXPECT_FALSE(passes_full_table(against_full_table(values, labels)));
  values = full_table();
  values[19 * 5 + 4] -= 0.01F;  // the last row's score
  EXPECT_FALSE(passes_full_table(against_full_table(values, labels)));
  std::vector<int64_t> others = labels;
  others[2] = 4;
  EXPECT_FALSE(passes_full_table(against_full_table(full_table(), others)));
}

TEST(AlignDetections, ManyOthersAtTheCutCannotBeToldFromWrongOnes) {
  std::vector<float> values = full_table();
  for (size_t row = 4; row < 7; ++row) values[row * 5] += 5;  // three of twenty
  const Alignment aligned = against_full_table(values, std::vector<int64_t>(kTableRows, 3));
  EXPECT_EQ(aligned.exchanged, 0U);
  EXPECT_FALSE(passes_full_table(aligned));
}

TEST(AlignDetections, ATableThatIsNotFullHasNoCut) {
  std::vector<float> reference = full_table(), values;
  std::fill(reference.end() - 5, reference.end(), 0.0F);
  values = reference;
  values[6 * 5] += 5;
  const HostTensor wanted = tensor({1, kTableRows, 5}, reference);
  const Alignment aligned = aligned_by({tensor({1, kTableRows, 5}, values)}, {wanted}, 1e-4);
  EXPECT_EQ(aligned.exchanged, 0U);
  EXPECT_FALSE(compare(aligned.outputs[0], wanted, {}).passed());
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
  EXPECT_TRUE(compare(people_compare({0.9F, 0.8F}), people_compare({0.9F, 0.8F}), kNoLimit, {}).passed());
  EXPECT_FALSE(compare(people_compare({0.9F}), people_compare({0.9F, 0.8F}), kNoLimit, {}).passed());
  EXPECT_FALSE(compare(people_compare({0.9F, 0.8F}), people_compare({0.9F}), kNoLimit, {}).passed());
}

TEST(CompareResults, InstancesAtTheCutMayBeOthersThatTie) {
  std::vector<float> scores{0.9F, 0.8F, 0.7F};
  while (scores.size() < 12) scores.push_back(0.50004F);
  const Instances reference = people_compare(scores);
  Instances actual = reference;
  actual.boxes[4] = {300, 300, 310, 310};
  const ResultDifference full = compare(actual, reference, 12, {});
  EXPECT_EQ(full.problem, "");
  EXPECT_EQ(full.note, "1 row is other than PyTorch's at the cut, where scores tie within 0.0001");
  EXPECT_FALSE(compare(actual, reference, kNoLimit, {}).passed()) << "nothing was cut";
  actual.boxes[3] = {400, 400, 410, 410};
  EXPECT_FALSE(compare(actual, reference, 12, {}).passed()) << "two of twelve";
  actual = reference;
  actual.boxes[2] = {300, 300, 310, 310};
  EXPECT_FALSE(compare(actual, reference, 12, {}).passed()) << "one that scores more";
}

TEST(CompareResults, ColumnsThatAreThereCount) {
  const Instances boxes{{{0, 0, 5, 5}, {10, 10, 15, 15}}, {0.9F, 0.8F}, {3, 1}};
  EXPECT_TRUE(compare(boxes, boxes, kNoLimit, {}).passed());
  Instances other = boxes;
  other.labels[1] = 2;
  EXPECT_EQ(compare(other, boxes, kNoLimit, {}).problem, "instance 1 (score 0.8000, class 1) has no counterpart");
  other.labels.clear();
  EXPECT_FALSE(compare(other, boxes, kNoLimit, {}).passed()) << "labels on one side only";
}

TEST(CompareResults, MapsOfLabels) {
  LabelMap map{100, 200, std::vector<int32_t>(20000, 1)};
  const LabelMap reference = map;
  map.labels[7] = 2;
  EXPECT_TRUE(compare(map, reference, kNoLimit, {}).passed()) << "one pixel of 20,000";
  EXPECT_EQ(compare(map, reference, kNoLimit, {}).note, "1 of 20000 pixels are of another class");
  for (size_t i = 0; i < 10; ++i) map.labels[i] = 2;
  EXPECT_FALSE(compare(map, reference, kNoLimit, {}).passed());
  EXPECT_FALSE(compare(LabelMap{200, 100, map.labels}, reference, kNoLimit, {}).passed());
}

TEST(CompareResults, LimitsInPixelsAndScores) {
  Instances moved = people_compare({0.9F, 0.8F});
  moved.keypoints[1][0][0] += 0.02F;
  EXPECT_FALSE(compare(moved, people_compare({0.9F, 0.8F}), kNoLimit, {}).passed());
  moved = people_compare({0.9F, 0.8F});
  moved.boxes[0][3] += 0.005F;
  EXPECT_TRUE(compare(moved, people_compare({0.9F, 0.8F}), kNoLimit, {}).passed());
  moved.keypoint_scores[0][1] += 0.001F;
  EXPECT_FALSE(compare(moved, people_compare({0.9F, 0.8F}), kNoLimit, {}).passed());
  moved = people_compare({0.9F, 0.8F});
  moved.keypoints[0][0][0] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_FALSE(compare(moved, people_compare({0.9F, 0.8F}), kNoLimit, {}).passed());
}

TEST(CompareResults, Classes) {
  EXPECT_TRUE(compare(Classes{{0.25F, 0.75F}, {1}}, Classes{{0.25F, 0.75F}, {1}}, kNoLimit, {}).passed());
  EXPECT_FALSE(compare(Classes{{0.25F, 0.75F}, {1}}, Classes{{0.26F, 0.74F}, {1}}, kNoLimit, {}).passed());
  EXPECT_FALSE(compare(Classes{{0.5F, 0.5F}, {0}}, Classes{{0.5F, 0.5F}, {1}}, kNoLimit, {}).passed());
  EXPECT_FALSE(compare(Classes{{1.0F}, {0}}, Classes{{0.5F, 0.5F}, {0}}, kNoLimit, {}).passed());
}

TEST(CompareResults, LabelsThatDoNotExcludeEachOther) {
  const Classes reference{{0.9F, 0.2F, 0.50002F, 0.6F}, {0, 2, 3}, 0.5F};
  EXPECT_TRUE(compare(reference, reference, kNoLimit, {}).passed());
  // A score on the threshold may fall to either side.
  EXPECT_TRUE(compare(Classes{{0.9F, 0.2F, 0.49999F, 0.6F}, {0, 3}, 0.5F}, reference, kNoLimit, {}).passed());
  EXPECT_EQ(compare(Classes{{0.9F, 0.2F, 0.50002F, 0.6F}, {0, 2}, 0.5F}, reference, kNoLimit, {}).problem,
            "class 3 is not positive");
  EXPECT_EQ(compare(Classes{{0.9F, 0.2F, 0.50002F, 0.6F}, {0, 1, 2, 3}, 0.5F}, reference, kNoLimit, {}).problem,
            "class 1 is positive");
  EXPECT_FALSE(compare(Classes{{0.9F, 0.2F, 0.50002F, 0.6F}, {0, 2, 3}, 0.4F}, reference, kNoLimit, {}).passed());
  EXPECT_FALSE(compare(Classes{{0.9F, 0.2F, 0.50002F, 0.61F}, {0, 2, 3}, 0.5F}, reference, kNoLimit, {}).passed());
  EXPECT_FALSE(compare(Classes{{0.9F}, {0}, 0.5F}, reference, kNoLimit, {}).passed());
}

}  // namespace
}  // namespace slipway::verify
