// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace slipway::graph {

/// 64-bit checksum of bytes, the same on every machine of the same byte order. Not cryptographic.
uint64_t checksum(const void* data, size_t size);

}  // namespace slipway::graph
