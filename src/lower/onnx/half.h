// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lower/onnx/ir.h"
#include "lower/onnx/lower.h"

namespace slipway::lower::onnx {

/// Makes a finished f32 model one that computes in f16. A node stays f32 when
/// - it comes after the last layer with weights on every path, so that it is post-processing: what it computes are
///   scores, coordinates and choices between them, and f16 has a step of 0.5 from 512 on;
/// - its operator or its name is on a block list;
/// - the ONNX standard has no f16 form of it at the model's opset;
/// - ONNX Runtime fails with it: a Transpose that moves the first axis, and the MatMul that reads it.
/// Casts stand where the types meet, one for each tensor at most; a constant that both kinds read is there twice.
/// Tensors of other types than f32 stay as they are. Names of inputs and outputs stay.
/// @param own_outputs how many of `ir.outputs` are the user's; the others become whatever their nodes make them
/// Errors: slipway::Error for operators that ONNX does not know and nodes that the model does not have.
void to_half(Ir& ir, const HalfOptions& options, size_t own_outputs);

}  // namespace slipway::lower::onnx
