// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace slipway::program::pt2 {

/// factor * symbol + offset; without a symbol a plain number.
struct Affine {
  std::string symbol;
  int64_t factor = 0;
  int64_t offset = 0;
};

/// Reads a size as PyTorch writes it, in either of its forms: "Mul(Integer(4), Symbol('s39', positive=True))", as sizes
/// of tensors are written, or "4*s39 + 1", as bounds are.
/// Errors: slipway::Error for what is more than a multiple of one symbol and a number, and for what is no expression.
Affine read_affine(std::string_view expression);

}  // namespace slipway::program::pt2
