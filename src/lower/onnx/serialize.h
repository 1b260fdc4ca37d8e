// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <string>

#include "lower/onnx/ir.h"

namespace slipway::lower::onnx {

/// No file is larger: protobuf counts in 32 bits.
constexpr size_t kMaxModelBytes = std::numeric_limits<int32_t>::max();

/// A ModelProto in protobuf's wire format. The data of the weights is copied once, straight into the result.
/// Errors: slipway::Error where the model would exceed the 2 GB that protobuf can read.
std::string serialize(const Ir& ir, bool keep_initializers_as_inputs);

}  // namespace slipway::lower::onnx
