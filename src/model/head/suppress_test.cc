// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/head/suppress.h"

#include <gtest/gtest.h>

#include <limits>

namespace slipway::model {
namespace {

constexpr int64_t kAll = std::numeric_limits<int64_t>::max();
using Kept = std::vector<size_t>;

Kept kept(const std::vector<Box>& boxes, double iou_threshold) {
  return suppress(boxes, std::vector<int64_t>(boxes.size(), 0), iou_threshold, kAll, 0);
}

TEST(Suppress, KeepsTheBetterOfTwoThatOverlapMore) {
  // IoU of the first two: 50 / 150; the limit is strict.
  const std::vector<Box> boxes{{0, 0, 10, 10}, {5, 0, 15, 10}, {100, 0, 110, 10}};
  EXPECT_EQ(kept(boxes, 0.3), (Kept{0, 2}));
  EXPECT_EQ(kept(boxes, static_cast<double>(50.0F / 150.0F)), (Kept{0, 1, 2}));
  EXPECT_EQ(kept(boxes, 1.0), (Kept{0, 1, 2}));
}

TEST(Suppress, IsNotTransitive) {
  // What a suppressed box overlaps stays.
  EXPECT_EQ(kept({{0, 0, 10, 10}, {3, 0, 13, 10}, {6, 0, 16, 10}}, 0.4), (Kept{0, 2}));
}

TEST(Suppress, WorksWithinClasses) {
  const std::vector<Box> boxes(4, Box{0, 0, 10, 10});
  EXPECT_EQ(suppress(boxes, {0, 1, 0, 1}, 0.5, kAll, 0), (Kept{0, 1}));
  EXPECT_EQ(suppress(boxes, {0, 1, 0, 1}, 1.0, 1, 0), (Kept{0, 1}));
  EXPECT_EQ(suppress(boxes, {0, 0, 1, 0}, 1.0, 2, 0), (Kept{0, 1, 2}));
}

TEST(Suppress, EmptyBoxesSuppressNothingUnlessTheirUnionCounts) {
  const std::vector<Box> boxes{{1, 1, 1, 1}, {1, 1, 1, 1}};
  EXPECT_EQ(suppress(boxes, {0, 0}, 0.5, kAll, 0), (Kept{0, 1}));
  EXPECT_EQ(suppress(boxes, {0, 0}, 0.5, kAll, 1e-6F), (Kept{0, 1}));
}

}  // namespace
}  // namespace slipway::model
