// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// What a match of a regular expression can be asked.
#include "config/eval/builtin_help.h"
#include "config/eval/regex_objects.h"

namespace slipway::config {
namespace {

MatchObject* as_match(Object* object) { return static_cast<MatchObject*>(object); }

/// The number of a group that is given by number or name.
size_t group_index(Evaluator& e, const MatchObject* match, Object* group) {
  const Regex& regex = *match->pattern->regex;
  if (is(group, Type::kString)) {
    for (const auto& [name, index] : regex.names())
      if (name == as_text(group)) return index;
  } else if (is_integer(group) && as_int(group) >= 0 && as_int(group) <= regex.groups()) {
    return static_cast<size_t>(as_int(group));
  }
  e.fail(fmt::format("the pattern has no group {}", e.to_repr(group)));
}

Object* text_of_group(Evaluator& e, const MatchObject* match, size_t group, Object* missing) {
  const int64_t begin = match->offsets[2 * group];
  const int64_t end = match->offsets[2 * group + 1];
  if (begin < 0 || end < 0) return missing;
  return e.string(match->string->text.substr(static_cast<size_t>(begin), static_cast<size_t>(end - begin)));
}

Object* match_group_method(Evaluator& e, Object* self, Arguments& a) {
  positional_only(e, a, "group", 0, 100);
  MatchObject* match = as_match(self);
  if (a.size() == 0) return text_of_group(e, match, 0, none());
  if (a.size() == 1) return match_group(e, match, a[0]);
  ListObject* result = e.heap().tuple(a.size());
  for (const Slot& slot : a.positional) e.heap().append(result, {match_group(e, match, slot.object), e.place()});
  return result;
}

Object* default_argument(Evaluator& e, const Arguments& a, std::string_view function) {
  at_most(e, a, function, 1);
  Object* given = a.size() == 1 ? a[0] : keyword(a, "default");
  return given != nullptr ? given : none();
}

Object* match_groups(Evaluator& e, Object* self, Arguments& a) {
  Object* missing = default_argument(e, a, "groups");
  const uint32_t groups = as_match(self)->pattern->regex->groups();
  ListObject* result = e.heap().tuple(groups);
  for (uint32_t i = 1; i <= groups; ++i)
    e.heap().append(result, {text_of_group(e, as_match(self), i, missing), e.place()});
  return result;
}

Object* match_groupdict(Evaluator& e, Object* self, Arguments& a) {
  Object* missing = default_argument(e, a, "groupdict");
  DictObject* result = e.heap().dict();
  for (const auto& [name, index] : as_match(self)->pattern->regex->names())
    e.heap().set(result, e.heap().intern(e.heap().arena().copy(name)), text_of_group(e, as_match(self), index, missing),
                 e.place());
  return result;
}

template <int kFirst, int kLast>
Object* match_span(Evaluator& e, Object* self, Arguments& a) {
  positional_only(e, a, "span", 0, 1);
  const size_t group = a.size() == 0 ? 0 : group_index(e, as_match(self), a[0]);
  const auto at = [&](int side) {
    return e.heap().integer(as_match(self)->spans[2 * group + static_cast<size_t>(side)]);
  };
  if (kFirst == kLast) return at(kFirst);
  ListObject* pair = e.heap().tuple(2);
  e.heap().append(pair, {at(kFirst), e.place()});
  e.heap().append(pair, {at(kLast), e.place()});
  return pair;
}

}  // namespace

Object* match_group(Evaluator& e, MatchObject* match, Object* group) {
  return text_of_group(e, match, group_index(e, match, group), none());
}

BuiltinFunction find_match_method(std::string_view name) {
  if (name == "group") return match_group_method;
  if (name == "groups") return match_groups;
  if (name == "groupdict") return match_groupdict;
  if (name == "span") return match_span<0, 1>;
  if (name == "start") return match_span<0, 0>;
  if (name == "end") return match_span<1, 1>;
  return nullptr;
}

Object* regex_attribute(Evaluator& e, Object* object, std::string_view name) {
  if (is(object, Type::kMatch)) {
    if (name == "string") return as_match(object)->string;
    if (name == "re") return as_match(object)->pattern;
    return nullptr;
  }
  const auto* pattern = static_cast<PatternObject*>(object);
  if (name == "pattern") return pattern->text;
  if (name == "flags")
    return e.heap().integer(pattern->regex->flags() | ((pattern->regex->flags() & kAscii) != 0 ? 0 : kUnicode));
  if (name == "groups") return e.heap().integer(pattern->regex->groups());
  if (name != "groupindex") return nullptr;
  DictObject* result = e.heap().dict();
  for (const auto& [key, index] : pattern->regex->names())
    e.heap().set(result, e.heap().intern(e.heap().arena().copy(key)), e.heap().integer(index), e.place());
  return result;
}

}  // namespace slipway::config
