// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "slipway/result.h"

#include <gtest/gtest.h>

namespace slipway {
namespace {

TEST(Instances, TakesAllColumnsThatAreThere) {
  const Instances all{{{0, 0, 1, 1}, {2, 2, 3, 3}, {4, 4, 5, 5}}, {0.9F, 0.8F, 0.7F}, {7, 8, 9}, {}, {}, {}, {1, 2, 3}};
  const Instances taken = all.take({2, 0});
  EXPECT_EQ(taken.scores, (std::vector<float>{0.7F, 0.9F}));
  EXPECT_EQ(taken.labels, (std::vector<int64_t>{9, 7}));
  EXPECT_EQ(taken.track_ids, (std::vector<int64_t>{3, 1}));
  EXPECT_EQ(taken.boxes[0], (std::array<float, 4>{4, 4, 5, 5}));
  EXPECT_TRUE(taken.keypoints.empty());
  EXPECT_EQ(all.first(2).size(), 2U);
  EXPECT_EQ(all.first(9).size(), 3U);
}

TEST(Classes, ExcludeEachOtherWhereNoThresholdIsSet) {
  EXPECT_TRUE((Classes{{0.5F, 0.5F}, {1}}.exclusive()));
  EXPECT_EQ((Classes{{0.5F, 0.5F}, {1}}.label()), 1);
  EXPECT_FALSE((Classes{{0.5F}, {}, 0.5F}.exclusive()));
  EXPECT_EQ(Classes().label(), -1);
}

}  // namespace
}  // namespace slipway
