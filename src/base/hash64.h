// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace slipway {

/// 64 bits that differ for different contents by accident, not by attack, at the speed of memory; the same on every
/// machine of the same byte order. Model directories and the text form of graphs hold them: they must not change.
class Hash64 {
 public:
  /// All parts but the last one must be a multiple of kStep bytes long.
  void add(std::string_view part);
  uint64_t value() const;
  static constexpr size_t kStep = 32;

 private:
  static constexpr size_t kLanes = kStep / sizeof(uint64_t);  // that the processor works on at once
  void add_step(const char* data);

  std::array<uint64_t, kLanes> lanes_{1, 2, 3, 4};
  uint64_t size_ = 0;
};

uint64_t hash64(std::string_view contents);
/// 16 hexadecimal digits.
std::string hash_text(uint64_t hash);

}  // namespace slipway
