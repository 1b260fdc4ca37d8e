// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "slipway/tensor.h"

namespace slipway {

/// Element `i` of the tensor's elements in their order in memory, 0 <= i < numel(), whatever its type. Integers beyond
/// 2^53 are rounded.
double element_at(const HostTensor& tensor, int64_t i);

}  // namespace slipway
