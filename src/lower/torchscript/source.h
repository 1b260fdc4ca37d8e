// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "graph/graph.h"

namespace slipway::lower::torchscript {

/// The text of a module.
struct Source {
  std::string text;                                 ///< its methods
  std::map<graph::ValueId, std::string> constants;  ///< names of the attributes that hold those constants that are used
  std::vector<std::string> input_names;             ///< of the arguments of `forward`
  std::map<std::string, int> operators;
};

/// @param outputs what `forward` returns
Source write_source(const graph::Graph& graph, const std::vector<graph::ValueId>& outputs);

}  // namespace slipway::lower::torchscript
