// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/error.h"

namespace slipway::evaluate {

/// Values one behind the other, in this machine's own form: for other processes of the same run, not for files.
class ByteWriter {
 public:
  template <typename T>
  void put(const T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void put_text(std::string_view text) {
    put<uint64_t>(text.size());
    bytes_.append(text);
  }
  template <typename T>
  void put_all(const std::vector<T>& values) {
    static_assert(std::is_trivially_copyable_v<T>);
    put<uint64_t>(values.size());
    bytes_.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

/// Reads what ByteWriter wrote. Errors: slipway::Error where the bytes end early or go on.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

  template <typename T>
  T get() {
    T value;
    std::memcpy(&value, next(1, sizeof value), sizeof value);
    return value;
  }
  std::string_view get_text() {
    const auto size = get<uint64_t>();
    return {next(size, 1), size};
  }
  template <typename T>
  std::vector<T> get_all() {
    const auto size = get<uint64_t>();
    const char* from = next(size, sizeof(T));
    std::vector<T> values(size);
    if (size > 0) std::memcpy(values.data(), from, size * sizeof(T));
    return values;
  }
  void finish() const {
    if (position_ != bytes_.size()) fail("{} bytes too many", bytes_.size() - position_);
  }

 private:
  const char* next(uint64_t count, size_t size) {
    if (count > (bytes_.size() - position_) / size) fail("the bytes end early");
    const char* here = bytes_.data() + position_;
    position_ += count * size;
    return here;
  }

  std::string_view bytes_;
  size_t position_ = 0;
};

}  // namespace slipway::evaluate
