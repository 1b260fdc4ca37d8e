// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "config/pretty/line_state.h"

namespace slipway::config::pretty {
namespace {

bool word_like(const Node& node) { return node.leaf != LeafKind::kOperator; }

bool space_between(const Node& left, const Node& right) {
  if (word_like(left) && word_like(right)) return true;
  if (right.is(',') || right.is(':')) return false;
  if (left.is(',')) return true;  // before a closing bracket too: `(1, )`
  if (left.leaf == LeafKind::kString && right.closes()) return false;
  if (left.unary) return false;
  if (left.assign || right.assign) return false;
  if (left.opens() || right.closes()) return false;
  if (left.leaf == LeafKind::kName && right.is('(')) return false;
  return true;
}

int penalty_between(const Node& previous, const Node& current) {
  if (current.penalty > 0) return current.penalty;
  if (previous.unary) return kAfterUnary;
  if (previous.is(',')) return 0;
  if (previous.opens() && !current.is('(')) return kAfterOpeningBracket;
  if (current.is(':') || current.is('=') || previous.assign || current.assign) return kUnbreakable;
  return current.closes() ? kBeforeClosingBracket : 0;
}

}  // namespace

Line::Line(const Node& statement) {
  collect(statement);
  std::vector<int> open;
  for (int i = 0; i < size(); ++i) {
    Token& token = tokens_[static_cast<size_t>(i)];
    const Node& node = *token.node;
    if (node.closes()) {
      token.matching = open.back();
      tokens_[static_cast<size_t>(open.back())].matching = i;
      open.pop_back();
    }
    token.surrounding = open.empty() ? -1 : open.back();
    // A closing bracket is within its own pair for the search that goes backwards from it.
    if (node.closes()) token.surrounding = token.matching;
    if (node.container != nullptr)
      for (const int bracket : open)
        if (tokens_[static_cast<size_t>(bracket)].node == node.container)
          tokens_[static_cast<size_t>(bracket)].elements.push_back(i);
    if (node.opens()) open.push_back(i);
    if (i == 0) {
      token.spaces = 1;
      token.total_length = node.length;
      continue;
    }
    const Token& previous = tokens_[static_cast<size_t>(i) - 1];
    token.spaces = space_between(*previous.node, node) ? 1 : 0;
    token.total_length = previous.total_length + token.spaces + node.length;
    token.split_penalty = penalty_between(*previous.node, node);
    token.must_break = node.must_split;
    token.can_break =
        token.must_break ||
        (token.split_penalty < kUnbreakable && !node.is(':') && !node.is(',') &&
         !(previous.node->leaf == LeafKind::kName && (node.is('(') || node.is('['))) && !previous.node->unary);
  }
}

void Line::collect(const Node& node) {
  if (node.kind == NodeKind::kLeaf) {
    Token token;
    token.node = &node;
    tokens_.push_back(std::move(token));
  }
  for (const auto& child : node.children) collect(*child);
}

}  // namespace slipway::config::pretty
