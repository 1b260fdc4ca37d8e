// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "convert/ir.h"

#include <algorithm>

#include "base/error.h"
#include "convert/precision.h"
#include "lower/onnx/lower.h"
#include "lower/torchscript/lower.h"

namespace slipway::convert {
namespace {

bool is_torchscript(const package::DeployConfig& deploy) { return deploy.ir == "torchscript"; }

/// Where the opset was set: "--opset 18", or "configs/a.py:3:1: onnx_config.opset_version".
std::string opset_place(const package::DeployConfig& deploy, const std::string& file, int opset_option) {
  if (opset_option > 0) return fmt::format("--opset {}", opset_option);
  for (const char* key : {"onnx_config", "ir_config"}) {
    const config::Value* ir = deploy.config.find(key);
    const config::Value* value = ir == nullptr ? nullptr : ir->find("opset_version");
    if (value == nullptr) continue;
    const std::string location = value->location().text();
    return fmt::format("{}: {}", location.empty() ? file : location, value->path());
  }
  return file;
}

}  // namespace

void require_supported_ir(const package::DeployConfig& deploy, const std::string& file, int opset_option) {
  const std::string& taken = deploy.capabilities.ir;
  if (deploy.ir != taken)
    fail("{}: backend '{}' takes models of IR '{}', but the IR is '{}'; derive from _base_/{}", file, deploy.backend,
         taken, deploy.ir, taken == "onnx" ? "onnx_config.py" : "torchscript_config.py");
  if (is_torchscript(deploy)) {
    if (opset_option > 0) fail("--opset {}: opsets are ONNX's, and {} asks for TorchScript", opset_option, file);
    return;
  }
  const int lowest = lower::onnx::min_opset();
  const int highest = std::min(lower::onnx::max_opset(), deploy.capabilities.max_opset);
  if (deploy.opset >= lowest && deploy.opset <= highest) return;
  const std::string place = opset_place(deploy, file, opset_option);
  if (deploy.opset > deploy.capabilities.max_opset)
    fail("{}: backend '{}' takes opsets up to {}, not {}; supported: {} to {}", place, deploy.backend,
         deploy.capabilities.max_opset, deploy.opset, lowest, highest);
  fail("{}: opset {} is not supported; supported: {} to {}", place, deploy.opset, lowest, highest);
}

lower::Exported export_graph(const package::DeployConfig& deploy, const graph::Graph& graph,
                             const std::vector<graph::ValueId>& extra_outputs) {
  if (is_torchscript(deploy)) return lower::torchscript::lower(graph, {.extra_outputs = extra_outputs});
  lower::onnx::Options options;
  options.opset = deploy.opset;
  options.backend = deploy.backend;
  options.keep_initializers_as_inputs = deploy.keep_initializers_as_inputs;
  options.extra_outputs = extra_outputs;
  options.half = half_options(deploy);
  return lower::onnx::lower(graph, options);
}

std::string check_exported(const package::DeployConfig& deploy, const lower::Exported& exported) {
  if (is_torchscript(deploy)) {
    lower::torchscript::check(exported);
    return "LibTorch's reader, standard operators only";
  }
  lower::onnx::check(exported);
  return "ONNX checker and strict shape inference";
}

std::string describe_exported(const package::DeployConfig& deploy, const lower::Exported& exported) {
  if (is_torchscript(deploy)) return fmt::format("{} TorchScript calls", exported.node_count);
  return fmt::format("{} ONNX nodes (opset {})", exported.node_count, deploy.opset);
}

nlohmann::ordered_json exported_json(const package::DeployConfig& deploy, const lower::Exported& exported) {
  nlohmann::ordered_json result{{"ir", deploy.ir}};
  if (is_torchscript(deploy)) {
    result["torchscript_calls"] = exported.node_count;
  } else {
    result["opset"] = deploy.opset;
    result["onnx_nodes"] = exported.node_count;
  }
  result["operators"] = exported.operators;
  return result;
}

}  // namespace slipway::convert
