// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/strings.h"
#include "config/eval/evaluator.h"

namespace slipway::config {

Source& Session::add_source(std::string name, std::string text) {
  if (sources.size() >= limits.files)
    slipway::fail("{}: a config must not read more than {} files", name, limits.files);
  text_bytes += text.size();
  if (text_bytes > limits.text_bytes) slipway::fail("{}: the config and its bases are too large", name);
  sources.push_back(std::make_unique<Source>(std::move(name), std::move(text), static_cast<uint16_t>(sources.size())));
  sources.back()->check_encoding();
  return *sources.back();
}

Evaluator::Evaluator(Session& session, DictObject* globals)
    : session_(session), globals_(globals), file_scope_{globals, nullptr, true}, scope_(&file_scope_) {}

Evaluator::Depth::Depth(Evaluator& e) : evaluator(e) {
  if (++evaluator.depth_ > evaluator.session_.limits.depth) {
    --evaluator.depth_;
    evaluator.fail("this is nested too deeply");
  }
}

void Evaluator::charge(int64_t steps) {
  session_.steps_left -= steps;
  if (session_.steps_left < 0) fail("the file takes too long to evaluate; a config is no place for long computations");
}

void Evaluator::charge_search(std::string_view text, std::string_view part) {
  const double worst = static_cast<double>(text.size()) * static_cast<double>(part.size());
  charge(static_cast<int64_t>(text.size() / 16) + static_cast<int64_t>(std::min(worst / 1024, 1e15)));
}

void Evaluator::run(Span<const Stmt*> body) {
  try {
    for (const Stmt* stmt : body) {
      switch (execute(stmt)) {
        case Flow::kNormal:
          break;
        case Flow::kReturn:
          fail("'return' outside a function");
        default:
          fail("'break' or 'continue' outside a loop");
      }
    }
  } catch (const Unplaced& e) {
    fail(e.message());
  }
}

Evaluator::Flow Evaluator::execute(Span<const Stmt*> body) {
  for (const Stmt* stmt : body)
    if (const Flow flow = execute(stmt); flow != Flow::kNormal) return flow;
  return Flow::kNormal;
}

Evaluator::Flow Evaluator::execute(const Stmt* stmt) {
  place_ = stmt->place;
  charge(1);
  switch (stmt->kind) {
    case StmtKind::kExpr:
      evaluate(stmt->value);
      return Flow::kNormal;
    case StmtKind::kAssign: {
      // The bases are read already, and `_base_` stands for their values.
      if (bases != nullptr && stmt->targets[0]->kind == ExprKind::kName && stmt->targets[0]->name() == "_base_")
        return Flow::kNormal;
      Object* value = evaluate(stmt->value);
      for (const Expr* target : stmt->targets) assign(target, value, target->place);
      return Flow::kNormal;
    }
    case StmtKind::kAugmented:
      augmented(stmt);
      return Flow::kNormal;
    case StmtKind::kDelete:
      for (const Expr* target : stmt->targets) remove(target);
      return Flow::kNormal;
    case StmtKind::kPass:
    case StmtKind::kGlobal: {
      if (stmt->kind == StmtKind::kGlobal && scope_ != &file_scope_)
        fail(fmt::format("'{}' is not part of the config language", stmt->text));
      return Flow::kNormal;
    }
    case StmtKind::kBreak:
      return Flow::kBreak;
    case StmtKind::kContinue:
      return Flow::kContinue;
    case StmtKind::kReturn:
      returned_ = stmt->value != nullptr ? evaluate(stmt->value) : none();
      return Flow::kReturn;
    case StmtKind::kIf: {
      const Depth depth(*this);
      return execute(truth(evaluate(stmt->value)) ? stmt->body : stmt->orelse);
    }
    case StmtKind::kFor:
      return execute_for(stmt);
    case StmtKind::kWhile: {
      const Depth depth(*this);
      while (truth(evaluate(stmt->value))) {
        charge(1);
        const Flow flow = execute(stmt->body);
        if (flow == Flow::kReturn) return flow;
        if (flow == Flow::kBreak) return Flow::kNormal;
        place_ = stmt->place;
      }
      return execute(stmt->orelse);
    }
    case StmtKind::kMatch:
      return execute_match(stmt);
    case StmtKind::kFunction: {
      Object* function = make_function(stmt->function);
      bind(heap().intern(stmt->function->name), function, stmt->place);
      return Flow::kNormal;
    }
    case StmtKind::kImport:
      execute_import(stmt);
      return Flow::kNormal;
    case StmtKind::kImportFrom:
      execute_import_from(stmt);
      return Flow::kNormal;
    case StmtKind::kWith: {
      const Expr* context = stmt->target;
      if (context == nullptr || context->kind != ExprKind::kCall || context->a->kind != ExprKind::kName ||
          context->a->name() != "read_base")
        fail("'with' is not part of the config language, apart from 'with read_base():'");
      if (!import_bases) fail("'with read_base():' cannot stand in a file that also has '_base_ ='");
      import_bases(*stmt);
      return Flow::kNormal;
    }
    case StmtKind::kAssert:
      if (!truth(evaluate(stmt->value)))
        fail(stmt->target != nullptr ? "assertion failed: " + to_str(evaluate(stmt->target)) : "assertion failed");
      return Flow::kNormal;
    case StmtKind::kUnsupported:
      // `raise` says more when its own message is shown.
      if (stmt->value != nullptr && stmt->value->kind == ExprKind::kCall && stmt->value->arguments.size == 1)
        fail("the file raises an error: " + to_str(evaluate(stmt->value->arguments[0].value)));
      fail(fmt::format("{} is not part of the config language", stmt->text));
  }
  return Flow::kNormal;
}

Evaluator::Flow Evaluator::execute_for(const Stmt* stmt) {
  const Depth depth(*this);
  Flow result = Flow::kNormal;
  bool broken = false;
  for_each(evaluate(stmt->value), [&](Slot item) {
    charge(1);
    assign(stmt->target, item.object, stmt->target->place);
    const Flow flow = execute(stmt->body);
    if (flow == Flow::kReturn) result = flow;
    broken = flow == Flow::kReturn || flow == Flow::kBreak;
    return !broken;
  });
  return broken ? result : execute(stmt->orelse);
}

void Evaluator::bind(StringObject* name, Object* value, Place place) {
  Scope* scope = scope_;
  while (!scope->function) scope = scope->parent;
  heap().set(scope->names, name, value, place);
}

void Evaluator::assign(const Expr* target, Object* value, Place place) {
  switch (target->kind) {
    case ExprKind::kName:
      // A comprehension's target stays in its own scope, unlike everything else.
      heap().set(scope_->names, target->constant, value, place);
      return;
    case ExprKind::kAttribute: {
      Object* object = evaluate(target->a);
      place_ = target->place;
      set_attribute(object, static_cast<StringObject*>(target->constant), {value, place});
      return;
    }
    case ExprKind::kSubscript: {
      Object* object = evaluate(target->a);
      Object* index = evaluate(target->b);
      place_ = target->place;
      set_subscript(object, index, {value, place});
      return;
    }
    case ExprKind::kTuple:
    case ExprKind::kList:
      place_ = target->place;
      unpack(target->items, value, place);
      return;
    default:
      place_ = target->place;
      fail("this cannot be assigned to");
  }
}

void Evaluator::unpack(Span<const Expr*> targets, Object* value, Place) {
  ListObject* items = collect(value);
  size_t star = targets.size;
  for (size_t i = 0; i < targets.size; ++i)
    if (targets[i]->kind == ExprKind::kStarred) {
      if (star != targets.size) fail("two starred targets in one assignment");
      star = i;
    }
  const bool starred = star != targets.size;
  if (starred ? items->size + 1 < targets.size : items->size != targets.size)
    fail(fmt::format("cannot unpack {} values into {} names", items->size, targets.size));
  for (size_t i = 0; i < targets.size; ++i) {
    if (i == star) {
      ListObject* rest = heap().list();
      const size_t count = items->size + 1 - targets.size;
      for (size_t k = 0; k < count; ++k) heap().append(rest, items->data[i + k]);
      assign(targets[i]->a, rest, targets[i]->place);
    } else {
      const size_t at = i < star ? i : items->size - (targets.size - i);
      assign(targets[i], items->data[at].object, targets[i]->place);
    }
  }
}

void Evaluator::augmented(const Stmt* stmt) {
  const Expr* target = stmt->target;
  Object* object = nullptr;
  Object* index = nullptr;
  Object* old = nullptr;
  if (target->kind == ExprKind::kName) {
    old = lookup(target);
  } else {
    object = evaluate(target->a);
    if (target->kind == ExprKind::kSubscript) index = evaluate(target->b);
    place_ = target->place;
    old = index != nullptr ? subscript(object, index) : attribute(object, static_cast<StringObject*>(target->constant));
  }
  Object* right = evaluate(stmt->value);
  place_ = stmt->place;
  Object* result = nullptr;
  // In place for what is mutable, as others may share it.
  if (is(old, Type::kList) && stmt->op == Operator::kAdd) {
    ListObject* added = collect(right);
    charge(added->size);
    for (const Slot& slot : *added) heap().append(as_list(old), slot);
    result = old;
  } else if (is(old, Type::kList) && stmt->op == Operator::kMultiply) {
    *as_list(old) = *as_list(binary(stmt->op, old, right));
    result = old;
  } else if (is(old, Type::kDict) && stmt->op == Operator::kOr && is(right, Type::kDict)) {
    merge_mapping(as_dict(old), right, stmt->place);
    result = old;
  } else if (is(old, Type::kSet) && stmt->op == Operator::kOr && is(right, Type::kSet)) {
    for (Entry& entry : *as_dict(right)) heap().set(as_dict(old), entry.key, none(), entry.place);
    result = old;
  } else {
    result = binary(stmt->op, old, right);
  }
  if (target->kind == ExprKind::kName)
    bind(static_cast<StringObject*>(target->constant), result, stmt->place);
  else if (index != nullptr)
    set_subscript(object, index, {result, stmt->place});
  else
    set_attribute(object, static_cast<StringObject*>(target->constant), {result, stmt->place});
}

void Evaluator::remove(const Expr* target) {
  switch (target->kind) {
    case ExprKind::kName: {
      Entry* entry = heap().find(scope_->names, target->constant);
      place_ = target->place;
      if (entry == nullptr) fail(fmt::format("name '{}' is not defined", target->name()));
      charge(scope_->names->size / 4);
      heap().erase(scope_->names, entry);
      return;
    }
    case ExprKind::kAttribute: {
      Object* object = evaluate(target->a);
      place_ = target->place;
      if (!is(object, Type::kDict) || !as_dict(object)->config)
        fail(fmt::format("cannot delete an attribute of a {}", name_of(object->type)));
      delete_subscript(object, target->constant);
      return;
    }
    case ExprKind::kSubscript: {
      Object* object = evaluate(target->a);
      Object* index = evaluate(target->b);
      place_ = target->place;
      delete_subscript(object, index);
      return;
    }
    case ExprKind::kTuple:
    case ExprKind::kList:
      for (const Expr* item : target->items) remove(item);
      return;
    default:
      place_ = target->place;
      fail("this cannot be deleted");
  }
}

void Evaluator::execute_import(const Stmt* stmt) {
  for (const Alias& alias : stmt->aliases) {
    place_ = alias.place;
    const std::string top = split(std::string(alias.name), '.')[0];
    const bool whole = !alias.as.empty();
    StringObject* name = heap().intern(whole ? alias.as : std::string_view(top));
    Object* value = nullptr;
    if (is_standard_module(top)) {
      value = find_module(whole ? alias.name : std::string_view(top));
      // A module that is not offered may be imported; only its use is an error.
      if (value == nullptr)
        value = heap().arena().make<ModuleObject>(
            ModuleObject{{Type::kModule}, heap().arena().copy(whole ? alias.name : std::string_view(top))});
    } else if (whole) {
      value = heap().lazy(std::string(alias.name) + "." + std::string(alias.name), alias.name);
    } else {
      value = heap().lazy(top + "." + top, top);
    }
    bind(name, value, alias.place);
  }
}

void Evaluator::execute_import_from(const Stmt* stmt) {
  const std::string module = std::string(stmt->level, '.') + std::string(stmt->text);
  for (const Alias& alias : stmt->aliases) {
    place_ = alias.place;
    if (alias.name == "*")
      fail(fmt::format("'from {} import *' is possible for a base config within 'with read_base():' only", module));
    StringObject* name = heap().intern(alias.as.empty() ? alias.name : alias.as);
    Object* value = nullptr;
    if (stmt->level == 0 && is_standard_module(split(module, '.')[0])) {
      Object* found = find_module(module);
      if (found == nullptr) {
        value = find_module(module + "." + std::string(alias.name));
        if (value == nullptr)
          value = heap().arena().make<ModuleObject>(
              ModuleObject{{Type::kModule}, heap().arena().copy(module + "." + std::string(alias.name))});
      } else {
        value = module_attribute(*this, static_cast<ModuleObject*>(found), alias.name);
        if (value == nullptr)
          fail(fmt::format("'{}.{}' is not available in configs{}", module, alias.name,
                           instead_of(module + "." + std::string(alias.name))));
      }
    } else if (module.rfind("mmengine.config", 0) == 0 || (module == "mmengine" && alias.name == "Config")) {
      value = heap().arena().make<ModuleObject>(
          ModuleObject{{Type::kModule}, heap().arena().copy(module + "." + std::string(alias.name))});
    } else {
      const std::string dotted = module + "." + std::string(alias.name);
      value = heap().lazy(dotted, dotted);
    }
    bind(name, value, alias.place);
  }
}

}  // namespace slipway::config
