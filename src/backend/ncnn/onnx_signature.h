// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "slipway/backend.h"

namespace slipway::backend::ncnn {

/// What goes in and out of an ONNX model, in the model's order; initializers that are listed as inputs are left out.
struct OnnxSignature {
  std::vector<TensorInfo> inputs, outputs;
};

/// Reads it from the serialised ModelProto, of which it looks at nothing else. Errors: slipway::Error for bytes that
/// are none, other element types than f32.
OnnxSignature read_signature(std::string_view model);

}  // namespace slipway::backend::ncnn
