// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>

#include "graph/graph.h"

namespace slipway::lower {

/// A graph as a model file.
struct Exported {
  std::string bytes;                            ///< the file: a serialised ModelProto, or a .pt
  std::map<graph::ValueId, std::string> names;  ///< names in the file of the graph's values that exist there
  size_t node_count = 0;
  std::map<std::string, int> operators;  ///< operator of the file -> count
  /// Operators of the graph that were written as the backend wants them, with the scopes where.
  std::map<std::string, std::set<std::string>> for_backend{};
};

}  // namespace slipway::lower
