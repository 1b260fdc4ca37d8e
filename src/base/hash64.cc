// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "base/hash64.h"

#include <fmt/format.h>

#include <cstring>

namespace slipway {
namespace {

constexpr uint64_t kFactor = 0x9E3779B97F4A7C15;  // odd, about 2^64 / the golden ratio

uint64_t mix(uint64_t state, uint64_t word) {
  state = (state ^ word) * kFactor;
  return state ^ (state >> 29);
}

}  // namespace

void Hash64::add(std::string_view part) {
  size_ += part.size();
  for (; part.size() >= kStep; part.remove_prefix(kStep)) add_step(part.data());
  if (part.empty()) return;
  // Filled up with zeros; the size tells them from zeros of the contents.
  std::array<char, kStep> rest{};
  std::memcpy(rest.data(), part.data(), part.size());
  add_step(rest.data());
}

uint64_t Hash64::value() const {
  uint64_t hash = mix(kFactor, size_);
  for (const uint64_t lane : lanes_) hash = mix(hash, lane);
  return hash;
}

void Hash64::add_step(const char* data) {
  for (size_t lane = 0; lane < kLanes; ++lane) {
    uint64_t word = 0;
    std::memcpy(&word, data + lane * sizeof word, sizeof word);
    lanes_[lane] = mix(lanes_[lane], word);
  }
}

uint64_t hash64(std::string_view contents) {
  Hash64 hash;
  hash.add(contents);
  return hash.value();
}

std::string hash_text(uint64_t hash) { return fmt::format("{:016x}", hash); }

}  // namespace slipway
