// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/error.h"

namespace slipway::config {

/// An error whose place the thrower does not know; the evaluator adds it.
class Unplaced : public Error {
 public:
  using Error::Error;
};

/// Memory of one load: syntax trees and objects live here until it ends, nothing is freed before. So there are no
/// destructors to run (hence only trivially destructible types) and no reference counts, and one number bounds what a
/// hostile file can take.
class Arena {
 public:
  explicit Arena(size_t limit_bytes) : left_(limit_bytes) {}
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  /// @throws Error where the file needs more than the limit
  void* allocate(size_t bytes) {
    bytes = (bytes + 15) & ~size_t{15};
    if (bytes > static_cast<size_t>(end_ - next_)) grow(bytes);
    char* result = next_;
    next_ += bytes;
    return result;
  }

  template <typename T, typename... Args>
  T* make(Args&&... args) {
    static_assert(std::is_trivially_destructible_v<T>);
    return new (allocate(sizeof(T))) T{std::forward<Args>(args)...};
  }

  template <typename T>
  T* array(size_t count) {
    static_assert(std::is_trivially_destructible_v<T>);
    if (count > left_ / sizeof(T) + kBlock) throw Unplaced("the file needs too much memory");
    return static_cast<T*>(allocate(count * sizeof(T)));
  }

  std::string_view copy(std::string_view text) {
    if (text.empty()) return {};
    char* data = static_cast<char*>(allocate(text.size()));
    std::memcpy(data, text.data(), text.size());
    return {data, text.size()};
  }

 private:
  static constexpr size_t kBlock = 64 * 1024;

  void grow(size_t bytes) {
    const size_t size = std::max(bytes, kBlock);
    if (size > left_) throw Unplaced("the file needs too much memory");
    left_ -= size;
    blocks_.emplace_back(new char[size]);
    next_ = blocks_.back().get();
    end_ = next_ + size;
  }

  size_t left_;
  std::vector<std::unique_ptr<char[]>> blocks_;
  char* next_ = nullptr;
  char* end_ = nullptr;
};

/// A fixed run of trivially copyable things in an arena.
template <typename T>
struct Span {
  const T* data = nullptr;
  size_t size = 0;
  const T* begin() const { return data; }
  const T* end() const { return data + size; }
  const T& operator[](size_t i) const { return data[i]; }
  bool empty() const { return size == 0; }
};

template <typename T>
Span<T> to_span(Arena& arena, const std::vector<T>& items) {
  if (items.empty()) return {};
  T* data = arena.array<T>(items.size());
  std::copy(items.begin(), items.end(), data);
  return {data, items.size()};
}

}  // namespace slipway::config
