// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "capture/interpreter.h"

#include <ATen/ATen.h>
#include <ATen/core/dispatch/Dispatcher.h>

#include <optional>

#include "capture/boxing.h"
#include "capture/describe.h"

namespace slipway::capture {
namespace {

using graph::Graph;
using graph::Node;
using graph::SymInt;
using graph::ValueId;

/// Runs one node. @param tensor_of gives the tensors that it reads
std::vector<at::Tensor> call(const Node& node, const std::function<at::Tensor(ValueId)>& tensor_of,
                             const std::vector<int64_t>& axis_values) {
  const auto op = c10::Dispatcher::singleton().findSchema(c10::OperatorName(node.op, node.overload));
  if (!op) fail("LibTorch has no such operator");
  const std::vector<c10::Argument>& arguments = op->schema().arguments();
  for (const auto& [name, argument] : node.args)
    if (!op->schema().argumentIndexWithName(name)) fail("the operator has no argument '{}'", name);

  torch::jit::Stack stack;
  stack.reserve(arguments.size());
  for (size_t i = 0; i < arguments.size(); ++i) {
    const graph::Argument* argument = nullptr;
    if (i < node.args.size() && node.args[i].first == arguments[i].name()) {
      argument = &node.args[i].second;
    } else {
      for (const auto& [name, value] : node.args)
        if (name == arguments[i].name()) argument = &value;
    }
    // Arguments that a newer LibTorch added have defaults.
    static const graph::Argument kNone = graph::None{};
    stack.push_back(to_ivalue(argument == nullptr ? kNone : *argument, arguments[i], tensor_of, axis_values));
  }
  op->callBoxed(&stack);

  std::vector<at::Tensor> results;
  for (c10::IValue& value : stack) {
    if (value.isTensor())
      results.push_back(std::move(value).toTensor());
    else if (value.isTensorList())
      for (at::Tensor& tensor : value.toTensorVector()) results.push_back(tensor);
  }
  if (results.size() != node.outputs.size())
    fail("the operator gave {} tensors instead of {}", results.size(), node.outputs.size());
  return results;
}

std::vector<at::Tensor> call_described(const Node& node, const std::function<at::Tensor(ValueId)>& tensor_of,
                                       const std::vector<int64_t>& axis_values) {
  try {
    return call(node, tensor_of, axis_values);
  } catch (Error& e) {
    e.in(describe(node));
    throw;
  } catch (const std::exception& e) {
    fail("{}: {}", describe(node), first_line(e));
  }
}

/// Sizes of the dynamic axes, read off the inputs; checks element types and fixed sizes.
std::vector<int64_t> read_axes(const Graph& graph, const std::vector<at::Tensor>& inputs) {
  if (inputs.size() != graph.inputs.size())
    fail("the graph has {} inputs, {} were given", graph.inputs.size(), inputs.size());
  std::vector<std::optional<int64_t>> axes(graph.axes.size());
  for (size_t i = 0; i < inputs.size(); ++i) {
    const graph::Value& value = graph.value(graph.inputs[i]);
    const auto wrong = [&] {
      fail("input '{}' is {}{}, the graph takes {}", value.name, name_of(dtype_of(inputs[i].scalar_type())),
           format_shape(inputs[i].sizes().vec()), graph.type_text(graph.inputs[i]));
    };
    if (dtype_of(inputs[i].scalar_type()) != value.dtype || inputs[i].dim() != static_cast<int64_t>(value.shape.size()))
      wrong();
    for (size_t j = 0; j < value.shape.size(); ++j) {
      const int64_t size = inputs[i].size(static_cast<int64_t>(j));
      const SymInt& expected = value.shape[j];
      for (size_t k = 0; k < axes.size(); ++k) {
        if (expected != SymInt::axis(static_cast<int>(k))) continue;
        if (axes[k] && *axes[k] != size)
          fail("axis '{}' is {} in one input and {} in another", graph.axes[k].name, *axes[k], size);
        axes[k] = size;
      }
      if (expected.is_constant() && expected.constant() != size) wrong();
    }
  }
  std::vector<int64_t> result;
  for (size_t k = 0; k < axes.size(); ++k) result.push_back(axes[k] ? *axes[k] : graph.axes[k].example);
  return result;
}

/// "batch=2, height=640"
std::string text_of(const Graph& graph, const std::vector<int64_t>& axis_values) {
  std::string text;
  for (size_t i = 0; i < axis_values.size(); ++i)
    text += fmt::format("{}{}={}", i > 0 ? ", " : "", graph.axes[i].name, axis_values[i]);
  return text;
}

}  // namespace

std::vector<at::Tensor> run(const Graph& graph, const std::vector<at::Tensor>& inputs,
                            const std::function<void(const Node&, const std::vector<at::Tensor>&)>& observe) {
  const std::vector<int64_t> axis_values = read_axes(graph, inputs);
  // No gradients, and none of their bookkeeping of views, but tensors that the caller may use as any other.
  const at::NoGradGuard no_gradients;
  const at::AutoDispatchBelowADInplaceOrView no_views;

  std::vector<int> reads = graph.use_counts();
  std::vector<at::Tensor> tensors(graph.values.size());
  for (size_t i = 0; i < inputs.size(); ++i) tensors[static_cast<size_t>(graph.inputs[i])] = inputs[i];
  const auto tensor_of = [&](ValueId id) {
    at::Tensor& tensor = tensors[static_cast<size_t>(id)];
    if (!tensor.defined() && graph.value(id).is_constant) tensor = from_host(graph.value(id).constant);
    return tensor;
  };
  for (const Node& node : graph.nodes) {
    std::vector<at::Tensor> results;
    try {
      results = call_described(node, tensor_of, axis_values);
    } catch (Error& e) {
      if (!axis_values.empty()) e.in("at " + text_of(graph, axis_values));
      throw;
    }
    for (ValueId id : node.inputs())
      if (--reads[static_cast<size_t>(id)] == 0) tensors[static_cast<size_t>(id)].reset();
    if (observe) observe(node, results);
    for (size_t i = 0; i < results.size(); ++i)
      if (reads[static_cast<size_t>(node.outputs[i])] > 0)
        tensors[static_cast<size_t>(node.outputs[i])] = std::move(results[i]);
  }
  std::vector<at::Tensor> outputs;
  for (ValueId id : graph.outputs) outputs.push_back(tensor_of(id));
  return outputs;
}

std::vector<HostTensor> evaluate(const Graph& graph, const Node& node) {
  const at::NoGradGuard no_gradients;
  const at::AutoDispatchBelowADInplaceOrView no_views;
  const auto tensor_of = [&](ValueId id) {
    if (!graph.value(id).is_constant)
      throw InternalError(
          fmt::format("{}: evaluated on '{}', which is no constant", describe(node), graph.value(id).name));
    return from_host(graph.value(id).constant);
  };
  std::vector<HostTensor> results;
  for (const at::Tensor& tensor : call_described(node, tensor_of, graph.axis_examples()))
    results.push_back(to_host(tensor));
  return results;
}

}  // namespace slipway::capture
