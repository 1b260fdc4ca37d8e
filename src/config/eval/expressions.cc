// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "base/strings.h"
#include "config/eval/evaluator.h"

namespace slipway::config {

Object* Evaluator::evaluate(const Expr* expr) {
  charge(1);
  switch (expr->kind) {
    case ExprKind::kConstant:
      if (bases != nullptr && is(expr->constant, Type::kString) &&
          as_text(expr->constant).find("{{") != std::string_view::npos) {
        place_ = expr->place;
        return interpolate_bases(static_cast<StringObject*>(expr->constant));
      }
      return expr->constant;
    case ExprKind::kName:
      return lookup(expr);
    default:
      break;
  }
  const Depth depth(*this);
  switch (expr->kind) {
    case ExprKind::kAttribute: {
      Object* object = evaluate(expr->a);
      place_ = expr->place;
      return attribute(object, static_cast<StringObject*>(expr->constant));
    }
    case ExprKind::kSubscript: {
      Object* object = evaluate(expr->a);
      Object* index = evaluate(expr->b);
      place_ = expr->place;
      return subscript(object, index);
    }
    case ExprKind::kSlice: {
      const auto part = [&](const Expr* e) { return e != nullptr ? evaluate(e) : none(); };
      Object* start = part(expr->a);
      Object* stop = part(expr->b);
      return heap().arena().make<SliceObject>(SliceObject{{Type::kSlice}, start, stop, part(expr->c)});
    }
    case ExprKind::kCall:
      return evaluate_call(expr);
    case ExprKind::kUnary: {
      Object* operand = evaluate(expr->a);
      place_ = expr->place;
      return unary(expr->op, operand);
    }
    case ExprKind::kBinary:
      return evaluate_binary(expr);
    case ExprKind::kBoolAnd:
    case ExprKind::kBoolOr: {
      Object* value = nullptr;
      for (const Expr* item : expr->items) {
        value = evaluate(item);
        if (truth(value) == (expr->kind == ExprKind::kBoolOr)) break;
      }
      return value;
    }
    case ExprKind::kCompare: {
      Object* left = evaluate(expr->a);
      for (const Comparison& comparison : expr->comparisons) {
        Object* right = evaluate(comparison.right);
        place_ = expr->place;
        if (!compare(comparison.op, left, right)) return boolean(false);
        left = right;
      }
      return boolean(true);
    }
    case ExprKind::kConditional:
      return evaluate(truth(evaluate(expr->a)) ? expr->b : expr->c);
    case ExprKind::kList:
      return evaluate_items(expr, Type::kList);
    case ExprKind::kTuple:
      return evaluate_items(expr, Type::kTuple);
    case ExprKind::kSet: {
      ListObject* items = as_list(evaluate_items(expr, Type::kList));
      place_ = expr->place;
      DictObject* set = heap().dict(items->size, Type::kSet);
      for (const Slot& item : *items) heap().set(set, item.object, none(), item.place);
      return set;
    }
    case ExprKind::kDict:
      return evaluate_dict(expr);
    case ExprKind::kListComp:
    case ExprKind::kSetComp:
    case ExprKind::kDictComp:
    case ExprKind::kGenerator:
      return evaluate_comprehension(expr);
    case ExprKind::kLambda:
      return make_function(expr->function);
    case ExprKind::kFString:
      return evaluate_f_string(expr);
    case ExprKind::kNamed: {
      Object* value = evaluate(expr->a);
      bind(static_cast<StringObject*>(expr->constant), value, expr->place);
      return value;
    }
    case ExprKind::kBaseVariable:
      return evaluate_base_variable(expr);
    case ExprKind::kUnsupported:
      place_ = expr->place;
      fail(fmt::format("{} is not part of the config language", expr->text));
    default:
      place_ = expr->place;
      fail("this expression cannot stand here");
  }
}

/// `a + b + c + ...` is a tree that is deep on the left; it is gone through without recursion.
Object* Evaluator::evaluate_binary(const Expr* expr) {
  std::vector<const Expr*> chain;
  for (; expr->kind == ExprKind::kBinary; expr = expr->a) chain.push_back(expr);
  Object* value = evaluate(expr);
  for (size_t i = chain.size(); i > 0; --i) {
    Object* right = evaluate(chain[i - 1]->b);
    place_ = chain[i - 1]->place;
    value = binary(chain[i - 1]->op, value, right);
  }
  return value;
}

Object* Evaluator::lookup(const Expr* expr) {
  for (Scope* scope = scope_; scope != nullptr; scope = scope->parent)
    if (const Entry* entry = heap().find(scope->names, expr->constant)) return entry->value;
  if (Object* builtin = find_builtin(expr->name())) return builtin;
  place_ = expr->place;
  const std::string_view name = expr->name();
  if (name == "__name__") return heap().intern("builtins");
  for (const char* forbidden : {"open", "exec", "eval", "compile", "input", "__import__", "globals", "locals", "vars",
                                "getattr", "setattr", "delattr"})
    if (name == forbidden) fail(fmt::format("'{}' is not available in configs{}", name, instead_of(name)));
  std::vector<std::string> known;
  for (Scope* scope = scope_; scope != nullptr; scope = scope->parent)
    for (const Entry& entry : *scope->names) known.emplace_back(as_text(entry.key));
  std::string hint;
  if (known.size() < 1000 && !nearest(name, known).empty()) hint = did_you_mean(name, known);
  fail(fmt::format("name '{}' is not defined{}", name, hint));
}

Object* Evaluator::evaluate_items(const Expr* expr, Type type) {
  ListObject* list = heap().list(expr->items.size, type);
  for (const Expr* item : expr->items) {
    if (item->kind != ExprKind::kStarred) {
      heap().append(list, {evaluate(item), item->place});
      continue;
    }
    Object* iterable = evaluate(item->a);
    place_ = item->place;
    for_each(iterable, [&](Slot slot) {
      heap().append(list, slot);
      return true;
    });
  }
  return list;
}

Object* Evaluator::evaluate_dict(const Expr* expr) {
  DictObject* dict = heap().dict(expr->pairs.size);
  for (const KeyValue& pair : expr->pairs) {
    if (pair.key == nullptr) {
      Object* mapping = evaluate(pair.value);
      place_ = pair.value->place;
      merge_mapping(dict, mapping, pair.value->place);
      continue;
    }
    Object* key = evaluate(pair.key);
    Object* value = evaluate(pair.value);
    place_ = pair.key->place;
    heap().set(dict, key, value, pair.key->place);
  }
  return dict;
}

void Evaluator::merge_mapping(DictObject* into, Object* mapping, Place) {
  if (!is(mapping, Type::kDict)) fail(fmt::format("'**' needs a dict, this is a {}", name_of(mapping->type)));
  DictObject* source = as_dict(mapping);
  charge(source->size);
  for (uint32_t i = 0; i < source->size; ++i) {
    const Entry entry = source->entries[i];
    if (into->config)
      config_set(into, entry.key, {entry.value, entry.place});
    else
      heap().set(into, entry.key, entry.value, entry.place);
  }
}

Object* Evaluator::evaluate_comprehension(const Expr* expr) {
  Object* out = expr->kind == ExprKind::kDictComp ? static_cast<Object*>(heap().dict())
                : expr->kind == ExprKind::kSetComp
                    ? static_cast<Object*>(heap().dict(0, Type::kSet))
                    : heap().list(0, expr->kind == ExprKind::kGenerator ? Type::kIterator : Type::kList);
  Scope inner{heap().dict(), scope_, false};
  // The first iterable is evaluated outside of the comprehension's own scope; `inner` has no names yet, so it makes no
  // difference.
  Scope* outer = scope_;
  scope_ = &inner;
  // Lambdas made within keep the scope alive, hence on the heap.
  scope_ = heap().arena().make<Scope>(inner);
  struct Restore {
    Scope*& scope;
    Scope* old;
    ~Restore() { scope = old; }
  } restore{scope_, outer};
  comprehend(expr, 0, out);
  return out;
}

void Evaluator::comprehend(const Expr* expr, size_t number, Object* out) {
  const Depth depth(*this);
  const ForClause& clause = expr->clauses[number];
  Object* iterable = evaluate(clause.iterable);
  place_ = clause.iterable->place;
  for_each(iterable, [&](Slot item) {
    charge(1);
    assign(clause.target, item.object, clause.target->place);
    for (const Expr* condition : clause.conditions)
      if (!truth(evaluate(condition))) return true;
    if (number + 1 < expr->clauses.size) {
      comprehend(expr, number + 1, out);
    } else if (expr->kind == ExprKind::kDictComp) {
      Object* key = evaluate(expr->a);
      Object* value = evaluate(expr->b);
      place_ = expr->a->place;
      heap().set(as_dict(out), key, value, expr->a->place);
    } else if (expr->kind == ExprKind::kSetComp) {
      Object* key = evaluate(expr->a);
      place_ = expr->a->place;
      heap().set(as_dict(out), key, none(), expr->a->place);
    } else {
      heap().append(as_list(out), {evaluate(expr->a), expr->a->place});
    }
    return true;
  });
}

Object* Evaluator::evaluate_f_string(const Expr* expr) {
  std::string text;
  for (const Expr* part : expr->items) {
    if (part->kind == ExprKind::kConstant) {
      text += as_text(part->constant);
      continue;
    }
    Object* value = evaluate(part->a);
    std::string spec;
    if (part->b != nullptr) spec = as_text(evaluate_f_string(part->b));
    place_ = part->place;
    if (part->conversion == 0)
      text += format(value, spec);
    else
      text += format(heap().string(part->conversion == 's' ? to_str(value) : to_repr(value)), spec);
    charge(static_cast<int64_t>(text.size() / 64));
  }
  return heap().string(text);
}

Object* Evaluator::base_path(const Expr* path) {
  if (path->kind == ExprKind::kName) return bases;
  Object* object = base_path(path->a);
  if (object == nullptr || !is(object, Type::kDict)) return nullptr;
  const Entry* entry = heap().find(as_dict(object), path->constant);
  return entry != nullptr ? entry->value : nullptr;
}

Object* Evaluator::evaluate_base_variable(const Expr* expr) {
  place_ = expr->place;
  if (bases == nullptr)
    fail("'{{_base_.…}}' is not part of the pure-Python style; import the name within 'with read_base():'");
  if (Object* value = base_path(expr->a)) return deep_copy(*this, value);
  if (expr->b == nullptr) {
    std::string name;
    for (const Expr* e = expr->a; e->kind == ExprKind::kAttribute; e = e->a)
      name = std::string(e->name()) + (name.empty() ? "" : ".") + name;
    fail(fmt::format("the base files set no '{}'", name));
  }
  // A bare word is a text, as it is for environment variables in quotes.
  if (expr->b->kind == ExprKind::kName && heap().find(globals_, expr->b->constant) == nullptr) return expr->b->constant;
  return evaluate(expr->b);
}

/// `'{{_base_.a.b}}/x'`: a base's value within a text.
Object* Evaluator::interpolate_bases(StringObject* string) {
  const std::string_view text = string->text;
  std::string result;
  size_t done = 0;
  for (size_t open = text.find("{{"); open != std::string_view::npos; open = text.find("{{", open + 2)) {
    const size_t close = text.find("}}", open);
    if (close == std::string_view::npos) break;
    std::string_view inner = text.substr(open + 2, close - open - 2);
    charge(1 + static_cast<int64_t>(inner.size() / 64));
    while (!inner.empty() && inner.front() == ' ') inner.remove_prefix(1);
    while (!inner.empty() && inner.back() == ' ') inner.remove_suffix(1);
    if (inner.rfind("_base_.", 0) != 0) continue;
    const size_t colon = inner.find(':');
    const std::string path(inner.substr(7, colon == std::string_view::npos ? colon : colon - 7));
    Object* value = bases;
    for (const std::string& key : split(path, '.')) {
      const Entry* entry = is(value, Type::kDict) ? heap().find(as_dict(value), key) : nullptr;
      value = entry != nullptr ? entry->value : nullptr;
      if (value == nullptr) break;
    }
    if (value == nullptr && colon == std::string_view::npos) fail(fmt::format("the base files set no '{}'", path));
    result += text.substr(done, open - done);
    result += value != nullptr ? to_str(value) : std::string(inner.substr(colon + 1));
    done = close + 2;
  }
  if (done == 0) return string;
  result += text.substr(done);
  return heap().string(result);
}

}  // namespace slipway::config
