// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "graph/graph.h"

namespace slipway::graph {

/// The text form of a graph. Constants of up to `inline_limit` elements are written with their values; larger ones with
/// their type and a checksum, and `parse` asks for their data by name.
std::string to_text(const Graph& graph, int64_t inline_limit = 16);

/// @param data gives the data of a large constant by its name; an Error where the checksum differs
/// Errors: slipway::Error with line and column.
Graph parse_text(std::string_view text, const std::function<HostTensor(const std::string& name)>& data = nullptr);

}  // namespace slipway::graph
