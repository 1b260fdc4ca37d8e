// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <unordered_set>

#include "graph/cursor.h"
#include "graph/graph.h"

namespace slipway::graph {
namespace {

class Validator {
 public:
  explicit Validator(const Graph& graph) : graph_(graph), defined_(graph.values.size(), false) {}

  void run() {
    check_axes();
    check_values();
    for (ValueId id : graph_.inputs) define(id, "an input of the graph");
    for (const Value& value : graph_.values)
      if (value.is_constant) define(static_cast<ValueId>(&value - graph_.values.data()), "a constant");
    for (const Node& node : graph_.nodes) check(node);
    std::unordered_set<ValueId> outputs;
    for (ValueId id : graph_.outputs) {
      read(id, "an output of the graph");
      if (!outputs.insert(id).second)
        fail_internal(fmt::format("value '{}' is an output twice", graph_.value(id).name));
    }
  }

 private:
  [[noreturn]] static void fail_internal(const std::string& what) { throw InternalError("invalid graph: " + what); }

  static std::string describe(const Node& node) {
    return node.scope.empty() ? node.full_name() : fmt::format("{} in {}", node.full_name(), node.scope);
  }

  bool in_range(ValueId id) const { return id >= 0 && static_cast<size_t>(id) < graph_.values.size(); }

  void check_axes() {
    std::unordered_set<std::string_view> names;
    for (const Axis& axis : graph_.axes) {
      if (axis.name.empty()) fail_internal("an axis without a name");
      if (!names.insert(axis.name).second) fail_internal(fmt::format("axis '{}' exists twice", axis.name));
    }
  }

  void check(const SymInt& size, std::string_view where) {
    for (const auto& [key, coefficient] : size.terms())
      for (int index : key)
        if (index < 0 || static_cast<size_t>(index) >= graph_.axes.size())
          fail_internal(fmt::format("{} refers to axis {} of {}", where, index, graph_.axes.size()));
  }

  void check_values() {
    std::unordered_set<std::string_view> names;
    for (const Value& value : graph_.values) {
      if (value.name.empty()) fail_internal("a value without a name");
      if (!names.insert(value.name).second) fail_internal(fmt::format("two values are called '{}'", value.name));
      for (const SymInt& size : value.shape) check(size, value.name);
      if (!value.is_constant) continue;
      const auto& sizes = value.constant.shape();
      const bool same = value.constant.dtype() == value.dtype && value.constant.defined() &&
                        std::equal(sizes.begin(), sizes.end(), value.shape.begin(), value.shape.end(),
                                   [](int64_t size, const SymInt& symbolic) { return symbolic == SymInt(size); });
      if (!same)
        fail_internal(fmt::format("constant '{}' has data {} of another type", value.name, value.constant.describe()));
    }
  }

  void define(ValueId id, const std::string& by) {
    if (!in_range(id)) fail_internal(fmt::format("{}: value {} of {}", by, id, graph_.values.size()));
    if (defined_[static_cast<size_t>(id)])
      fail_internal(fmt::format("{}: value '{}' is made twice", by, graph_.value(id).name));
    defined_[static_cast<size_t>(id)] = true;
  }

  void read(ValueId id, const std::string& by) {
    if (!in_range(id)) fail_internal(fmt::format("{}: value {} of {}", by, id, graph_.values.size()));
    if (!defined_[static_cast<size_t>(id)])
      fail_internal(fmt::format("{}: value '{}' is read before it is made", by, graph_.value(id).name));
  }

  void check(const Node& node) {
    const auto is_plain = [](std::string_view text) {
      return std::all_of(text.begin(), text.end(), [](char c) { return is_word_part(c) || c == ':'; });
    };
    if (node.op.find("::") == std::string::npos || !is_word_start(node.op.front()) || !is_plain(node.op) ||
        !is_plain(node.overload))
      fail_internal(fmt::format("'{}' is no name of an operator", node.full_name()));
    for (size_t i = 0; i < node.args.size(); ++i) {
      const auto& [name, argument] = node.args[i];
      if (!is_word(name)) fail_internal(fmt::format("{}: '{}' is no name of an argument", describe(node), name));
      for (size_t j = 0; j < i; ++j)
        if (node.args[j].first == name)
          fail_internal(fmt::format("{}: argument '{}' is given twice", describe(node), name));
      if (const auto* size = std::get_if<SymInt>(&argument)) check(*size, describe(node));
      if (const auto* sizes = std::get_if<Ints>(&argument))
        for (const SymInt& size : *sizes) check(size, describe(node));
      if (const auto* list = std::get_if<TensorList>(&argument))
        if (std::any_of(list->ids.begin(), list->ids.end(), [](ValueId id) { return id < -1; }))
          fail_internal(fmt::format("{}: argument '{}' refers to a negative value", describe(node), name));
    }
    for (ValueId id : node.inputs()) read(id, describe(node));
    if (node.outputs.empty()) fail_internal(fmt::format("{} has no outputs", describe(node)));
    for (ValueId id : node.outputs) define(id, describe(node));
  }

  const Graph& graph_;
  std::vector<bool> defined_;
};

}  // namespace

void validate(const Graph& graph) { Validator(graph).run(); }

}  // namespace slipway::graph
