// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "slipway/backend.h"

namespace slipway::profile {

/// What `--shape` says.
struct Shape {
  int64_t height = 0, width = 0;
  std::optional<std::vector<int64_t>> full;  ///< of the network's input, batch included, where all axes were given

  /// @param text "HxW" or sizes of three or more axes, "1x3xHxW"; all from 1 on. Errors: slipway::Error.
  static Shape parse(const std::string& text);
};

/// The batch that an input fixes, by its first axis; 0 where it takes any, or has no axes.
int64_t fixed_batch(const backend::TensorInfo& input);

/// The shape in which an input of a network is fed. Sizes that the network fixes stay; the first axis is the batch; of
/// an input with four axes, the last two are height and width. An input whose number of axes is not known (none) is
/// taken as the shape says. Errors: slipway::Error where the network fixes another size than is asked for, or an axis
/// has no size.
std::vector<int64_t> feed_shape(const backend::TensorInfo& input, int64_t batch, const std::optional<Shape>& shape);

}  // namespace slipway::profile
