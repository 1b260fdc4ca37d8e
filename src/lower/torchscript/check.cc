// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/ir/ir.h>
#include <torch/csrc/jit/serialization/import.h>

#include <set>
#include <sstream>

#include "base/error.h"
#include "base/strings.h"
#include "lower/torchscript/lower.h"

namespace slipway::lower::torchscript {
namespace {

void collect(const torch::jit::Block& block, std::set<std::string>& foreign) {
  for (const torch::jit::Node* node : block.nodes()) {
    if (!node->kind().is_aten() && !node->kind().is_prim()) foreign.insert(node->kind().toQualString());
    for (const torch::jit::Block* inner : node->blocks()) collect(*inner, foreign);
  }
}

}  // namespace

void check(const Model& model) {
  std::set<std::string> foreign;
  try {
    std::istringstream stream(model.bytes);
    const torch::jit::Module module = torch::jit::load(stream, at::kCPU);
    for (const torch::jit::Method& method : module.get_methods()) collect(*method.graph()->block(), foreign);
  } catch (const std::exception& e) {
    throw InternalError(fmt::format("LibTorch does not read the TorchScript that was written: {}", e.what()));
  }
  if (!foreign.empty())
    throw InternalError("the TorchScript calls operators that are not PyTorch's own: " +
                        join({foreign.begin(), foreign.end()}, ", "));
}

}  // namespace slipway::lower::torchscript
