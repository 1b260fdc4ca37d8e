// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "capture/canonical.h"

#include <map>
#include <string_view>

namespace slipway::capture {
namespace {

using graph::Argument;
using graph::Graph;
using graph::Node;
using graph::SymInt;
using graph::TensorRef;

using Rule = void (*)(const Graph& graph, Node& node);

const graph::Value& result(const Graph& graph, const Node& node) { return graph.value(node.outputs.at(0)); }

void to_reshape(const Graph& graph, Node& node) {
  if (node.overload == "dtype") fail("it reinterprets the bytes of a tensor, which cannot be exported");
  node.args = {{"self", TensorRef{node.tensor("self")}}, {"shape", result(graph, node).shape}};
  node.op = "aten::reshape";
  node.overload.clear();
}

/// A size that reshape is to find out itself is kept; else the shape as the caller gave it.
void view_to_reshape(const Graph& graph, Node& node) {
  if (!node.overload.empty()) return to_reshape(graph, node);
  node.args = {{"self", TensorRef{node.tensor("self")}}, {"shape", node.syms("size")}};
  node.op = "aten::reshape";
}

void to_dtype(const Graph& graph, Node& node) {
  node.args = {{"self", TensorRef{node.tensor("self")}},
               {"dtype", result(graph, node).dtype},
               {"non_blocking", false},
               {"copy", false},
               {"memory_format", graph::None{}}};
  node.op = "aten::to";
  node.overload = "dtype";
}

void expand_as(const Graph& graph, Node& node) {
  node.args = {{"self", TensorRef{node.tensor("self")}}, {"size", result(graph, node).shape}, {"implicit", false}};
  node.op = "aten::expand";
}

void refuse_strides(const Graph&, Node&) {
  fail("it depends on how a tensor lies in memory, which a graph does not know");
}

const std::map<std::string_view, Rule>& rules() {
  static const std::map<std::string_view, Rule> kRules{
      {"aten::view", view_to_reshape},
      {"aten::view_as", to_reshape},
      {"aten::_unsafe_view", view_to_reshape},
      {"aten::reshape_as", to_reshape},
      {"aten::_reshape_alias", to_reshape},
      {"aten::to", to_dtype},
      {"aten::_to_copy", to_dtype},
      {"aten::type_as", to_dtype},
      {"aten::expand_as", expand_as},
      {"aten::as_strided", refuse_strides},
  };
  return kRules;
}

const std::map<std::string_view, std::string_view>& first_names() {
  static const std::map<std::string_view, std::string_view> kNames{
      {"aten::concat", "aten::cat"},       {"aten::concatenate", "aten::cat"}, {"aten::multiply", "aten::mul"},
      {"aten::divide", "aten::div"},       {"aten::true_divide", "aten::div"}, {"aten::subtract", "aten::sub"},
      {"aten::greater", "aten::gt"},       {"aten::less", "aten::lt"},         {"aten::greater_equal", "aten::ge"},
      {"aten::less_equal", "aten::le"},    {"aten::not_equal", "aten::ne"},    {"aten::negative", "aten::neg"},
      {"aten::absolute", "aten::abs"},     {"aten::clip", "aten::clamp"},      {"aten::swapaxes", "aten::transpose"},
      {"aten::moveaxis", "aten::movedim"},
  };
  return kNames;
}

}  // namespace

bool changes_only_layout(const Node& node) { return node.op == "aten::contiguous"; }

void canonicalize(const Graph& graph, Node& node) {
  if (const auto name = first_names().find(node.op); name != first_names().end()) {
    node.op = std::string(name->second);
    // Their arguments and overloads are the same, but for swapaxes.
    if (node.op == "aten::transpose") {
      node.overload = "int";
      node.args.at(1).first = "dim0";
      node.args.at(2).first = "dim1";
    }
  }
  if (const auto rule = rules().find(node.op); rule != rules().end()) rule->second(graph, node);
}

}  // namespace slipway::capture
