// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "graph/graph.h"

namespace slipway::graph {

bool Node::has(std::string_view name) const {
  for (const auto& [key, value] : args)
    if (key == name) return !std::holds_alternative<None>(value);
  return false;
}

}  // namespace slipway::graph
