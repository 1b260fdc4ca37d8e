// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "config/eval/evaluator.h"

namespace slipway::config {

Object* Evaluator::evaluate_call(const Expr* expr) {
  const Expr* callee = expr->a;
  if (callee->kind == ExprKind::kName && callee->name() == "dict") {
    Object* function = lookup(callee);
    if (function == find_builtin("dict")) return dict_call(expr);
  }
  Arguments arguments;
  if (callee->kind == ExprKind::kAttribute) {  // without making a bound method
    Object* object = evaluate(callee->a);
    place_ = callee->place;
    const std::string_view name = callee->name();
    // A ConfigDict's keys come after its methods, as in Python.
    if (const BuiltinFunction method = find_method(object, name)) {
      evaluate_arguments(expr, arguments);
      place_ = callee->place;
      charge(4);
      return method(*this, object, arguments);
    }
    Object* function = attribute(object, static_cast<StringObject*>(callee->constant));
    evaluate_arguments(expr, arguments);
    place_ = callee->place;
    return call(function, arguments);
  }
  Object* function = evaluate(callee);
  evaluate_arguments(expr, arguments);
  place_ = expr->place;
  return call(function, arguments);
}

/// `dict(a=1, **other)`, by far the most frequent call of all.
Object* Evaluator::dict_call(const Expr* expr) {
  DictObject* dict = heap().dict(expr->arguments.size);
  DictObject* positional = nullptr;  // of `dict(other, a=1)`, whose keys may come again
  for (const Argument& argument : expr->arguments) {
    if (argument.stars == 1) {
      place_ = argument.place;
      fail("dict(*...) is not part of the config language");
    }
    Object* value = evaluate(argument.value);
    if (argument.name != nullptr) {
      if (heap().find(dict, argument.name) != nullptr) {
        place_ = argument.place;
        fail(fmt::format("the key '{}' is given twice", argument.name->text));
      }
      heap().set(dict, argument.name, value, argument.place);
    } else if (argument.stars == 2) {
      place_ = argument.place;
      if (!is(value, Type::kDict)) fail(fmt::format("'**' needs a dict, this is a {}", name_of(value->type)));
      for (const Entry& entry : *as_dict(value)) {
        if (!is(entry.key, Type::kString)) fail("the keys of a '**' argument must be strings");
        if (heap().find(dict, entry.key) != nullptr)
          fail(fmt::format("the key '{}' is given twice", as_text(entry.key)));
      }
      merge_mapping(dict, value, argument.place);
    } else {
      place_ = argument.place;
      if (&argument != expr->arguments.begin()) fail("dict() takes one positional argument");
      positional = heap().dict(expr->arguments.size);
      if (is(value, Type::kDict)) {
        merge_mapping(positional, value, argument.place);
      } else {
        for_each(value, [&](Slot item) {
          ListObject* pair = collect(item.object);
          if (pair->size != 2) fail("dict() needs pairs of key and value");
          heap().set(positional, pair->data[0].object, pair->data[1].object, item.place);
          return true;
        });
      }
    }
  }
  if (positional == nullptr) return dict;
  merge_mapping(positional, dict, place_);
  return positional;
}

void Evaluator::evaluate_arguments(const Expr* expr, Arguments& arguments) {
  for (const Argument& argument : expr->arguments) {
    Object* value = evaluate(argument.value);
    if (argument.name != nullptr) {
      arguments.keywords.push_back({argument.name, {value, argument.place}});
    } else if (argument.stars == 0) {
      arguments.positional.push_back({value, argument.place});
    } else if (argument.stars == 1) {
      place_ = argument.place;
      for_each(value, [&](Slot item) {
        arguments.positional.push_back(item);
        if (arguments.positional.size() > 1'000'000) fail("too many arguments");
        return true;
      });
    } else {
      place_ = argument.place;
      if (!is(value, Type::kDict)) fail(fmt::format("'**' needs a dict, this is a {}", name_of(value->type)));
      for (const Entry& entry : *as_dict(value)) {
        if (!is(entry.key, Type::kString)) fail("the keys of a '**' argument must be strings");
        arguments.keywords.push_back({static_cast<StringObject*>(entry.key), {entry.value, entry.place}});
      }
    }
  }
}

Object* Evaluator::call(Object* callee, std::initializer_list<Object*> values) {
  Arguments arguments;
  for (Object* value : values) arguments.positional.push_back({value, place_});
  return call(callee, arguments);
}

Object* Evaluator::call(Object* callee, Arguments& arguments) {
  charge(4);
  switch (callee->type) {
    case Type::kBuiltin: {
      auto* builtin = static_cast<BuiltinObject*>(callee);
      const Depth depth(*this);
      return builtin->function(*this, builtin->self, arguments);
    }
    case Type::kFunction:
      return call_function(static_cast<FunctionObject*>(callee), arguments);
    case Type::kLazy:
      fail(fmt::format("'{}' is imported by name only; it cannot be called in a config",
                       static_cast<LazyObject*>(callee)->child_prefix));
    case Type::kModule:
      fail(fmt::format("'{}' is not available in configs{}", static_cast<ModuleObject*>(callee)->name,
                       instead_of(static_cast<ModuleObject*>(callee)->name)));
    default:
      fail(fmt::format("a {} cannot be called", name_of(callee->type)));
  }
}

Object* Evaluator::make_function(const FunctionSyntax* syntax) {
  std::vector<Object*> defaults(syntax->parameters.size, nullptr);
  for (size_t i = 0; i < syntax->parameters.size; ++i)
    if (const Expr* value = syntax->parameters[i].default_value) defaults[i] = evaluate(value);
  return heap().arena().make<FunctionObject>(
      FunctionObject{{Type::kFunction}, syntax, scope_, to_span(heap().arena(), defaults)});
}

Object* Evaluator::call_function(FunctionObject* function, Arguments& arguments) {
  const Depth depth(*this);
  const FunctionSyntax* syntax = function->syntax;
  if (!syntax->unsupported.empty()) fail(fmt::format("{} is not part of the config language", syntax->unsupported));
  Scope* scope = heap().arena().make<Scope>(Scope{heap().dict(), function->closure, true});
  size_t used = 0;
  charge(static_cast<int64_t>(syntax->parameters.size * (1 + arguments.keywords.size()) / 8));
  std::vector<bool> taken(arguments.keywords.size(), false);
  for (size_t i = 0; i < syntax->parameters.size; ++i) {
    const Parameter& parameter = syntax->parameters[i];
    if (parameter.name == nullptr) continue;  // a bare `*`
    Object* value = nullptr;
    if (parameter.stars == 1) {
      ListObject* rest = heap().tuple();
      for (; used < arguments.size(); ++used) heap().append(rest, arguments.positional[used]);
      value = rest;
    } else if (parameter.stars == 2) {
      DictObject* rest = heap().dict();
      for (size_t k = 0; k < arguments.keywords.size(); ++k)
        if (!taken[k])
          heap().set(rest, arguments.keywords[k].first, arguments.keywords[k].second.object,
                     arguments.keywords[k].second.place);
      taken.assign(taken.size(), true);
      value = rest;
    } else {
      if (!parameter.keyword_only && used < arguments.size()) value = arguments[used++];
      for (size_t k = 0; k < arguments.keywords.size(); ++k) {
        if (taken[k] || arguments.keywords[k].first->text != parameter.name->text) continue;
        if (value != nullptr) fail(fmt::format("{}() got two values for '{}'", syntax->name, parameter.name->text));
        value = arguments.keywords[k].second.object;
        taken[k] = true;
      }
      if (value == nullptr) value = function->defaults[i];
      if (value == nullptr) fail(fmt::format("{}() needs a value for '{}'", syntax->name, parameter.name->text));
    }
    heap().set(scope->names, parameter.name, value, place_);
  }
  if (used < arguments.size())
    fail(fmt::format("{}() got {} positional arguments too many", syntax->name, arguments.size() - used));
  for (size_t k = 0; k < taken.size(); ++k)
    if (!taken[k]) fail(fmt::format("{}() has no parameter '{}'", syntax->name, arguments.keywords[k].first->text));
  struct Restore {
    Scope*& scope;
    Scope* old;
    ~Restore() { scope = old; }
  } restore{scope_, scope_};
  scope_ = scope;
  if (syntax->expression != nullptr) return evaluate(syntax->expression);
  switch (execute(syntax->body)) {
    case Flow::kReturn:
      return returned_;
    case Flow::kNormal:
      return none();
    default:
      fail("'break' or 'continue' outside a loop");
  }
}

void Evaluator::for_each(Object* iterable, const std::function<bool(Slot)>& body) {
  switch (iterable->type) {
    case Type::kList:
    case Type::kTuple:
    case Type::kIterator:
      // By index: the body may append, and Python would see that.
      for (uint32_t i = 0; i < as_list(iterable)->size; ++i) {
        charge(1);
        if (!body(as_list(iterable)->data[i])) return;
      }
      return;
    case Type::kDict:
    case Type::kSet: {
      const uint32_t size = as_dict(iterable)->size;
      for (uint32_t i = 0; i < as_dict(iterable)->size; ++i) {
        charge(1);
        const Entry entry = as_dict(iterable)->entries[i];
        if (!body({entry.key, entry.place})) return;
        if (as_dict(iterable)->size != size)
          fail(fmt::format("the {} changed its size while it was iterated over", name_of(iterable->type)));
      }
      return;
    }
    case Type::kRange: {
      const auto* range = static_cast<RangeObject*>(iterable);
      int64_t value = range->start;
      while (range->step > 0 ? value < range->stop : value > range->stop) {
        charge(1);
        if (!body({heap().integer(value), place_})) return;
        if (__builtin_add_overflow(value, range->step, &value)) return;
      }
      return;
    }
    case Type::kString: {
      const std::string_view text = as_text(iterable);
      for (size_t i = 0; i < text.size();) {
        size_t end = i + 1;
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
        charge(1);
        if (!body({heap().string_no_copy(text.substr(i, end - i)), place_})) return;
        i = end;
      }
      return;
    }
    case Type::kBytes:
      for (const char c : as_text(iterable)) {
        charge(1);
        if (!body({heap().integer(static_cast<unsigned char>(c)), place_})) return;
      }
      return;
    default:
      fail(fmt::format("a {} cannot be iterated over", name_of(iterable->type)));
  }
}

ListObject* Evaluator::collect(Object* iterable, Type type) {
  ListObject* list = heap().list(0, type);
  for_each(iterable, [&](Slot item) {
    heap().append(list, item);
    return true;
  });
  return list;
}

}  // namespace slipway::config
