// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "base/crc32.h"

#include <array>
#include <bit>
#include <cstddef>
#include <cstring>

namespace slipway {
namespace {

constexpr size_t kStep = 16;  // bytes that are looked up at once, each in a table of its own

using Tables = std::array<std::array<uint32_t, 256>, kStep>;

/// tables[n][b] is what the byte b does to the checksum when n bytes follow it.
constexpr Tables make_tables() {
  Tables tables{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t state = byte;
    for (int bit = 0; bit < 8; ++bit) state = (state & 1U) != 0 ? 0xEDB88320U ^ (state >> 1U) : state >> 1U;
    tables[0][byte] = state;
  }
  for (size_t n = 1; n < kStep; ++n)
    for (size_t byte = 0; byte < 256; ++byte)
      tables[n][byte] = (tables[n - 1][byte] >> 8U) ^ tables[0][tables[n - 1][byte] & 0xFFU];
  return tables;
}

constexpr Tables kTables = make_tables();

}  // namespace

uint32_t crc32(std::string_view bytes, uint32_t before) {
  static_assert(std::endian::native == std::endian::little);
  uint32_t state = ~before;
  for (; bytes.size() >= kStep; bytes.remove_prefix(kStep)) {
    std::array<uint8_t, kStep> step;
    std::memcpy(step.data(), bytes.data(), kStep);
    uint32_t first;
    std::memcpy(&first, step.data(), sizeof first);
    first ^= state;
    std::memcpy(step.data(), &first, sizeof first);
    state = 0;
    for (size_t i = 0; i < kStep; ++i) state ^= kTables[kStep - 1 - i][step[i]];
  }
  for (const char byte : bytes) state = kTables[0][(state ^ static_cast<uint8_t>(byte)) & 0xFFU] ^ (state >> 8U);
  return ~state;
}

}  // namespace slipway
