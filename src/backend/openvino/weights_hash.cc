// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/openvino/weights_hash.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <vector>

#include "base/error.h"

namespace slipway::backend::openvino {
namespace {

constexpr size_t kLanes = 4;  // that the processor works on at once
constexpr size_t kStep = kLanes * sizeof(uint64_t);
constexpr uint64_t kFactor = 0x9E3779B97F4A7C15;  // odd, about 2^64 / the golden ratio

uint64_t mix(uint64_t state, uint64_t word) {
  state = (state ^ word) * kFactor;
  return state ^ (state >> 29);
}

}  // namespace

std::string hash_of_file(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) fail("{}: cannot be read", file.string());
  std::array<uint64_t, kLanes> lanes{1, 2, 3, 4};
  std::vector<char> buffer(kStep << 15);
  uint64_t size = 0;
  while (stream) {
    stream.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    const auto got = static_cast<size_t>(stream.gcount());
    size += got;
    // The last step is filled up with zeros; the size tells them from zeros of the file.
    const size_t whole = (got + kStep - 1) / kStep * kStep;
    std::memset(buffer.data() + got, 0, whole - got);
    for (size_t i = 0; i < whole; i += kStep)
      for (size_t lane = 0; lane < kLanes; ++lane) {
        uint64_t word = 0;
        std::memcpy(&word, buffer.data() + i + lane * sizeof word, sizeof word);
        lanes[lane] = mix(lanes[lane], word);
      }
  }
  if (stream.bad()) fail("{}: cannot be read to its end", file.string());
  uint64_t hash = mix(kFactor, size);
  for (const uint64_t lane : lanes) hash = mix(hash, lane);
  return fmt::format("{:016x}", hash);
}

}  // namespace slipway::backend::openvino
