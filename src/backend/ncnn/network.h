// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace slipway::backend::ncnn {

/// ncnn's two files, in memory.
struct Network {
  std::string param, weights;
};

}  // namespace slipway::backend::ncnn
