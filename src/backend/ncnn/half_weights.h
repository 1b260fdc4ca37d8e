// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "backend/ncnn/network.h"

namespace slipway::backend::ncnn {

/// The nearest number of IEEE 754's binary16, the even one where two are as near; denormal ones included.
/// Errors: slipway::Error for what is larger than its largest, 65504.
uint16_t to_half(float value);

/// The weights with those of layers that multiply (convolutions, matrix products) stored in f16 and all others as they
/// are. ncnn widens them when it loads them. @param network with weights in f32
std::string store_in_half(const Network& network);

}  // namespace slipway::backend::ncnn
