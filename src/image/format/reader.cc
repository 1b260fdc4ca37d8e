// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "image/format/reader.h"

#include "base/error.h"

namespace slipway::image {

uint32_t Reader::little_endian(size_t size) {
  const std::string_view bytes = take(size);
  uint32_t value = 0;
  for (size_t i = size; i-- > 0;) value = value << 8 | static_cast<uint8_t>(bytes[i]);
  return value;
}

std::string_view Reader::take(size_t count) {
  if (position_ > bytes_.size() || bytes_.size() - position_ < count)
    fail("is cut off: it ends after {} bytes, and goes on to {} at least", bytes_.size(), position_ + count);
  const std::string_view result = bytes_.substr(position_, count);
  position_ += count;
  return result;
}

}  // namespace slipway::image
