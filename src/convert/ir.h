// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "lower/exported.h"
#include "package/deploy_config.h"

namespace slipway::convert {

/// @name What depends on the kind of model file that a deploy config asks for (its IR)
/// @{
/// Errors: slipway::Error for an IR or opset that is not supported. @param file the deploy config @param opset_option
/// --opset, 0 where it was not given
void require_supported_ir(const package::DeployConfig& deploy, const std::string& file, int opset_option);
lower::Exported export_graph(const package::DeployConfig& deploy, const graph::Graph& graph,
                             const std::vector<graph::ValueId>& extra_outputs = {});
/// @return what checked it
std::string check_exported(const package::DeployConfig& deploy, const lower::Exported& exported);
/// "312 ONNX nodes (opset 11)"
std::string describe_exported(const package::DeployConfig& deploy, const lower::Exported& exported);
/// The same for programs: `ir`, the number of nodes, operators.
nlohmann::ordered_json exported_json(const package::DeployConfig& deploy, const lower::Exported& exported);
/// @}

}  // namespace slipway::convert
