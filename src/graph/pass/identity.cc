// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "graph/pass/identity.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <string_view>

#include "base/half.h"

namespace slipway::graph {
namespace {

using Condition = bool (*)(const Graph& graph, const Node& node);

bool always(const Graph&, const Node&) { return true; }

bool is_int(const Node& node, std::string_view name, int64_t expected) {
  const auto* value = std::get_if<SymInt>(&node.arg(name));
  return value != nullptr && *value == SymInt(expected);
}

/// A slice as long as its input, of step 1, is all of it.
bool takes_each(const Graph&, const Node& node) { return is_int(node, "step", 1); }

bool drops_nothing(const Graph&, const Node& node) { return node.has("train") && !node.boolean("train"); }

bool keeps_order(const Graph&, const Node& node) {
  const Ints& dims = node.syms("dims");
  const auto rank = static_cast<int64_t>(dims.size());
  for (int64_t i = 0; i < rank; ++i)
    if (dims[static_cast<size_t>(i)] != SymInt(i) && dims[static_cast<size_t>(i)] != SymInt(i - rank)) return false;
  return true;
}

bool swaps_nothing(const Graph& graph, const Node& node) {
  if (!node.sym("dim0").is_constant() || !node.sym("dim1").is_constant()) return false;
  const auto rank = static_cast<int64_t>(graph.value(node.outputs[0]).shape.size());
  const auto normal = [&](int64_t dim) { return dim < 0 ? dim + rank : dim; };
  return normal(node.integer("dim0")) == normal(node.integer("dim1"));
}

bool pads_nothing(const Graph&, const Node& node) {
  const Ints& pad = node.syms("pad");
  return std::all_of(pad.begin(), pad.end(), [](const SymInt& size) { return size == SymInt(0); });
}

bool is_single(const Graph&, const Node& node) { return node.tensors("tensors").size() == 1; }

/// Whether all elements of a constant are `number`.
bool all_equal(const HostTensor& data, double number) {
  const auto check = [&](const auto* elements) {
    return data.numel() > 0 && std::all_of(elements, elements + data.numel(),
                                           [&](auto element) { return static_cast<double>(element) == number; });
  };
  switch (data.dtype()) {
    case DType::kF32:
      return check(data.data<float>());
    case DType::kF64:
      return check(data.data<double>());
    case DType::kI64:
      return check(data.data<int64_t>());
    case DType::kI32:
      return check(data.data<int32_t>());
    default:
      return false;
  }
}

bool is_number(const Graph& graph, const Argument& argument, double number) {
  if (const auto* value = std::get_if<double>(&argument)) return *value == number;
  if (const auto* value = std::get_if<SymInt>(&argument)) return *value == SymInt(static_cast<int64_t>(number));
  if (const auto* value = std::get_if<TensorRef>(&argument))
    return graph.value(value->id).is_constant && all_equal(graph.value(value->id).constant, number);
  return false;
}

bool other_is_one(const Graph& graph, const Node& node) { return is_number(graph, node.arg("other"), 1); }

/// x - 0 is x for every x; x + 0 is not, where x is a negative zero.
bool subtracts_nothing(const Graph& graph, const Node& node) { return is_number(graph, node.arg("other"), 0); }

bool adds_nothing(const Graph& graph, const Node& node) {
  const DType dtype = graph.value(node.outputs[0]).dtype;
  return (dtype == DType::kI64 || dtype == DType::kI32) && is_number(graph, node.arg("other"), 0);
}

struct Rule {
  std::string_view input;  ///< the argument that the output may equal
  Condition condition;     ///< besides: the output has that argument's element type and shape
};

/// By full name first, then by name without overload.
const std::map<std::string_view, Rule>& rules() {
  static const std::map<std::string_view, Rule> kRules{
      // Copies and other views of the same elements. Graphs know no memory layout.
      {"aten::alias", {"self", always}},
      {"aten::clone", {"self", always}},
      {"aten::contiguous", {"self", always}},
      {"aten::detach", {"self", always}},
      {"aten::lift", {"self", always}},
      {"aten::lift_fresh", {"self", always}},
      {"aten::positive", {"self", always}},
      {"aten::to", {"self", always}},
      {"aten::_to_copy", {"self", always}},
      {"aten::type_as", {"self", always}},
      // What cannot change anything without changing the shape.
      {"aten::expand", {"self", always}},
      {"aten::expand_as", {"self", always}},
      {"aten::broadcast_to", {"self", always}},
      {"aten::reshape", {"self", always}},
      {"aten::reshape_as", {"self", always}},
      {"aten::view", {"self", always}},
      {"aten::view_as", {"self", always}},
      {"aten::_unsafe_view", {"self", always}},
      {"aten::_reshape_alias", {"self", always}},
      {"aten::flatten", {"self", always}},
      {"aten::unflatten", {"self", always}},
      {"aten::squeeze", {"self", always}},
      {"aten::repeat", {"self", always}},
      {"aten::tile", {"self", always}},
      {"aten::narrow", {"self", always}},
      {"aten::adaptive_avg_pool2d", {"self", always}},  // each window is one element
      {"aten::slice", {"self", takes_each}},
      {"aten::dropout", {"input", drops_nothing}},
      {"aten::feature_dropout", {"input", drops_nothing}},
      {"aten::alpha_dropout", {"input", drops_nothing}},
      {"aten::permute", {"self", keeps_order}},
      {"aten::transpose", {"self", swaps_nothing}},
      {"aten::constant_pad_nd", {"self", pads_nothing}},
      {"aten::pad", {"self", pads_nothing}},
      {"aten::mul", {"self", other_is_one}},
      {"aten::div.Tensor", {"self", other_is_one}},
      {"aten::div.Scalar", {"self", other_is_one}},
      {"aten::sub", {"self", subtracts_nothing}},
      {"aten::add", {"self", adds_nothing}},
  };
  return kRules;
}

const Rule* rule_of(const Node& node) {
  const auto& all = rules();
  auto position = all.find(node.full_name());
  if (position == all.end()) position = all.find(node.op);
  return position == all.end() ? nullptr : &position->second;
}

}  // namespace

std::optional<ValueId> identity_of(const Graph& graph, const Node& node) {
  if (node.outputs.size() != 1) return std::nullopt;
  std::optional<ValueId> input;
  if (node.op == "aten::cat" || node.op == "aten::concat") {
    if (is_single(graph, node)) input = node.tensors("tensors").front();
  } else if (const Rule* rule = rule_of(node)) {
    if (rule->condition(graph, node)) input = node.tensor(rule->input);
  }
  if (!input) return std::nullopt;
  const Value& from = graph.value(*input);
  const Value& to = graph.value(node.outputs[0]);
  if (from.dtype != to.dtype || from.shape != to.shape) return std::nullopt;
  return input;
}

}  // namespace slipway::graph
