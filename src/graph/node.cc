// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "graph/graph.h"

namespace slipway::graph {
namespace {

const Argument* find(const Node& node, std::string_view name) {
  for (const auto& [key, value] : node.args)
    if (key == name) return &value;
  return nullptr;
}

std::string where(const Node& node) {
  return node.scope.empty() ? node.full_name() : fmt::format("{} in {}", node.full_name(), node.scope);
}

template <typename T>
const T& get(const Node& node, std::string_view name, const char* kind) {
  const Argument* argument = find(node, name);
  if (argument == nullptr) throw InternalError(fmt::format("{}: no argument '{}'", where(node), name));
  const T* value = std::get_if<T>(argument);
  if (value == nullptr) throw InternalError(fmt::format("{}: argument '{}' is no {}", where(node), name, kind));
  return *value;
}

}  // namespace

const Argument& Node::arg(std::string_view name) const {
  const Argument* argument = find(*this, name);
  if (argument == nullptr) throw InternalError(fmt::format("{}: no argument '{}'", where(*this), name));
  return *argument;
}

bool Node::has(std::string_view name) const {
  const Argument* argument = find(*this, name);
  return argument != nullptr && !std::holds_alternative<None>(*argument);
}

ValueId Node::tensor(std::string_view name) const { return get<TensorRef>(*this, name, "tensor").id; }

std::optional<ValueId> Node::optional_tensor(std::string_view name) const {
  if (!has(name)) return std::nullopt;
  return tensor(name);
}

const std::vector<ValueId>& Node::tensors(std::string_view name) const {
  return get<TensorList>(*this, name, "list of tensors").ids;
}

const SymInt& Node::sym(std::string_view name) const { return get<SymInt>(*this, name, "integer"); }

int64_t Node::integer(std::string_view name) const {
  const SymInt& value = sym(name);
  if (!value.is_constant())
    throw InternalError(fmt::format("{}: argument '{}' depends on a dynamic axis", where(*this), name));
  return value.constant();
}

double Node::number(std::string_view name) const {
  if (const auto* integer_value = std::get_if<SymInt>(&arg(name))) {
    if (integer_value->is_constant()) return static_cast<double>(integer_value->constant());
    throw InternalError(fmt::format("{}: argument '{}' depends on a dynamic axis", where(*this), name));
  }
  return get<double>(*this, name, "number");
}

bool Node::boolean(std::string_view name) const { return get<bool>(*this, name, "bool"); }

const Ints& Node::syms(std::string_view name) const { return get<Ints>(*this, name, "list of integers"); }

std::vector<int64_t> Node::integers(std::string_view name) const {
  std::vector<int64_t> result;
  for (const SymInt& value : syms(name)) {
    if (!value.is_constant())
      throw InternalError(fmt::format("{}: argument '{}' depends on a dynamic axis", where(*this), name));
    result.push_back(value.constant());
  }
  return result;
}

const Floats& Node::numbers(std::string_view name) const { return get<Floats>(*this, name, "list of floats"); }

const std::string& Node::str(std::string_view name) const { return get<std::string>(*this, name, "string"); }

DType Node::dtype(std::string_view name) const { return get<DType>(*this, name, "element type"); }

std::vector<ValueId> Node::inputs() const {
  std::vector<ValueId> result;
  for (const auto& [name, argument] : args) {
    if (const auto* reference = std::get_if<TensorRef>(&argument)) result.push_back(reference->id);
    if (const auto* list = std::get_if<TensorList>(&argument))
      std::copy_if(list->ids.begin(), list->ids.end(), std::back_inserter(result), [](ValueId id) { return id >= 0; });
  }
  return result;
}

void Node::replace_input(ValueId from, ValueId to) {
  for (auto& [name, argument] : args) {
    if (auto* reference = std::get_if<TensorRef>(&argument); reference != nullptr && reference->id == from)
      reference->id = to;
    if (auto* list = std::get_if<TensorList>(&argument)) std::replace(list->ids.begin(), list->ids.end(), from, to);
  }
}

}  // namespace slipway::graph
