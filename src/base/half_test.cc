// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "base/half.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>

namespace slipway {
namespace {

bool is_nan(uint16_t half) { return (half & 0x7fff) > 0x7c00; }

// The compiler's own type is the reference.
float of_compiler(uint16_t half) { return static_cast<float>(std::bit_cast<_Float16>(half)); }
uint16_t of_compiler(float value) { return std::bit_cast<uint16_t>(static_cast<_Float16>(value)); }

TEST(Half, EveryOneBecomesItsFloatAndComesBack) {
  for (uint32_t i = 0; i < 0x10000; ++i) {
    const auto half = static_cast<uint16_t>(i);
    const float value = half_to_float(half);
    if (is_nan(half)) {
      EXPECT_TRUE(std::isnan(value)) << i;
      EXPECT_TRUE(is_nan(float_to_half(value))) << i;
      continue;
    }
    EXPECT_EQ(std::bit_cast<uint32_t>(value), std::bit_cast<uint32_t>(of_compiler(half))) << i;
    EXPECT_EQ(float_to_half(value), half) << i;
  }
}

TEST(Half, RoundsToTheNearestAndTiesToEven) {
  for (uint32_t i = 0; i < 0x7c00; ++i) {
    const auto half = static_cast<uint16_t>(i);
    // Beyond the largest, 65504, half-way lies to where the next one would be.
    const double next = i == 0x7bff ? 65536.0 : double{half_to_float(static_cast<uint16_t>(i + 1))};
    const auto middle = static_cast<float>((double{half_to_float(half)} + next) / 2);
    for (const float value : {std::nextafter(middle, 0.0F), middle, std::nextafter(middle, 1e9F)}) {
      EXPECT_EQ(float_to_half(value), of_compiler(value)) << value;
      EXPECT_EQ(float_to_half(-value), of_compiler(-value)) << -value;
    }
  }
  EXPECT_EQ(float_to_half(1e30F), 0x7c00);
  EXPECT_EQ(float_to_half(-std::numeric_limits<float>::infinity()), 0xfc00);
  EXPECT_EQ(float_to_half(std::numeric_limits<float>::denorm_min()), 0);
}

TEST(BFloat16, IsTheUpperHalfOfAFloat) {
  EXPECT_EQ(bfloat16_to_float(0x3f80), 1.0F);
  for (uint32_t i = 0; i < 0x10000; ++i) {
    const float value = bfloat16_to_float(static_cast<uint16_t>(i));
    if (std::isnan(value))
      EXPECT_TRUE(std::isnan(bfloat16_to_float(float_to_bfloat16(value)))) << i;
    else
      EXPECT_EQ(float_to_bfloat16(value), i);
  }
  EXPECT_EQ(float_to_bfloat16(std::bit_cast<float>(0x3f808000U)), 0x3f80);  // half-way, even below
  EXPECT_EQ(float_to_bfloat16(std::bit_cast<float>(0x3f818000U)), 0x3f82);  // half-way, even above
  EXPECT_EQ(float_to_bfloat16(std::bit_cast<float>(0x3f808001U)), 0x3f81);
  EXPECT_EQ(float_to_bfloat16(std::numeric_limits<float>::max()), 0x7f80);
}

}  // namespace
}  // namespace slipway
