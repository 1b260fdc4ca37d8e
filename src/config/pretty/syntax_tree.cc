// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "config/pretty/syntax_tree.h"

#include <algorithm>
#include <cmath>

#include "base/strings.h"
#include "config/eval/evaluator.h"
#include "config/python_text.h"
#include "config/syntax/parser.h"
#include "config/value_access.h"

namespace slipway::config::pretty {
namespace {

using NodePtr = std::unique_ptr<Node>;

NodePtr leaf(LeafKind kind, std::string text) {
  auto node = std::make_unique<Node>();
  node->leaf = kind;
  node->length = static_cast<int>(character_count(text));
  node->text = std::move(text);
  return node;
}
NodePtr op(const char* text) { return leaf(LeafKind::kOperator, text); }

template <typename... Children>
NodePtr branch(NodeKind kind, Children... children) {
  auto node = std::make_unique<Node>();
  node->kind = kind;
  (node->children.push_back(std::move(children)), ...);
  return node;
}

/// `open items close`, with the collapsing of single items that lib2to3 does.
NodePtr display(const char* open, NodeKind items_kind, std::vector<NodePtr> items, const char* close,
                bool trailing_comma) {
  NodePtr atom = branch(NodeKind::kAtom, op(open));
  if (items.size() == 1 && !trailing_comma) {
    atom->children.push_back(std::move(items[0]));
  } else if (!items.empty()) {
    NodePtr inner = branch(items_kind);
    for (size_t i = 0; i < items.size(); ++i) {
      if (i > 0) inner->children.push_back(op(","));
      inner->children.push_back(std::move(items[i]));
    }
    if (trailing_comma) inner->children.push_back(op(","));
    atom->children.push_back(std::move(inner));
  }
  atom->children.push_back(op(close));
  return atom;
}

NodePtr call(const char* function, NodePtr arguments) {
  NodePtr trailer = branch(NodeKind::kTrailer, op("("));
  if (arguments) trailer->children.push_back(std::move(arguments));
  trailer->children.push_back(op(")"));
  return branch(NodeKind::kPower, leaf(LeafKind::kName, function), std::move(trailer));
}

NodePtr number(std::string text) {
  if (text[0] != '-') return leaf(LeafKind::kNumber, std::move(text));
  return branch(NodeKind::kFactor, op("-"), leaf(LeafKind::kNumber, text.substr(1)));
}

/// Python has no literal for infinity and nan; mmengine writes names that nobody defines.
NodePtr real_node(double value) {
  if (std::isfinite(value)) return number(float_repr(value));
  NodePtr made = call("float", leaf(LeafKind::kString, std::isnan(value) ? "'nan'" : "'inf'"));
  if (value < 0) return branch(NodeKind::kFactor, op("-"), std::move(made));
  return made;
}

/// As `repr` writes it.
NodePtr literal(const Value& value) {
  const auto items = [](const Value& v) {
    std::vector<NodePtr> nodes;
    for (const Value& item : v.as_sequence()) nodes.push_back(literal(item));
    return nodes;
  };
  switch (value.kind()) {
    case Value::Kind::kNone:
      return leaf(LeafKind::kKeyword, "None");
    case Value::Kind::kBool:
      return leaf(LeafKind::kKeyword, value.as_bool() ? "True" : "False");
    case Value::Kind::kInt:
      return number(value.repr());
    case Value::Kind::kFloat:
      return real_node(value.as_float());
    case Value::Kind::kString:
    case Value::Kind::kBytes:
      return leaf(LeafKind::kString, value.repr());
    case Value::Kind::kList:
      return display("[", NodeKind::kListMaker, items(value), "]", false);
    case Value::Kind::kTuple:
      return display("(", NodeKind::kTupleItems, items(value), ")", value.size() == 1);
    case Value::Kind::kSet:
      if (value.size() == 0) return call("set", nullptr);
      return display("{", NodeKind::kDictSetMaker, items(value), "}", false);
    case Value::Kind::kDict:
      break;
  }
  if (value.size() == 0) return branch(NodeKind::kAtom, op("{"), op("}"));
  NodePtr maker = branch(NodeKind::kDictSetMaker);
  for (const auto& [key, item] : value.as_dict()) {
    if (!maker->children.empty()) maker->children.push_back(op(","));
    maker->children.push_back(literal(key));
    maker->children.push_back(op(":"));
    maker->children.push_back(literal(item));
  }
  return branch(NodeKind::kAtom, op("{"), std::move(maker), op("}"));
}

NodePtr any_node(const Value& value, PrettyStyle style);

/// Whether the key can be written `key=`.
bool is_argument_name(const Value& key) {
  return key.is_string() && is_identifier(key.as_string()) && !is_keyword(key.as_string());
}

/// `dict(a=1, b=2)`, or `dict({'a-b': 1})` where a key is no name.
NodePtr dict_call(const Value& value, PrettyStyle style) {
  std::vector<std::pair<const Value*, const Value*>> entries;
  for (const auto& [key, item] : value.as_dict()) entries.emplace_back(&key, &item);
  if (style == PrettyStyle::kSorted)
    std::stable_sort(entries.begin(), entries.end(),
                     [](const auto& a, const auto& b) { return key_text(*a.first) < key_text(*b.first); });
  if (entries.empty()) return call("dict", nullptr);
  const bool names =
      std::all_of(entries.begin(), entries.end(), [](const auto& entry) { return is_argument_name(*entry.first); });
  if (!names) {
    NodePtr maker = branch(NodeKind::kDictSetMaker);
    for (const auto& [key, item] : entries) {
      if (!maker->children.empty()) maker->children.push_back(op(","));
      maker->children.push_back(literal(*key));
      maker->children.push_back(op(":"));
      maker->children.push_back(any_node(*item, style));
    }
    return call("dict", branch(NodeKind::kAtom, op("{"), std::move(maker), op("}")));
  }
  std::vector<NodePtr> arguments;
  for (const auto& [key, item] : entries)
    arguments.push_back(
        branch(NodeKind::kArgument, leaf(LeafKind::kName, key->as_string()), op("="), any_node(*item, style)));
  if (arguments.size() == 1) return call("dict", std::move(arguments[0]));
  NodePtr list = branch(NodeKind::kArgList);
  for (NodePtr& argument : arguments) {
    if (!list->children.empty()) list->children.push_back(op(","));
    list->children.push_back(std::move(argument));
  }
  return call("dict", std::move(list));
}

NodePtr any_node(const Value& value, PrettyStyle style) {
  if (value.is_dict()) return dict_call(value, style);
  if (style == PrettyStyle::kSorted && value.is_sequence()) {
    std::vector<NodePtr> items;
    for (const Value& item : value.as_sequence()) items.push_back(any_node(item, style));
    const bool list = value.kind() == Value::Kind::kList;
    const bool comma = !items.empty();
    return display(list ? "[" : "(", list ? NodeKind::kListMaker : NodeKind::kTupleItems, std::move(items),
                   list ? "]" : ")", comma);
  }
  const bool dicts =
      value.kind() == Value::Kind::kList &&
      std::all_of(value.as_sequence().begin(), value.as_sequence().end(), [](const Value& v) { return v.is_dict(); });
  if (!dicts) return literal(value);
  std::vector<NodePtr> items;
  for (const Value& item : value.as_sequence()) items.push_back(dict_call(item, style));
  return display("[", NodeKind::kListMaker, std::move(items), "]", false);
}

}  // namespace

NodePtr statement(const std::string& name, const Value& value, PrettyStyle style) {
  return branch(NodeKind::kStatement, leaf(LeafKind::kName, name), op("="), any_node(value, style));
}

}  // namespace slipway::config::pretty
