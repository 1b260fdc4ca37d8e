// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace slipway::image {

/// Goes through a file's bytes. Errors: slipway::Error ("is cut off: ...") where there are no more.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  /// May lie beyond the end: only reading there is an error.
  void seek(size_t position) { position_ = position; }
  void skip(size_t count) { position_ += count; }
  size_t position() const { return position_; }

  uint8_t byte() { return static_cast<uint8_t>(take(1)[0]); }
  /// Of 1 to 4 bytes.
  uint32_t little_endian(size_t size);
  std::string_view take(size_t count);

 private:
  std::string_view bytes_;
  size_t position_ = 0;
};

}  // namespace slipway::image
