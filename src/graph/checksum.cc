// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "graph/checksum.h"

#include <cstring>

namespace slipway::graph {
namespace {

constexpr uint64_t kPrime = 0x9e3779b97f4a7c15;  // 2^64 / golden ratio: odd, its bits well mixed

uint64_t mix(uint64_t state, uint64_t word) {
  state = (state ^ word) * kPrime;
  return state ^ (state >> 32);
}

}  // namespace

uint64_t checksum(const void* data, size_t size) {
  const char* bytes = static_cast<const char*>(data);
  // Four lanes, so that the multiplications overlap.
  uint64_t lanes[4] = {size, ~static_cast<uint64_t>(size), size * kPrime, 1};
  size_t i = 0;
  for (; i + 32 <= size; i += 32) {
    uint64_t words[4];
    std::memcpy(words, bytes + i, sizeof words);
    for (int lane = 0; lane < 4; ++lane) lanes[lane] = mix(lanes[lane], words[lane]);
  }
  uint64_t result = mix(mix(mix(lanes[0], lanes[1]), lanes[2]), lanes[3]);
  for (; i < size; i += 8) {
    uint64_t word = 0;
    std::memcpy(&word, bytes + i, size - i < 8 ? size - i : 8);
    result = mix(result, word);
  }
  return mix(result, size);
}

}  // namespace slipway::graph
