// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "capture/interpolation.h"

#include <gtest/gtest.h>

#include <functional>

namespace slipway::capture {
namespace {

const std::vector<std::string> kNames{"b", "h", "w", "d"};

std::string fitted(const std::vector<int64_t>& examples, const std::vector<int64_t>& steps, int degree,
                   const std::function<int64_t(const std::vector<int64_t>&)>& function) {
  const Interpolation interpolation(examples, steps, degree);
  std::vector<int64_t> values;
  for (const Point& point : interpolation.points()) values.push_back(function(interpolation.sizes(point)));
  return interpolation.fit(values).text(kNames);
}

TEST(Interpolation, FindsAffineFunctionsAndProducts) {
  EXPECT_EQ(fitted({1}, {1}, 1, [](auto& x) { return 8400 * x[0] - 3; }), "b*8400-3");
  EXPECT_EQ(fitted({1, 640}, {1, 32}, 1, [](auto& x) { return x[0] * (x[1] / 32 + 1); }), "b*h/32+b");
  EXPECT_EQ(fitted({2, 640, 416}, {1, 32, 32}, 1, [](auto& x) { return x[0] * 85 * (x[1] / 8) * (x[2] / 8); }),
            "b*h*w*85/64");
  EXPECT_EQ(fitted({2, 64, 96}, {1, 32, 32}, 1,
                   [](auto& x) { return x[1] * x[2] / 64 + x[1] * x[2] / 256 + x[1] * x[2] / 1024; }),
            "h*w*21/1024");
  EXPECT_EQ(fitted({1, 2, 3, 4}, {1, 1, 1, 1}, 1, [](auto& x) { return x[0] * x[1] * x[3] + x[2]; }), "b*h*d+w");
  EXPECT_EQ(fitted({5}, {3}, 1, [](auto&) { return INT64_MAX; }), "9223372036854775807");
}

TEST(Interpolation, FindsSquaresWhereAsked) {
  const auto square = [](const std::vector<int64_t>& x) { return x[0] * x[0] / 4 + 1; };
  EXPECT_NE(fitted({8}, {2}, 1, square), "b*b/4+1");
  EXPECT_EQ(fitted({8}, {2}, 2, square), "b*b/4+1");
  EXPECT_EQ(fitted({1, 8}, {1, 2}, 2, [](auto& x) { return x[0] * x[1] * x[1] - x[1]; }), "b*h*h-h");
  EXPECT_EQ(fitted({1, 8, 4}, {1, 2, 4}, 2, [](auto& x) { return x[1] * x[1] + x[0] * x[2]; }), "b*w+h*h");
}

TEST(Interpolation, TakesFewPoints) {
  EXPECT_EQ(Interpolation({1}, {1}, 1).points().size(), 2U);
  EXPECT_EQ(Interpolation({1, 1, 1}, {1, 1, 1}, 1).points().size(), 8U);
  EXPECT_EQ(Interpolation({1, 1, 1}, {1, 1, 1}, 1).points()[0], (Point{0, 0, 0}));
  EXPECT_EQ(Interpolation({1, 1}, {1, 1}, 2).points().size(), 9U);
  EXPECT_EQ(Interpolation({1, 1, 1}, {1, 1, 1}, 2).points().size(), 11U);
}

}  // namespace
}  // namespace slipway::capture
