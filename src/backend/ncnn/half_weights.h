// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "backend/ncnn/network.h"

namespace slipway::backend::ncnn {

/// The weights with those of layers that multiply (convolutions, matrix products) stored in f16 and all others as they
/// are. ncnn widens them when it loads them. @param network with weights in f32
/// Errors: slipway::Error for a weight beyond what f16 holds, 65504.
std::string store_in_half(const Network& network);

}  // namespace slipway::backend::ncnn
