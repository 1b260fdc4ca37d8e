// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "graph/graph.h"

namespace slipway::verify {

/// Whether a node computes with weights, as convolutions and norms do.
bool has_weights(const graph::Graph& graph, const graph::Node& node);

/// For each node whether it has weights or a node with weights depends on it: what comes after them is post-processing.
std::vector<bool> before_the_last_layer(const graph::Graph& graph);

}  // namespace slipway::verify
