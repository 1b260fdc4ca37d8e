// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "backend/ncnn/param_file.h"

namespace slipway::backend::ncnn {

/// Replaces layers LayerNorm by layers that compute the same in full precision: on x86, ncnn's LayerNorm takes an
/// approximate reciprocal square root of 12 bits (rsqrtps) where rows lie beside each other in its blobs, and a network
/// of dozens of them is 1e-3 off. Its GroupNorm divides by the square root itself; it normalises rows where each row
/// is a group, so their number has to be fixed: where it is not, the layer stays.
/// @param param as pnnx wrote it for ncnn; the order of its weights stays as it is
/// @param pnnx_text the same network in pnnx's own format, where the shapes are
void make_layer_norms_exact(ParamFile& param, std::string_view pnnx_text);

}  // namespace slipway::backend::ncnn
