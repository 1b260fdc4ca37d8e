// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

#include "graph/graph.h"

namespace slipway::capture {

/// Finds how the integers of a network depend on its dynamic axes by recording it at several sizes.
/// @param record gives the graph, with constant integers, at the sizes of the axes
/// @param steps by which each axis may vary @returns the graph at the examples, with these axes and every integer a
/// function of them Errors: slipway::Error naming operator and scope where the calls differ between two sizes in more
/// than integers, or an integer fits no polynomial that holds at a further size.
graph::Graph record_with_axes(const std::vector<graph::Axis>& axes, const std::vector<int64_t>& steps,
                              const std::function<graph::Graph(const std::vector<int64_t>& sizes)>& record);

}  // namespace slipway::capture
