// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "verify/layers.h"

#include <algorithm>
#include <set>
#include <string>

namespace slipway::verify {
namespace {

const std::set<std::string, std::less<>> kLayers{"aten::_convolution",     "aten::addmm",       "aten::batch_norm",
                                                 "aten::conv1d",           "aten::conv2d",      "aten::conv3d",
                                                 "aten::conv_transpose2d", "aten::convolution", "aten::group_norm",
                                                 "aten::instance_norm",    "aten::layer_norm",  "aten::linear",
                                                 "aten::matmul",           "aten::mm",          "aten::prelu"};

}  // namespace

bool has_weights(const graph::Graph& graph, const graph::Node& node) {
  const std::vector<graph::ValueId> inputs = node.inputs();
  return kLayers.count(node.op) > 0 &&
         std::any_of(inputs.begin(), inputs.end(), [&](graph::ValueId id) { return graph.value(id).is_constant; });
}

std::vector<bool> before_the_last_layer(const graph::Graph& graph) {
  std::vector<bool> reaches(graph.values.size(), false), result(graph.nodes.size(), false);
  for (size_t i = graph.nodes.size(); i-- > 0;) {
    const graph::Node& node = graph.nodes[i];
    result[i] =
        has_weights(graph, node) || std::any_of(node.outputs.begin(), node.outputs.end(),
                                                [&](graph::ValueId id) { return reaches[static_cast<size_t>(id)]; });
    if (!result[i]) continue;
    for (graph::ValueId id : node.inputs()) reaches[static_cast<size_t>(id)] = true;
  }
  return result;
}

}  // namespace slipway::verify
