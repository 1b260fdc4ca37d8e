// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "config/args.h"

namespace slipway::evaluate {

/// mmyolo's BatchShapePolicy, which `batch_shapes_cfg` of its datasets asks for: images are sorted by height / width,
/// and the images of a batch are fitted into a box (LetterResize) that is no larger than the widest and the tallest of
/// them need.
struct BatchShapes {
  int64_t batch_size = 32;
  int64_t img_size = 640;  ///< longer side of all boxes before they are rounded up, px
  int64_t size_divisor = 32;
  double extra_pad_ratio = 0.5;  ///< added to each side, in steps of size_divisor

  struct Shaped {
    size_t image = 0;                ///< its position in the dataset
    std::array<int64_t, 2> shape{};  ///< height, width of its box, px
  };
  /// @param sizes width, height of each image, px, above 0
  /// @return all images in the order in which the dataset has them now. Of equal ratios the first one comes first; the
  /// original leaves that to NumPy's unstable sorting, so where a batch ends among equals, its members may be others
  std::vector<Shaped> apply(const std::vector<std::array<int64_t, 2>>& sizes) const;
};

/// `batch_shapes_cfg` of a dataset; none where it is absent or None. What is wrong with it is kept in `args`.
std::optional<BatchShapes> read_batch_shapes(config::Args& args);

}  // namespace slipway::evaluate
