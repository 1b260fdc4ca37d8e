// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/ncnn/param_file.h"

namespace slipway::backend::ncnn {

/// Gives layers Reshape that pnnx writes behind an inner product on a map of one place plain sizes: pnnx divides the
/// channels by a number of images, which ncnn's blobs do not have ("1,1,//(128,0n),0n" is an error when it is read).
void fix_reshapes(ParamFile& param);

}  // namespace slipway::backend::ncnn
