// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace slipway {

/// The checksum of ZIP and PNG files: CRC-32 with the reflected polynomial 0xEDB88320.
/// @param before the checksum of the bytes before these; 0 where there are none
uint32_t crc32(std::string_view bytes, uint32_t before = 0);

}  // namespace slipway
