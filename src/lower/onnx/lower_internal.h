// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lower/onnx/lower.h"

namespace slipway::lower::onnx {

/// lower() up to kMaxOpset, also where the installed ONNX library is too old to check the result (ONNX Runtime may know
/// more).
Model lower_unchecked(const graph::Graph& graph, const Options& options);

}  // namespace slipway::lower::onnx
