// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace slipway::checkpoint {

using ByteSpan = std::span<const std::byte>;

/// Read-only bytes and what keeps them alive.
struct Bytes {
  std::shared_ptr<const void> owner;
  ByteSpan data;
};

/// Maps a regular file. Error where there is none, it is a directory, empty or not readable; the message names no file.
Bytes map_file(const std::filesystem::path& file);

/// A copy, aligned as a mapped file is.
Bytes copy_bytes(ByteSpan source);

/// A little-endian integer at `offset`; the caller has checked that it lies inside.
template <typename T>
T read_le(ByteSpan bytes, size_t offset) {
  T value = 0;
  for (size_t i = 0; i < sizeof(T); ++i)
    value |= static_cast<T>(std::to_integer<uint64_t>(bytes[offset + i]) << (8 * i));
  return value;
}

inline std::string_view as_text(ByteSpan bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

/// `text` with everything that is no valid UTF-8 replaced by U+FFFD, so that JSON accepts it.
std::string valid_utf8(std::string_view text);

/// `text` for an error message: valid UTF-8, control characters as escapes, at most `limit` bytes.
std::string shown(std::string_view text, size_t limit = 160);

}  // namespace slipway::checkpoint
