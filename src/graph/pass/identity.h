// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "graph/graph.h"

namespace slipway::graph {

/// The value that the node's only output equals, bit for bit, in element type and in shape; nothing where there is none
/// or it is not sure.
std::optional<ValueId> identity_of(const Graph& graph, const Node& node);

}  // namespace slipway::graph
