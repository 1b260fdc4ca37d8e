// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/weights_hash.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <vector>

#include "base/error.h"

namespace slipway::backend {
namespace {

constexpr size_t kLanes = 4;  // that the processor works on at once
constexpr size_t kStep = kLanes * sizeof(uint64_t);
constexpr uint64_t kFactor = 0x9E3779B97F4A7C15;  // odd, about 2^64 / the golden ratio

uint64_t mix(uint64_t state, uint64_t word) {
  state = (state ^ word) * kFactor;
  return state ^ (state >> 29);
}

class Hash {
 public:
  /// All parts but the last one must be whole steps.
  void add(std::string_view part) {
    size_ += part.size();
    for (; part.size() >= kStep; part.remove_prefix(kStep)) add_step(part.data());
    if (part.empty()) return;
    // Filled up with zeros; the size tells them from zeros of the contents.
    std::array<char, kStep> rest{};
    std::memcpy(rest.data(), part.data(), part.size());
    add_step(rest.data());
  }

  std::string text() const {
    uint64_t hash = mix(kFactor, size_);
    for (const uint64_t lane : lanes_) hash = mix(hash, lane);
    return fmt::format("{:016x}", hash);
  }

 private:
  void add_step(const char* data) {
    for (size_t lane = 0; lane < kLanes; ++lane) {
      uint64_t word = 0;
      std::memcpy(&word, data + lane * sizeof word, sizeof word);
      lanes_[lane] = mix(lanes_[lane], word);
    }
  }

  std::array<uint64_t, kLanes> lanes_{1, 2, 3, 4};
  uint64_t size_ = 0;
};

}  // namespace

std::string hash_of_file(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) fail("{}: cannot be read", file.string());
  std::vector<char> buffer(kStep << 15);
  Hash hash;
  while (stream) {
    stream.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    hash.add({buffer.data(), static_cast<size_t>(stream.gcount())});
  }
  if (stream.bad()) fail("{}: cannot be read to its end", file.string());
  return hash.text();
}

std::string hash_of(std::string_view contents) {
  Hash hash;
  hash.add(contents);
  return hash.text();
}

}  // namespace slipway::backend
