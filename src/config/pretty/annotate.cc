// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// The penalties that yapf gives to a line break before each token, by the token's place in the syntax tree.
#include <algorithm>

#include "config/pretty/penalties.h"
#include "config/pretty/syntax_tree.h"

namespace slipway::config::pretty {
namespace {

Node& first_leaf(Node& node) { return node.kind == NodeKind::kLeaf ? node : first_leaf(*node.children.front()); }
Node& last_leaf(Node& node) { return node.kind == NodeKind::kLeaf ? node : last_leaf(*node.children.back()); }

template <typename Visit>
void each_leaf(Node& node, Visit&& visit) {
  if (node.kind == NodeKind::kLeaf) visit(node);
  for (auto& child : node.children) each_leaf(*child, visit);
}

/// All leaves get at least this.
void raise_to(Node& node, int penalty) {
  each_leaf(node, [&](Node& leaf) { leaf.penalty = std::max(leaf.penalty, penalty); });
}

void visit(Node& node);

void visit_children(Node& node) {
  for (auto& child : node.children) visit(*child);
}

void visit_trailer(Node& node) {
  if (node.children.size() == 2) {
    node.children[1]->penalty = kVeryStronglyConnected;
  } else {
    Node& inner = *node.children[1];
    Node& close = *node.children[2];
    switch (inner.kind) {
      case NodeKind::kArgument:  // better no break in a call with one argument
        raise_to(inner, kStronglyConnected);
        first_leaf(inner).penalty = kOneElementArgument;
        break;
      case NodeKind::kArgList:
        raise_to(close, kStronglyConnected);
        break;
      case NodeKind::kAtom:
        break;
      default:
        raise_to(inner, kStronglyConnected);
        raise_to(close, kStronglyConnected);
    }
  }
  visit_children(node);
}

void visit_power(Node& node) {
  visit_children(node);
  Node& trailer = *node.children[1];
  raise_to(*trailer.children[0], kUnbreakable);
  Node& close = *trailer.children.back();
  if (trailer.children.size() == 2)
    raise_to(close, kStronglyConnected);
  else if (!last_leaf(*trailer.children[1]).is(','))
    close.penalty = kVeryStronglyConnected;
}

void visit_atom(Node& node) {
  visit_children(node);
  Node& close = *node.children.back();
  if (node.children[0]->is('(')) {
    if (node.children.size() > 2) first_leaf(*node.children[1]).penalty = kExpression;
    close.penalty = kAtomEnd;
  } else if (node.children.size() == 2) {
    raise_to(close, kUnbreakable);
  }
}

void visit_tuple_items(Node& node) {
  visit_children(node);
  bool after_comma = false;
  for (auto& child : node.children) {
    if (child->is(','))
      raise_to(*child, kUnbreakable);
    else if (after_comma)
      first_leaf(*child).penalty = kTogether;
    after_comma = child->is(',');
  }
}

void visit(Node& node) {
  switch (node.kind) {
    case NodeKind::kTrailer:
      return visit_trailer(node);
    case NodeKind::kPower:
      return visit_power(node);
    case NodeKind::kAtom:
      return visit_atom(node);
    case NodeKind::kTupleItems:
      return visit_tuple_items(node);
    case NodeKind::kArgList:
      visit_children(node);
      for (auto& child : node.children)
        if (child->is(',')) raise_to(*child, kUnbreakable);
      return;
    case NodeKind::kArgument:
      visit_children(node);
      node.children[1]->penalty = kNamedAssign;
      first_leaf(*node.children[2]).penalty = kNamedAssign;
      return;
    case NodeKind::kDictSetMaker:
      for (auto& child : node.children) {
        visit(*child);
        if (child->is(':')) raise_to(*child, kStronglyConnected);
      }
      return;
    case NodeKind::kFactor: {
      visit_children(node);
      const Node* first = &first_leaf(node);
      each_leaf(node, [&](Node& leaf) {
        if (&leaf != first && !leaf.is('(')) leaf.penalty += kFactorPart;
      });
      return;
    }
    default:
      visit_children(node);
  }
}

void mark_subtypes(Node& node) {
  for (auto& child : node.children) mark_subtypes(*child);
  switch (node.kind) {
    case NodeKind::kDictSetMaker: {
      const bool dict =
          std::any_of(node.children.begin(), node.children.end(), [](const auto& child) { return child->is(':'); });
      if (!dict) return;
      bool after_colon = false;
      for (auto& child : node.children) {
        if (after_colon) {
          first_leaf(*child).dict_value = true;
        } else if (!child->is(':') && !child->is(',')) {
          first_leaf(*child).dict_key = true;
          each_leaf(*child, [](Node& leaf) { leaf.dict_key_part = true; });
        }
        after_colon = child->is(':');
      }
      return;
    }
    case NodeKind::kFactor:
      node.children[0]->unary = true;
      return;
    case NodeKind::kArgument:
      node.children[1]->assign = true;
      return;
    case NodeKind::kArgList:
      for (auto& child : node.children)
        if (!child->is(',')) first_leaf(*child).in_argument_list = true;
      return;
    default:
      return;
  }
}

/// Elements of calls and tuples know their bracket.
void mark_containers(Node& node) {
  for (auto& child : node.children) mark_containers(*child);
  const bool call = node.kind == NodeKind::kTrailer;
  if ((!call && node.kind != NodeKind::kAtom) || node.children.size() != 3 || !node.children[0]->is('(')) return;
  Node& inner = *node.children[1];
  if (call && inner.kind != NodeKind::kArgList) {
    first_leaf(inner).container = node.children[0].get();
  } else {
    for (auto& child : inner.children) first_leaf(*child).container = node.children[0].get();
  }
}

/// Where the items of a list end in a comma, each gets its own line.
void mark_must_split(Node& node, const Node* open) {
  for (auto& child : node.children)
    mark_must_split(*child, node.children[0]->kind == NodeKind::kLeaf ? node.children[0].get() : nullptr);
  if (node.kind != NodeKind::kListMaker && node.kind != NodeKind::kTupleItems && node.kind != NodeKind::kDictSetMaker)
    return;
  if (!node.children.back()->is(',')) return;
  const auto commas =
      std::count_if(node.children.begin(), node.children.end(), [](const auto& child) { return child->is(','); });
  if (open != nullptr && open->is('(') && commas < 2) return;
  for (auto& child : node.children)
    if (!child->is(',')) first_leaf(*child).must_split = true;
}

}  // namespace

void annotate(Node& statement) {
  mark_subtypes(statement);
  mark_containers(statement);
  visit(statement);
  mark_must_split(statement, nullptr);
  // Outside of brackets no line can end.
  int level = 0;
  bool first = true;
  each_leaf(statement, [&](Node& leaf) {
    if (!first && level == 0) leaf.penalty = kUnbreakable;
    first = false;
    if (leaf.opens()) ++level;
    if (leaf.closes()) --level;
  });
}

}  // namespace slipway::config::pretty
