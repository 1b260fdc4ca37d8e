// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// Configs as Python text, laid out as yapf 0.43 lays out what mmengine gives it. yapf decides by the shape of
/// lib2to3's syntax tree; this is that tree, for the little of Python that a config's values need.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "slipway/config.h"

namespace slipway::config::pretty {

/// Names are those of lib2to3's grammar. A list of one item, or a call with one argument, has that item as its child
/// directly.
enum class NodeKind : uint8_t {
  kLeaf,
  kStatement,     ///< NAME = value
  kPower,         ///< NAME trailer
  kTrailer,       ///< ( arguments )
  kArgument,      ///< NAME = value
  kArgList,       ///< argument , argument ...
  kAtom,          ///< a bracketed display
  kListMaker,     ///< items of a list
  kTupleItems,    ///< items of a tuple
  kDictSetMaker,  ///< items of a dict or set
  kFactor         ///< - number
};

enum class LeafKind : uint8_t { kName, kKeyword, kNumber, kString, kOperator };

struct Node {
  NodeKind kind = NodeKind::kLeaf;
  std::vector<std::unique_ptr<Node>> children;

  // Of leaves.
  LeafKind leaf = LeafKind::kOperator;
  std::string text;
  int length = 0;  ///< characters
  int penalty = 0;
  bool must_split = false;
  bool dict_key = false;  ///< first leaf of a key
  bool dict_key_part = false;
  bool dict_value = false;          ///< first leaf of a value
  bool unary = false;               ///< the sign of a number
  bool assign = false;              ///< the = of an argument
  bool in_argument_list = false;    ///< first leaf of one of several arguments
  const Node* container = nullptr;  ///< the ( whose element begins here

  bool is(char c) const {
    return kind == NodeKind::kLeaf && leaf == LeafKind::kOperator && text.size() == 1 && text[0] == c;
  }
  bool opens() const { return is('(') || is('[') || is('{'); }
  bool closes() const { return is(')') || is(']') || is('}'); }
};

/// `name = value` as a tree, without annotations.
std::unique_ptr<Node> statement(const std::string& name, const Value& value, PrettyStyle style);

/// Sets what the layout needs to know of each leaf: how bad a line break before it is, and what it is part of.
void annotate(Node& statement);

/// The text of a statement, in lines of at most 79 characters where that is possible.
std::string layout(const Node& statement);

}  // namespace slipway::config::pretty
