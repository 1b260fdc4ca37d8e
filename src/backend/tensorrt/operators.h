// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "backend/onnx_file.h"

namespace slipway::backend::tensorrt {

/// Opsets that every TensorRT 10 reads.
inline constexpr int64_t kMinOpset = 9;
inline constexpr int64_t kMaxOpset = 20;
/// TopK gives fewer elements than this.
inline constexpr int64_t kTopKLimit = 3840;

/// What of a model the ONNX parser of TensorRT 10 does not take by its documentation, one sentence each: operators that
/// it does not have, element types that it does not compute them with, attributes and inputs that it restricts. Empty
/// where it takes all. What depends on sizes that only a run knows is not seen.
std::vector<std::string> unsupported(const OnnxModel& model);

}  // namespace slipway::backend::tensorrt
