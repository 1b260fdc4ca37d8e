// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace slipway::model {

/// One of the outputs of a head's layers, f32, as its decoding takes it.
struct RawOutput {
  std::string name;            ///< the library's word for it, with the level: "cls_scores_0"
  std::vector<int64_t> shape;  ///< for an input of a certain size; -1 where the head takes any size
};

/// Cells of a feature map along an axis of the input; -1 where the input is no multiple of the stride (both in px).
inline int64_t cells_of(int64_t size, double stride) {
  const auto step = static_cast<int64_t>(stride);
  return step > 0 && size % step == 0 ? size / step : -1;
}

}  // namespace slipway::model
