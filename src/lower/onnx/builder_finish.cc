// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// The part of Builder that makes a complete model of what was written.
#include <unordered_set>

#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {

void drop_unused(Ir& ir) {
  std::vector<bool> needed(ir.tensors.size(), false);
  for (Tensor output : ir.outputs) needed[static_cast<size_t>(output.id)] = true;
  std::vector<bool> keep(ir.nodes.size(), false);
  for (size_t i = ir.nodes.size(); i-- > 0;) {
    IrNode& node = ir.nodes[i];
    keep[i] = std::any_of(node.outputs.begin(), node.outputs.end(),
                          [&](Tensor t) { return needed[static_cast<size_t>(t.id)]; });
    if (!keep[i]) continue;
    for (Tensor input : node.inputs)
      if (input) needed[static_cast<size_t>(input.id)] = true;
  }
  std::vector<IrNode> kept;
  for (size_t i = 0; i < keep.size(); ++i)
    if (keep[i]) kept.push_back(std::move(ir.nodes[i]));
  ir.nodes = std::move(kept);
  for (size_t i = 0; i < ir.tensors.size(); ++i) {
    if (needed[i] || !ir.tensors[i].is_constant) continue;
    ir.tensors[i].is_constant = false;
    ir.tensors[i].constant = {};
  }
}

void Builder::declare_outputs(const std::vector<graph::ValueId>& extra_outputs) {
  std::vector<bool> made(ir_.tensors.size(), false), taken(ir_.tensors.size(), false);
  for (const IrNode& node : ir_.nodes)
    for (Tensor output : node.outputs) made[static_cast<size_t>(output.id)] = true;
  for (graph::ValueId id : graph_.outputs) {
    const graph::Value& value = graph_.value(id);
    Tensor tensor = tensor_of(id);
    const auto index = static_cast<size_t>(tensor.id);
    if (index < made.size() && made[index] && !taken[index]) {
      taken[index] = true;
    } else {
      // An input, a constant or another output under a name of its own; never shared with an equal node.
      const Tensor copy = add_tensor({.dtype = value.dtype, .shape = value.shape});
      ir_.nodes.push_back(
          {.type = "Identity", .inputs = {tensor}, .outputs = {copy}, .attributes = {}, .scope = "", .name = ""});
      // Whoever else has this name (the input itself, where it is an output too) keeps it.
      tensor = copy;
    }
    ir_.tensor(tensor).name = value.name;
    ir_.tensor(tensor).shape = value.shape;
    ir_.outputs.push_back(tensor);
  }
  for (graph::ValueId id : extra_outputs) {
    const Tensor tensor = tensor_of(id);
    const auto index = static_cast<size_t>(tensor.id);
    if (index >= made.size() || !made[index] || taken[index]) continue;
    taken[index] = true;
    ir_.tensor(tensor).shape = graph_.value(id).shape;
    ir_.outputs.push_back(tensor);
  }
}

void Builder::give_names() {
  std::unordered_set<std::string> tensor_names, node_names;
  auto unique = [](std::unordered_set<std::string>& taken, const std::string& base) {
    std::string name = base;
    for (int i = 1; !taken.insert(name).second; ++i) name = fmt::format("{}_{}", base, i);
    return name;
  };
  // Inputs and outputs are called as the user asked; whoever else has such a name gets another.
  for (Tensor tensor : ir_.inputs) tensor_names.insert(ir_.tensor(tensor).name);
  for (size_t i = 0; i < graph_.outputs.size(); ++i) {
    IrTensor& output = ir_.tensor(ir_.outputs[i]);
    output.name = unique(tensor_names, output.name);
  }
  std::vector<bool> named(ir_.tensors.size(), false);
  for (Tensor tensor : ir_.inputs) named[static_cast<size_t>(tensor.id)] = true;
  for (size_t i = 0; i < graph_.outputs.size(); ++i) named[static_cast<size_t>(ir_.outputs[i].id)] = true;
  for (size_t i = 0; i < ir_.tensors.size(); ++i) {
    IrTensor& tensor = ir_.tensors[i];
    if (named[i] || (tensor.name.empty() && !tensor.is_constant)) continue;
    tensor.name = unique(tensor_names, tensor.name.empty() ? "constant" : tensor.name);
  }
  for (IrNode& node : ir_.nodes) {
    node.name = unique(node_names, node.scope.empty() ? node.type : node.scope + "/" + node.type);
    for (Tensor output : node.outputs) {
      IrTensor& tensor = ir_.tensor(output);
      if (tensor.name.empty()) tensor.name = unique(tensor_names, node.name + "_output");
    }
  }
}

void Builder::collect_names() {
  std::vector<bool> exists(ir_.tensors.size(), false);
  for (Tensor input : ir_.inputs) exists[static_cast<size_t>(input.id)] = true;
  for (const IrNode& node : ir_.nodes)
    for (Tensor output : node.outputs) exists[static_cast<size_t>(output.id)] = true;
  for (size_t i = 0; i < bound_.size(); ++i) {
    const Tensor tensor = bound_[i];
    if (tensor && (exists[static_cast<size_t>(tensor.id)] || ir_.tensor(tensor).is_constant))
      names_[static_cast<graph::ValueId>(i)] = ir_.tensor(tensor).name;
  }
  for (size_t i = 0; i < graph_.outputs.size(); ++i) names_[graph_.outputs[i]] = ir_.tensor(ir_.outputs[i]).name;
}

Ir Builder::finish(const std::vector<graph::ValueId>& extra_outputs) {
  node_ = nullptr;
  declare_outputs(extra_outputs);
  drop_unused(ir_);
  give_names();
  collect_names();
  return std::move(ir_);
}

}  // namespace slipway::lower::onnx
