// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Python's module `re` on str.
#include <algorithm>

#include "config/eval/builtin_help.h"
#include "config/eval/regex_objects.h"

namespace slipway::config {
namespace {

using Where = Regex::Where;

/// A text as characters, and where each begins.
struct RegexText {
  std::u32string characters;
  std::vector<size_t> offsets;
  std::string_view text;

  explicit RegexText(std::string_view bytes) : text(bytes) {
    for (size_t i = 0; i < bytes.size();) {
      uint32_t c = 0;
      const size_t length = std::max<size_t>(decode_utf8(bytes, i, c), 1);
      characters += static_cast<char32_t>(c);
      offsets.push_back(i);
      i += length;
    }
    offsets.push_back(bytes.size());
  }
  std::string_view part(int64_t begin, int64_t end) const {
    const size_t first = offsets[static_cast<size_t>(begin)];
    return text.substr(first, offsets[static_cast<size_t>(end)] - first);
  }
};

int flags_argument(Evaluator& e, Object* flags) {
  return flags == nullptr ? 0 : static_cast<int>(e.index_argument(flags, "flags"));
}

PatternObject* compile(Evaluator& e, Object* pattern, int flags) {
  if (is(pattern, Type::kPattern)) {
    if (flags != 0) e.fail("flags cannot be given with a compiled pattern");
    return static_cast<PatternObject*>(pattern);
  }
  if (!is(pattern, Type::kString)) e.fail(fmt::format("a pattern must be a str, this is a {}", name_of(pattern->type)));
  auto& known = e.session().regexes;
  const std::pair<std::string, int> key(as_text(pattern), flags);
  auto found = known.find(key);
  if (found == known.end()) {
    e.charge(static_cast<int64_t>(key.first.size()) + 100);
    try {
      found = known.emplace(key, std::make_shared<Regex>(RegexText(key.first).characters, flags)).first;
    } catch (const RegexError& error) {
      e.fail(fmt::format("regular expression {}: {}", e.to_repr(pattern), error.what()));
    }
  }
  return e.heap().arena().make<PatternObject>(
      PatternObject{{Type::kPattern}, found->second.get(), static_cast<StringObject*>(pattern)});
}

std::optional<Regex::Spans> run(Evaluator& e, const PatternObject* pattern, const RegexText& text, size_t from,
                                Where where, bool advance = false) {
  try {
    return pattern->regex->run(text.characters, from, where, advance, [&](int64_t steps) { e.charge(1 + steps / 8); });
  } catch (const RegexError& error) {
    e.fail(fmt::format("regular expression {}: {}", e.to_repr(pattern->text), error.what()));
  }
}

Object* make_match(Evaluator& e, PatternObject* pattern, Object* string, const RegexText& text,
                   const Regex::Spans& spans) {
  std::vector<int64_t> offsets;
  for (const int64_t at : spans)
    offsets.push_back(at < 0 ? -1 : static_cast<int64_t>(text.offsets[static_cast<size_t>(at)]));
  return e.heap().arena().make<MatchObject>(MatchObject{{Type::kMatch},
                                                        pattern,
                                                        static_cast<StringObject*>(string),
                                                        to_span(e.heap().arena(), spans),
                                                        to_span(e.heap().arena(), offsets)});
}

/// All matches from left to right; an empty one does not count where the one before ended. `body` returns false to end.
template <typename Body>
void each_match(Evaluator& e, const PatternObject* pattern, const RegexText& text, Body&& body) {
  size_t from = 0;
  bool advance = false;
  while (from <= text.characters.size()) {
    e.charge(1);
    const auto spans = run(e, pattern, text, from, Where::kSearch, advance);
    if (!spans || !body(*spans)) return;
    from = static_cast<size_t>((*spans)[1]);
    advance = (*spans)[0] == (*spans)[1];
  }
}

Object* group_text(Evaluator& e, const RegexText& text, const Regex::Spans& spans, size_t group, Object* missing) {
  return spans[2 * group] < 0 || spans[2 * group + 1] < 0 ? missing
                                                          : e.string(text.part(spans[2 * group], spans[2 * group + 1]));
}

/// Arguments of a function of the module, or of a method of a pattern: `names` in their order, after the pattern. Those
/// that are not given are null.
struct RegexCall {
  PatternObject* pattern = nullptr;
  std::vector<Object*> values;
};
RegexCall read_call(Evaluator& e, Object* self, Arguments& a, std::string_view function,
                    std::vector<std::string_view> names, size_t least) {
  if (self == nullptr) {
    names.insert(names.begin(), "pattern");
    names.push_back("flags");
    ++least;
  }
  at_most(e, a, function, names.size());
  std::vector<Object*> values(names.size(), nullptr);
  for (size_t i = 0; i < a.size(); ++i) values[i] = a[i];
  for (const auto& [key, slot] : a.keywords) {
    const auto at = std::find(names.begin(), names.end(), key->text);
    if (at == names.end()) e.fail(fmt::format("{}() takes no argument '{}'", function, key->text));
    Object*& value = values[static_cast<size_t>(at - names.begin())];
    if (value != nullptr) e.fail(fmt::format("{}() got two values for '{}'", function, key->text));
    value = slot.object;
  }
  for (size_t i = 0; i < least; ++i)
    if (values[i] == nullptr) e.fail(fmt::format("{}() needs an argument '{}'", function, names[i]));
  RegexCall result;
  if (self != nullptr) {
    result.pattern = static_cast<PatternObject*>(self);
  } else {
    result.pattern = compile(e, values.front(), flags_argument(e, values.back()));
    values.erase(values.begin());
    values.pop_back();
  }
  result.values = std::move(values);
  return result;
}

RegexText subject_of(Evaluator& e, Object* text) {
  if (!is(text, Type::kString))
    e.fail(fmt::format("a pattern is matched with a str, this is a {}", name_of(text->type)));
  e.charge(static_cast<int64_t>(as_text(text).size()) / 8);
  return RegexText(as_text(text));
}

template <Where kWhere>
Object* re_find(Evaluator& e, Object* self, Arguments& a) {
  const RegexCall call = read_call(e, self, a, "match", {"string"}, 1);
  const RegexText text = subject_of(e, call.values[0]);
  const auto spans = run(e, call.pattern, text, 0, kWhere);
  return spans ? make_match(e, call.pattern, call.values[0], text, *spans) : none();
}

Object* re_findall(Evaluator& e, Object* self, Arguments& a) {
  const RegexCall call = read_call(e, self, a, "findall", {"string"}, 1);
  const RegexText text = subject_of(e, call.values[0]);
  ListObject* result = e.heap().list();
  Object* empty = e.string("");
  each_match(e, call.pattern, text, [&](const Regex::Spans& spans) {
    const uint32_t groups = call.pattern->regex->groups();
    Object* found = group_text(e, text, spans, groups == 1 ? 1 : 0, empty);
    if (groups > 1) {
      ListObject* tuple = e.heap().tuple(groups);
      for (uint32_t i = 1; i <= groups; ++i) e.heap().append(tuple, {group_text(e, text, spans, i, empty), e.place()});
      found = tuple;
    }
    e.heap().append(result, {found, e.place()});
    return true;
  });
  return result;
}

Object* re_finditer(Evaluator& e, Object* self, Arguments& a) {
  const RegexCall call = read_call(e, self, a, "finditer", {"string"}, 1);
  const RegexText text = subject_of(e, call.values[0]);
  ListObject* result = e.heap().list(0, Type::kIterator);
  each_match(e, call.pattern, text, [&](const Regex::Spans& spans) {
    e.heap().append(result, {make_match(e, call.pattern, call.values[0], text, spans), e.place()});
    return true;
  });
  return result;
}

Object* re_split(Evaluator& e, Object* self, Arguments& a) {
  const RegexCall call = read_call(e, self, a, "split", {"string", "maxsplit"}, 1);
  const RegexText text = subject_of(e, call.values[0]);
  const int64_t most = call.values[1] == nullptr ? 0 : e.index_argument(call.values[1], "maxsplit");
  ListObject* result = e.heap().list();
  int64_t from = 0;
  int64_t count = 0;
  const auto add = [&](Object* object) { e.heap().append(result, {object, e.place()}); };
  if (most >= 0)
    each_match(e, call.pattern, text, [&](const Regex::Spans& spans) {
      add(e.string(text.part(from, spans[0])));
      for (uint32_t i = 1; i <= call.pattern->regex->groups(); ++i) add(group_text(e, text, spans, i, none()));
      from = spans[1];
      return ++count != most;
    });
  add(e.string(text.part(from, static_cast<int64_t>(text.characters.size()))));
  return result;
}

/// A replacement with `\1`, `\g<name>` and escapes, cut into texts and numbers of groups.
std::vector<std::pair<std::string, int64_t>> read_template(Evaluator& e, const Regex& regex, std::string_view text) {
  std::vector<std::pair<std::string, int64_t>> parts{{"", -1}};
  const auto digit = [&](size_t i) { return i < text.size() && text[i] >= '0' && text[i] <= '9'; };
  const auto octal = [&](size_t i) { return i < text.size() && text[i] >= '0' && text[i] <= '7'; };
  const auto refer = [&](int64_t group) {
    if (group > regex.groups())
      e.fail(fmt::format("the replacement refers to group {}, which the pattern does not have", group));
    parts.back().second = group;
    parts.emplace_back("", -1);
  };
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      parts.back().first += text[i];
      continue;
    }
    if (++i >= text.size()) e.fail("the replacement ends with a backslash");
    const char c = text[i];
    constexpr std::string_view kNames = "abfnrtv\\";
    constexpr std::string_view kValues = "\a\b\f\n\r\t\v\\";
    if (c == 'g') {
      const size_t end = i + 1 < text.size() && text[i + 1] == '<' ? text.find('>', i) : std::string_view::npos;
      if (end == std::string_view::npos) e.fail("the replacement has a \\g without <name>");
      const std::string name(text.substr(i + 2, end - i - 2));
      int64_t group = -1;
      for (const auto& [known, index] : regex.names())
        if (known == name) group = index;
      if (group < 0 && !name.empty() && name.size() < 5 && name.find_first_not_of("0123456789") == std::string::npos)
        group = std::stol(name);
      if (group < 0) e.fail(fmt::format("the replacement refers to group '{}', which the pattern does not have", name));
      refer(group);
      i = end;
    } else if (c == '0' || (octal(i) && octal(i + 1) && octal(i + 2))) {
      int value = 0;
      size_t k = i;
      for (; k < i + 3 && octal(k); ++k) value = value * 8 + (text[k] - '0');
      if (value > 0377) e.fail("an octal escape of the replacement is outside of 0-0o377");
      append_utf8(parts.back().first, static_cast<uint32_t>(value));
      i = k - 1;
    } else if (digit(i)) {
      int64_t group = c - '0';
      if (digit(i + 1)) group = group * 10 + (text[++i] - '0');
      refer(group);
    } else if (const size_t at = kNames.find(c); at != std::string_view::npos) {
      parts.back().first += kValues[at];
    } else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
      e.fail(fmt::format("bad escape \\{} in the replacement", c));
    } else {
      parts.back().first += '\\';
      parts.back().first += c;
    }
  }
  return parts;
}

Object* substitute(Evaluator& e, Object* self, Arguments& a, bool with_count) {
  const RegexCall call = read_call(e, self, a, "sub", {"repl", "string", "count"}, 2);
  const RegexText text = subject_of(e, call.values[1]);
  const int64_t most = call.values[2] == nullptr ? 0 : e.index_argument(call.values[2], "count");
  const bool is_text = is(call.values[0], Type::kString);
  std::vector<std::pair<std::string, int64_t>> parts;
  if (is_text) parts = read_template(e, *call.pattern->regex, as_text(call.values[0]));
  std::string result;
  int64_t from = 0;
  int64_t count = 0;
  if (most >= 0)
    each_match(e, call.pattern, text, [&](const Regex::Spans& spans) {
      result += text.part(from, spans[0]);
      if (is_text) {
        for (const auto& [literal, group] : parts) {
          result += literal;
          if (group >= 0 && spans[2 * static_cast<size_t>(group) + 1] >= 0)
            result += text.part(spans[2 * static_cast<size_t>(group)], spans[2 * static_cast<size_t>(group) + 1]);
        }
      } else {
        Object* made = e.call(call.values[0], {make_match(e, call.pattern, call.values[1], text, spans)});
        if (!is(made, Type::kString)) e.fail("the function that makes the replacement must return a str");
        result += as_text(made);
      }
      if (result.size() > e.session().limits.memory_bytes / 4) e.fail("the text is too long");
      e.charge(static_cast<int64_t>(parts.size()));
      from = spans[1];
      return ++count != most;
    });
  result += text.part(from, static_cast<int64_t>(text.characters.size()));
  Object* made = e.string(result);
  if (!with_count) return made;
  ListObject* pair = e.heap().tuple(2);
  e.heap().append(pair, {made, e.place()});
  e.heap().append(pair, {e.heap().integer(count), e.place()});
  return pair;
}
Object* re_sub(Evaluator& e, Object* self, Arguments& a) { return substitute(e, self, a, false); }
Object* re_subn(Evaluator& e, Object* self, Arguments& a) { return substitute(e, self, a, true); }

Object* re_compile(Evaluator& e, Object*, Arguments& a) {
  at_most(e, a, "compile", 2);
  Object* pattern = a.size() > 0 ? a[0] : keyword(a, "pattern");
  if (pattern == nullptr) e.fail("compile() needs a pattern");
  return compile(e, pattern, flags_argument(e, a.size() == 2 ? a[1] : keyword(a, "flags")));
}

Object* re_escape(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "escape", 1, 1);
  if (!is(a[0], Type::kString)) e.fail("escape() needs a str");
  std::string result;
  for (const char c : as_text(a[0])) {
    if (std::string_view("()[]{}?*+-|^$\\.&~# \t\n\r\v\f").find(c) != std::string_view::npos) result += '\\';
    result += c;
  }
  return e.string(result);
}

}  // namespace

Object* regex_flag(Evaluator& e, std::string_view name) {
  static const std::pair<std::string_view, int> kFlags[] = {
      {"re.I", kIgnoreCase}, {"re.IGNORECASE", kIgnoreCase}, {"re.M", kMultiLine}, {"re.MULTILINE", kMultiLine},
      {"re.S", kDotAll},     {"re.DOTALL", kDotAll},         {"re.X", kVerbose},   {"re.VERBOSE", kVerbose},
      {"re.A", kAscii},      {"re.ASCII", kAscii},           {"re.U", kUnicode},   {"re.UNICODE", kUnicode},
      {"re.NOFLAG", 0}};
  for (const auto& [known, value] : kFlags)
    if (known == name) return e.heap().integer(value);
  return nullptr;
}

const ModuleFunctions& regex_functions() {
  static const ModuleFunctions functions{{"re.compile", re_compile},
                                         {"re.search", re_find<Where::kSearch>},
                                         {"re.match", re_find<Where::kMatch>},
                                         {"re.fullmatch", re_find<Where::kFull>},
                                         {"re.findall", re_findall},
                                         {"re.finditer", re_finditer},
                                         {"re.split", re_split},
                                         {"re.sub", re_sub},
                                         {"re.subn", re_subn},
                                         {"re.escape", re_escape}};
  return functions;
}

BuiltinFunction find_pattern_method(std::string_view name) {
  // Those of the module, less what makes patterns.
  if (name == "compile" || name == "escape") return nullptr;
  for (const auto& [key, function] : regex_functions())
    if (key.substr(3) == name) return function;
  return nullptr;
}

}  // namespace slipway::config
