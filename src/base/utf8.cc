// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"

namespace slipway {

void append_utf8(std::string& text, uint32_t code) {
  // Six bits in each byte but the first, whose high bits say how many bytes there are.
  const auto tail = [&](int shift) { text += static_cast<char>(0x80 | (code >> shift & 0x3F)); };
  if (code < 0x80) {
    text += static_cast<char>(code);
  } else if (code < 0x800) {
    text += static_cast<char>(0xC0 | code >> 6);
    tail(0);
  } else if (code < 0x10000) {
    text += static_cast<char>(0xE0 | code >> 12);
    tail(6);
    tail(0);
  } else {
    text += static_cast<char>(0xF0 | (code >> 18 & 0x07));
    tail(12);
    tail(6);
    tail(0);
  }
}

}  // namespace slipway
