// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace slipway {

/// @name IEEE half precision and bfloat16, by their bits
/// To the narrow types with rounding to nearest, ties to even; NaNs stay NaNs.
/// @{
float half_to_float(uint16_t bits);
uint16_t float_to_half(float value);
float bfloat16_to_float(uint16_t bits);
uint16_t float_to_bfloat16(float value);
/// @}

}  // namespace slipway
