// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "profile/statistics.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"

namespace slipway::profile {
namespace {

TEST(Percentile, IsNumpysDefault) {
  // numpy.percentile([15, 20, 35, 40, 50], [0, 5, 30, 40, 50, 90, 99, 100])
  const std::vector<double> values{15, 20, 35, 40, 50};
  const std::pair<double, double> expected[] = {{0, 15},  {5, 16},  {30, 23},   {40, 29},
                                                {50, 35}, {90, 46}, {99, 49.6}, {100, 50}};
  for (const auto& [percent, value] : expected) EXPECT_NEAR(percentile(values, percent), value, 1e-12) << percent;
}

TEST(Percentile, OfOneAndOfEqualValues) {
  EXPECT_EQ(percentile({7}, 99), 7);
  EXPECT_EQ(percentile({3, 3, 3}, 10), 3);
  EXPECT_EQ(percentile({1, 2}, 50), 1.5);
}

TEST(Percentile, NeedsValues) {
  EXPECT_THROW(percentile({}, 50), InternalError);
  EXPECT_THROW(percentile({1}, 101), InternalError);
}

TEST(Summarize, OfKnownNumbers) {
  // 1 to 100 in another order: the ranks of the percentiles lie between two of them.
  std::vector<double> values;
  for (int i = 0; i < 100; ++i) values.push_back((i * 37) % 100 + 1);
  const Statistics s = summarize(values);
  EXPECT_NEAR(s.mean, 50.5, 1e-12);
  EXPECT_NEAR(s.deviation, std::sqrt(100.0 * 101 / 12), 1e-12);  // of 1 to n: n (n + 1) / 12
  EXPECT_EQ(s.min, 1);
  EXPECT_EQ(s.max, 100);
  EXPECT_NEAR(s.p10, 10.9, 1e-12);
  EXPECT_NEAR(s.p50, 50.5, 1e-12);
  EXPECT_NEAR(s.p90, 90.1, 1e-12);
  EXPECT_NEAR(s.p99, 99.01, 1e-12);
}

TEST(Summarize, OfOneValue) {
  const Statistics s = summarize({2.5});
  for (const double value : {s.mean, s.min, s.max, s.p10, s.p50, s.p90, s.p99}) EXPECT_EQ(value, 2.5);
  EXPECT_EQ(s.deviation, 0);
}

}  // namespace
}  // namespace slipway::profile
