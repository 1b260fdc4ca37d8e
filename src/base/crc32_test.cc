// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "base/crc32.h"

#include <gtest/gtest.h>

#include <string>

namespace slipway {
namespace {

TEST(Crc32, EqualsPublishedValues) {
  EXPECT_EQ(crc32(""), 0U);
  EXPECT_EQ(crc32("123456789"), 0xCBF43926U);  // the check value of its definition
  EXPECT_EQ(crc32("The quick brown fox jumps over the lazy dog"), 0x414FA339U);
}

TEST(Crc32, GoesOnFromPartToPart) {
  std::string bytes;
  for (int i = 0; i < 300; ++i) bytes.push_back(static_cast<char>(i * 37));
  for (size_t cut = 0; cut <= bytes.size(); ++cut)
    EXPECT_EQ(crc32(std::string_view(bytes).substr(cut), crc32(std::string_view(bytes).substr(0, cut))), crc32(bytes));
}

TEST(Crc32, TakesWholeStepsAsItTakesBytes) {
  std::string bytes;
  for (int i = 0; i < 300; ++i) bytes.push_back(static_cast<char>(i * i));
  uint32_t one_by_one = 0;
  for (const char byte : bytes) one_by_one = crc32({&byte, 1}, one_by_one);
  EXPECT_EQ(crc32(bytes), one_by_one);
}

}  // namespace
}  // namespace slipway
