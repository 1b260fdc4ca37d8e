// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "backend/ncnn/param_file.h"

namespace slipway::backend::ncnn {

/// Makes ncnn's layer CumulativeSum of each CumSum of ONNX, which pnnx copies as it stands, with its axis as a second
/// input.
/// @param param as pnnx wrote it for ncnn @param pnnx_text the same network in pnnx's own format, where the axes are
void convert_cumulative_sums(ParamFile& param, std::string_view pnnx_text);

}  // namespace slipway::backend::ncnn
