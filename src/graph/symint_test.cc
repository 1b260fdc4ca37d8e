// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "graph/symint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <random>

#include "base/error.h"

namespace slipway::graph {
namespace {

const std::vector<std::string> kNames{"batch", "height", "width"};
const SymInt kBatch = SymInt::axis(0);
const SymInt kHeight = SymInt::axis(1);
const SymInt kWidth = SymInt::axis(2);

TEST(SymInt, PrintsAsOneWritesPolynomials) {
  EXPECT_EQ(SymInt(0).text(kNames), "0");
  EXPECT_EQ(SymInt(-7).text(kNames), "-7");
  EXPECT_EQ((kBatch * 8400).text(kNames), "batch*8400");
  EXPECT_EQ((kHeight * kWidth).divided_by(64).text(kNames), "height*width/64");
  EXPECT_EQ((SymInt(1) - kBatch * 3 + kHeight.divided_by(-2)).text(kNames), "-batch*3-height/2+1");
  EXPECT_EQ((kWidth * kBatch * kHeight).text(kNames), "batch*height*width");
  EXPECT_EQ((kBatch + 1).text({"f32"}), "`f32`+1");
  EXPECT_EQ(SymInt(std::numeric_limits<int64_t>::min()).text(kNames), "-9223372036854775808");
}

TEST(SymInt, ComputesExactly) {
  const SymInt expression = (kHeight * kWidth).divided_by(64) + kBatch * 5 - 2;
  EXPECT_EQ(expression.eval({3, 64, 32}), 32 + 15 - 2);
  EXPECT_EQ((kHeight.divided_by(2) + SymInt(1).divided_by(2)).eval({0, 7, 0}), 4);
  EXPECT_EQ(kHeight - kHeight, SymInt(0));
  EXPECT_EQ(kHeight.divided_by(3) * 3, kHeight);
  EXPECT_TRUE((kHeight - kHeight + 4).is_constant());
  EXPECT_EQ((kHeight - kHeight + 4).constant(), 4);
  EXPECT_FALSE(SymInt(1).divided_by(2).is_constant());
  EXPECT_THROW(kHeight.constant(), InternalError);
}

TEST(SymInt, RefusesFractionsAndOverflow) {
  EXPECT_THROW(kHeight.divided_by(32).eval({1, 33, 1}), Error);
  const SymInt huge = std::numeric_limits<int64_t>::max();
  EXPECT_THROW(huge + 1, Error);
  EXPECT_THROW(huge * 2, Error);
  EXPECT_EQ((huge.divided_by(2) * 2).constant(), std::numeric_limits<int64_t>::max());
  EXPECT_THROW((kBatch * std::numeric_limits<int64_t>::max()).eval({2}), Error);
}

TEST(SymInt, ParseIsTheInverseOfText) {
  std::mt19937 random(1);
  const auto number = [&](int low, int high) { return std::uniform_int_distribution<int>(low, high)(random); };
  for (int round = 0; round < 2000; ++round) {
    SymInt expression = number(-3, 3);
    for (int terms = number(0, 4); terms > 0; --terms) {
      SymInt term = SymInt(number(-20, 20)).divided_by(number(1, 12));
      for (int factors = number(0, 3); factors > 0; --factors) term = term * SymInt::axis(number(0, 2));
      expression = expression + term;
    }
    const std::string text = expression.text(kNames);
    EXPECT_EQ(SymInt::parse(text, kNames), expression) << text;
  }
  for (int64_t value :
       {std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max(), int64_t{0}, int64_t{-1}})
    EXPECT_EQ(SymInt::parse(SymInt(value).text({}), {}), SymInt(value));
  EXPECT_EQ(SymInt::parse(" - 2*batch + 4 / 2 ", kNames), SymInt(2) - kBatch * 2);
}

TEST(SymInt, ParseSaysWhereItFails) {
  const auto message = [](std::string_view text) -> std::string {
    try {
      SymInt::parse(text, kNames);
    } catch (const Error& e) {
      return e.what();
    }
    return "no error";
  };
  EXPECT_EQ(message("batch*depth"), "line 1, column 7: unknown axis 'depth'");
  EXPECT_EQ(message("batch/0"), "line 1, column 7: division by zero");
  EXPECT_EQ(message("2/batch"), "line 1, column 3: division by an axis");
  EXPECT_EQ(message("9223372036854775808"), "line 1, column 1: integer out of range");
  EXPECT_EQ(message("batch batch"), "line 1, column 7: unexpected text after a symbolic integer");
  EXPECT_EQ(message(""), "line 1, column 1: expected an integer or the name of an axis");
  EXPECT_THAT(message("batch*9223372036854775807*2"), testing::StartsWith("line 1, column 1: "));
}

}  // namespace
}  // namespace slipway::graph
