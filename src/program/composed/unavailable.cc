// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Operators that scripted modules name in branches which are never taken: known, so that the archive can be read, and
// refused when they are really called.
#include "base/error.h"
#include "program/composed/composed.h"

namespace slipway::program {
namespace {

std::vector<c10::IValue> refuse_lanczos(const std::vector<c10::IValue>&) {
  fail("resizing by Lanczos filters is not supported; use mode='bilinear' or 'nearest'");
}

const RegisterComposed kLanczos(
    "aten::_upsample_lanczos2d_aa(Tensor input, SymInt[2] output_size, bool align_corners, float? scales_h=None, "
    "float? scales_w=None) -> Tensor",
    refuse_lanczos);
const RegisterComposed kLanczosVec(
    "aten::_upsample_lanczos2d_aa.vec(Tensor input, SymInt[]? output_size, bool align_corners, float[]? scale_factors) "
    "-> Tensor",
    refuse_lanczos);

}  // namespace
}  // namespace slipway::program
