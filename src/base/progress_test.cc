// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "base/progress.h"

#include <gtest/gtest.h>

namespace slipway {
namespace {

TEST(Progress, SaysRateAndRemainingTime) {
  EXPECT_EQ(Progress::text(50, 100, 10), " 50/100  5.0 images/s, 0:10 left");
  EXPECT_EQ(Progress::text(10, 100000, 1), "    10/100000  10.0 images/s, 2:46:39 left");
  EXPECT_EQ(Progress::text(0, 7, 0), "0/7  0.0 images/s, 0:00 left");
  EXPECT_EQ(Progress::text(3, 7, 1, "runs"), "3/7  3.0 runs/s, 0:01 left");
}

}  // namespace
}  // namespace slipway
