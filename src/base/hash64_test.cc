// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "base/hash64.h"

#include <gtest/gtest.h>

#include <set>

namespace slipway {
namespace {

TEST(Hash64, IsWhatFilesHold) {
  // Recorded: model directories that were written earlier hold such numbers.
  EXPECT_EQ(hash_text(hash64("")), "a20e054ed7640806");
  EXPECT_EQ(hash_text(hash64("slipway")), "d65f760843199fe3");
  EXPECT_EQ(hash_text(hash64(std::string(1000, 'a'))), "de747c61e277823d");
}

TEST(Hash64, DiffersByEveryByteAndBySize) {
  std::set<uint64_t> seen;
  size_t count = 0;
  for (size_t size = 0; size < 80; ++size, ++count) seen.insert(hash64(std::string(size, '\0')));
  for (size_t i = 0; i < 79; ++i, ++count) {
    std::string changed(79, '\0');
    changed[i] = 1;
    seen.insert(hash64(changed));
  }
  EXPECT_EQ(seen.size(), count);
}

TEST(Hash64, PartsAreOneContent) {
  const std::string contents = "some contents that are longer than two steps of the hash, by a few bytes more";
  Hash64 parts;
  parts.add(contents.substr(0, Hash64::kStep));
  parts.add(contents.substr(Hash64::kStep));
  EXPECT_EQ(parts.value(), hash64(contents));
}

TEST(Hash64, TextHasLeadingZeros) { EXPECT_EQ(hash_text(0x2a), "000000000000002a"); }

}  // namespace
}  // namespace slipway
