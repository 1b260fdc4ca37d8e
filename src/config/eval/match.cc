// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// The match statement.
#include "config/eval/evaluator.h"

namespace slipway::config {

Evaluator::Flow Evaluator::execute_match(const Stmt* stmt) {
  const Depth depth(*this);
  Object* subject = evaluate(stmt->value);
  for (const MatchCase& one : stmt->cases) {
    charge(1);
    Captures captures;
    if (!matches(one.pattern, subject, captures)) continue;
    for (const auto& [name, value] : captures) bind(name, value, one.pattern->place);
    // A guard sees the names, which stay bound when it says no.
    if (one.guard != nullptr && !truth(evaluate(one.guard))) continue;
    return execute(one.body);
  }
  return Flow::kNormal;
}

bool Evaluator::matches(const Pattern* pattern, Object* subject, Captures& captures) {
  const Depth depth(*this);
  charge(1);
  place_ = pattern->place;
  switch (pattern->kind) {
    case PatternKind::kAnything:
      return true;
    case PatternKind::kCapture:
      captures.emplace_back(pattern->name, subject);
      return true;
    case PatternKind::kEqual:
      return equal(subject, evaluate(pattern->value));
    case PatternKind::kSame:
      return subject == evaluate(pattern->value);
    case PatternKind::kOr:
      for (const Pattern* item : pattern->items) {
        const size_t before = captures.size();
        if (matches(item, subject, captures)) return true;
        captures.resize(before);
      }
      return false;
    case PatternKind::kAs:
      if (!matches(pattern->items[0], subject, captures)) return false;
      captures.emplace_back(pattern->name, subject);
      return true;
    case PatternKind::kSequence:
      return matches_sequence(pattern, subject, captures);
    case PatternKind::kMapping:
      return matches_mapping(pattern, subject, captures);
    case PatternKind::kClass:
      return matches_class(pattern, subject, captures);
    case PatternKind::kStar:
      break;
  }
  fail("a starred pattern cannot stand here");
}

bool Evaluator::matches_sequence(const Pattern* pattern, Object* subject, Captures& captures) {
  if (!is_sequence(subject) && !is(subject, Type::kRange)) return false;
  const ListObject* items = is_sequence(subject) ? as_list(subject) : collect(subject);
  size_t star = pattern->items.size;
  for (size_t i = 0; i < pattern->items.size; ++i)
    if (pattern->items[i]->kind == PatternKind::kStar) star = i;
  const bool starred = star != pattern->items.size;
  const size_t fixed = pattern->items.size - (starred ? 1 : 0);
  if (starred ? items->size < fixed : items->size != fixed) return false;
  const size_t rest = items->size - fixed;
  for (size_t i = 0; i < pattern->items.size; ++i) {
    const Pattern* item = pattern->items[i];
    if (i != star) {
      if (!matches(item, items->data[i < star ? i : i + rest - 1].object, captures)) return false;
    } else if (item->name != nullptr) {
      ListObject* list = heap().list(rest);
      charge(static_cast<int64_t>(rest));
      for (size_t k = 0; k < rest; ++k) heap().append(list, items->data[i + k]);
      captures.emplace_back(item->name, list);
    }
  }
  return true;
}

bool Evaluator::matches_mapping(const Pattern* pattern, Object* subject, Captures& captures) {
  if (!is(subject, Type::kDict)) return false;
  DictObject* dict = as_dict(subject);
  std::vector<const Entry*> taken;
  for (size_t i = 0; i < pattern->keys.size; ++i) {
    const Entry* entry = heap().find(dict, evaluate(pattern->keys[i]));
    if (entry == nullptr || !matches(pattern->items[i], entry->value, captures)) return false;
    taken.push_back(entry);
  }
  if (pattern->name == nullptr) return true;
  DictObject* rest = heap().dict();
  charge(dict->size * static_cast<int64_t>(1 + taken.size()));
  for (const Entry& entry : *dict) {
    bool is_taken = false;
    for (const Entry* other : taken) is_taken = is_taken || other == &entry;
    if (!is_taken) heap().set(rest, entry.key, entry.value, entry.place);
  }
  captures.emplace_back(pattern->name, rest);
  return true;
}

/// `str()`, `int(x)`: the types that configs have, and an object of which matches the one argument itself.
bool Evaluator::matches_class(const Pattern* pattern, Object* subject, Captures& captures) {
  Object* type = evaluate(pattern->value);
  place_ = pattern->place;
  if (!is(type, Type::kBuiltin) || pattern->items.size > 1)
    fail("a pattern of a class can be a builtin type with one argument at most, such as str() or int(x)");
  if (!truth(call(find_builtin("isinstance"), {subject, type}))) return false;
  return pattern->items.size == 0 || matches(pattern->items[0], subject, captures);
}

}  // namespace slipway::config
