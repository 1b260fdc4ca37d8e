// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace slipway {

/// Appends a code point, below 0x110000, in UTF-8. Halves of surrogate pairs are encoded as they stand.
void append_utf8(std::string& text, uint32_t code);

}  // namespace slipway
