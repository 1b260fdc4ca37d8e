// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "sdk/tracker.h"

#include <gtest/gtest.h>

namespace slipway::sdk {
namespace {

TEST(EuroFilter, IsWhatItsAuthorsSay) {
  // 1 / (1 + 1/(2 pi fc)), by hand for beta 0: 0.8626878 of the newest value.
  EuroFilter filter;
  const EuroSettings settings{0, 1, 1};
  EXPECT_EQ(filter.next(10, settings), 10);
  EXPECT_NEAR(filter.next(20, settings), 10 + 10 * 0.8626878F, 1e-4);
  // What moves fast is followed closer.
  EuroFilter fast;
  const EuroSettings follows{1, 1, 1};
  fast.next(10, follows);
  EXPECT_GT(fast.next(20, follows), 19);
  EuroFilter off;
  off.next(1, {0.007F, 0, 1});
  EXPECT_EQ(off.next(5, {0.007F, 0, 1}), 5);
}

TEST(BoxMotion, FollowsWhatMovesEvenly) {
  BoxMotion motion({0, 0, 20, 40}, 0.05F, 0.00625F);
  for (int i = 1; i <= 30; ++i) {
    motion.predict();
    const auto x = static_cast<float>(3 * i);
    motion.correct({x, 0, x + 20, 40});
  }
  const Box next = motion.predict();
  EXPECT_NEAR(next[0], 93, 0.5);
  EXPECT_NEAR(next[2], 113, 0.5);
  EXPECT_NEAR(next[1], 0, 0.1);
  // Without corrections it goes on.
  EXPECT_GT(motion.predict()[0], next[0] + 2);
}

TEST(Overlap, IsIntersectionOverUnion) {
  EXPECT_FLOAT_EQ(overlap({0, 0, 2, 2}, {1, 0, 3, 2}), 1.0F / 3);
  EXPECT_EQ(overlap({0, 0, 1, 1}, {2, 2, 3, 3}), 0);
  EXPECT_EQ(overlap({0, 0, 0, 0}, {0, 0, 0, 0}), 0);
}

}  // namespace
}  // namespace slipway::sdk
