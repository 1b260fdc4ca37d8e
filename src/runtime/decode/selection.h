// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "runtime/params.h"
#include "task/post_processing.h"

namespace slipway::runtime {

/// One instance that was chosen among all candidates of an image.
struct Choice {
  size_t place = 0;   ///< row of the candidates
  int64_t label = 0;  ///< class, from 0
  float score = 0;
};

/// How the decoder chooses among all candidates of a network whose backend could not.
struct Selection {
  task::PostProcessing how;
  std::vector<int64_t> strides;  ///< of the levels, px; empty where nothing depends on levels
};

/// The object "select" of a component: the fields of task::PostProcessing by their names, and "strides". ("max_output"
/// of directories that earlier versions wrote is max_per_class.)
Selection read_selection(Params& params);
/// The entry "select" of a component; nothing where it is absent.
std::optional<Selection> find_selection(Params& params);

/// Chooses as PyTorch does: in float, and in the order of operations of torchvision's and mmpose's suppression.
/// @param candidates f32[count,4+classes]: x1,y1,x2,y2 in any one frame, a score for each class
/// @param width, height of the network's input, px: what levels are counted by
/// @return best first; equal scores in the order of their rows. NaN is never chosen.
std::vector<Choice> select(const float* candidates, size_t count, size_t classes, const Selection& selection,
                           int64_t width, int64_t height);

}  // namespace slipway::runtime
