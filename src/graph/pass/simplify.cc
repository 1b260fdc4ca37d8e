// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Removes what has no effect (identity.cc lists it), joins chains of reshapes and of permutations, and writes filled
// memory as what it is. Every rule is exact: the simplified graph computes the same bits.
#include <algorithm>
#include <numeric>

#include "graph/pass.h"
#include "graph/pass/edit.h"
#include "graph/pass/identity.h"

namespace slipway::graph {
namespace {

/// The nodes as they are during the sweep, and who made which value.
class Context {
 public:
  explicit Context(Graph& graph) : graph(graph), producers_(graph.producers()) {}

  /// The node that makes `id`; null for inputs and constants.
  const Node* producer(ValueId id) const {
    const int index = producers_[static_cast<size_t>(id)];
    return index < 0 ? nullptr : &graph.nodes[static_cast<size_t>(index)];
  }
  bool same_type(ValueId a, ValueId b) const {
    return graph.value(a).dtype == graph.value(b).dtype && graph.value(a).shape == graph.value(b).shape;
  }

  Graph& graph;

 private:
  std::vector<int> producers_;
};

bool is_reshape(const Node& node) {
  return (node.op == "aten::reshape" && node.overload.empty()) || (node.op == "aten::view" && node.overload.empty()) ||
         node.op == "aten::_unsafe_view";
}

/// Reshapes in all but name: same elements in the same order.
bool keeps_elements(const Node& node) {
  return is_reshape(node) || node.op == "aten::flatten" || node.op == "aten::unflatten" ||
         node.op == "aten::unsqueeze" || node.op == "aten::squeeze" || node.op == "aten::reshape_as" ||
         node.op == "aten::view_as" || node.op == "aten::_reshape_alias";
}

/// reshape(reshape(x)) -> reshape(x)
bool join_reshapes(const Context& context, Node& node) {
  if (!is_reshape(node)) return false;
  const Node* inner = context.producer(node.tensor("self"));
  if (inner == nullptr || !keeps_elements(*inner)) return false;
  node.replace_input(inner->outputs[0], inner->tensor("self"));
  return true;
}

/// Where each dimension of the output comes from; empty for other nodes.
std::vector<int64_t> permutation(const Context& context, const Node& node) {
  const auto rank = static_cast<int64_t>(context.graph.value(node.outputs[0]).shape.size());
  const auto normal = [&](int64_t dim) { return dim < 0 ? dim + rank : dim; };
  std::vector<int64_t> result;
  if (node.op == "aten::permute") {
    for (int64_t dim : node.integers("dims")) result.push_back(normal(dim));
  } else if ((node.op == "aten::transpose" && node.overload == "int") || (node.op == "aten::t" && rank == 2)) {
    result.resize(static_cast<size_t>(rank));
    std::iota(result.begin(), result.end(), 0);
    const bool is_t = node.op == "aten::t";
    if (rank > 0)
      std::swap(result.at(static_cast<size_t>(is_t ? 0 : normal(node.integer("dim0")))),
                result.at(static_cast<size_t>(is_t ? 1 : normal(node.integer("dim1")))));
  }
  return result;
}

/// permute(permute(x)) -> permute(x)
bool join_permutations(const Context& context, Node& node) {
  const std::vector<int64_t> outer = permutation(context, node);
  if (outer.empty()) return false;
  const Node* inner = context.producer(node.tensor("self"));
  if (inner == nullptr) return false;
  const std::vector<int64_t> dims = permutation(context, *inner);
  if (dims.size() != outer.size()) return false;
  Ints joined;
  for (int64_t dim : outer) joined.emplace_back(dims[static_cast<size_t>(dim)]);
  const ValueId source = inner->tensor("self");
  node.op = "aten::permute";
  node.overload.clear();
  node.args = {{"self", TensorRef{source}}, {"dims", joined}};
  return true;
}

/// The value of a node that fills memory with one number; null for other nodes.
const Argument* fill_value(const Node& node) {
  static const Argument kZero = SymInt(0);
  if (node.op == "aten::fill" && node.overload == "Scalar") return &node.arg("value");
  if (node.op == "aten::zero" && node.overload.empty()) return &kZero;
  return nullptr;
}

/// fill(empty(size)) -> full(size); fill(empty_like(x)), which reads only the type of its argument, -> fill(x)
bool fill_without_memory(const Context& context, Node& node) {
  const Argument* number = fill_value(node);
  if (number == nullptr) return false;
  const Node* memory = context.producer(node.tensor("self"));
  if (memory == nullptr) return false;
  if (memory->op == "aten::empty_like" && context.same_type(memory->outputs[0], memory->tensor("self"))) {
    node.replace_input(memory->outputs[0], memory->tensor("self"));
    return true;
  }
  if (memory->op != "aten::empty" || memory->overload != "memory_format") return false;
  const DType dtype = context.graph.value(node.outputs[0]).dtype;
  std::vector<std::pair<std::string, Argument>> args{
      {"size", memory->syms("size")}, {"fill_value", *number}, {"dtype", dtype}, {"layout", None{}}, {"device", None{}},
      {"pin_memory", None{}}};
  node.op = "aten::full";
  node.overload.clear();
  node.args = std::move(args);
  return true;
}

/// sub(fill(.., c), x), which is how C++ computes c - x, -> rsub(x, c)
bool subtract_from_number(const Context& context, Node& node) {
  if (node.op != "aten::sub" || node.overload != "Tensor" || !(node.arg("alpha") == Argument(SymInt(1)))) return false;
  const ValueId x = node.tensor("other");
  const Node* filled = context.producer(node.tensor("self"));
  if (filled == nullptr || fill_value(*filled) == nullptr || !context.same_type(filled->outputs[0], x)) return false;
  if (context.graph.value(x).dtype != DType::kF32 && context.graph.value(x).dtype != DType::kF64) return false;
  const Argument number = *fill_value(*filled);
  node.op = "aten::rsub";
  node.overload = "Scalar";
  node.args = {{"self", TensorRef{x}}, {"other", number}, {"alpha", SymInt(1)}};
  return true;
}

/// copy(x, y), of x's type already, is y.
std::optional<ValueId> copied(const Context& context, const Node& node) {
  if (node.op != "aten::copy" || !context.same_type(node.outputs[0], node.tensor("src"))) return std::nullopt;
  return node.tensor("src");
}

}  // namespace

int simplify(Graph& graph) {
  const Context context(graph);
  Forwarding forwarding(graph);
  std::vector<bool> removed(graph.nodes.size(), false);
  int changes = 0;
  for (size_t i = 0; i < graph.nodes.size(); ++i) {
    Node& node = graph.nodes[i];
    forwarding.remap(node);
    for (const auto rule : {join_reshapes, join_permutations, fill_without_memory, subtract_from_number})
      while (rule(context, node)) ++changes;
    std::optional<ValueId> same = identity_of(graph, node);
    if (!same) same = copied(context, node);
    if (!same || !forwarding.forward(node.outputs[0], *same)) continue;
    removed[i] = true;
    ++changes;
  }
  forwarding.finish(removed);
  return changes;
}

}  // namespace slipway::graph
