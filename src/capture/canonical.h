// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "graph/graph.h"

namespace slipway::capture {

/// Writes a recorded call in the one form that graphs have for it: `view` and its kin as `reshape`, every `to` as
/// `to.dtype`, `expand_as` as `expand`, aliases by their first name. Graphs know no memory layout: what reads it is an
/// Error. The node's outputs must be values of `graph` already.
void canonicalize(const graph::Graph& graph, graph::Node& node);

/// True for calls that only change the memory layout, of which nothing is recorded: their result is their argument.
bool changes_only_layout(const graph::Node& node);

}  // namespace slipway::capture
