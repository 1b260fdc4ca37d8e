// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "config/eval/string_methods.h"

#include <algorithm>
#include <unordered_map>

#include "config/eval/builtin_help.h"
#include "config/python_text.h"

namespace slipway::config {
namespace {

// Case and character classes are those of ASCII: other letters stay as they are.
bool lower(char c) { return c >= 'a' && c <= 'z'; }
bool upper(char c) { return c >= 'A' && c <= 'Z'; }
bool decimal_digit(char c) { return c >= '0' && c <= '9'; }
bool space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
char to_lower_char(char c) { return upper(c) ? static_cast<char>(c + 0x20) : c; }
char to_upper_char(char c) { return lower(c) ? static_cast<char>(c - 0x20) : c; }

std::string_view text_argument(Evaluator& e, const Arguments& a, size_t i, std::string_view method) {
  if (i >= a.size() || !is(a[i], Type::kString))
    e.fail(fmt::format("{}() needs a str{}", method,
                       i < a.size() ? fmt::format(", this is a {}", name_of(a[i]->type)) : ""));
  return as_text(a[i]);
}

template <typename F>
Object* transform(Evaluator& e, Object* self, Arguments& a, std::string_view name, F&& change) {
  positional_only(e, a, name, 0, 0);
  std::string text(as_text(self));
  e.charge(static_cast<int64_t>(text.size() / 32));
  change(text);
  return e.string(text);
}

Object* s_lower(Evaluator& e, Object* self, Arguments& a) {
  return transform(e, self, a, "lower",
                   [](std::string& t) { std::transform(t.begin(), t.end(), t.begin(), to_lower_char); });
}
Object* s_upper(Evaluator& e, Object* self, Arguments& a) {
  return transform(e, self, a, "upper",
                   [](std::string& t) { std::transform(t.begin(), t.end(), t.begin(), to_upper_char); });
}
Object* s_capitalize(Evaluator& e, Object* self, Arguments& a) {
  return transform(e, self, a, "capitalize", [](std::string& t) {
    std::transform(t.begin(), t.end(), t.begin(), to_lower_char);
    if (!t.empty()) t[0] = to_upper_char(t[0]);
  });
}
Object* s_title(Evaluator& e, Object* self, Arguments& a) {
  return transform(e, self, a, "title", [](std::string& t) {
    bool start = true;
    for (char& c : t) {
      const bool letter = lower(c) || upper(c);
      c = start ? to_upper_char(c) : to_lower_char(c);
      start = !letter;
    }
  });
}
Object* s_swapcase(Evaluator& e, Object* self, Arguments& a) {
  return transform(e, self, a, "swapcase", [](std::string& t) {
    for (char& c : t) c = lower(c) ? to_upper_char(c) : to_lower_char(c);
  });
}

Object* strip(Evaluator& e, Object* self, Arguments& a, bool left, bool right) {
  positional_only(e, a, "strip", 0, 1);
  std::string_view text = as_text(self);
  const bool given = a.size() == 1 && !is(a[0], Type::kNone);
  const std::string_view set = given ? text_argument(e, a, 0, "strip") : "";
  e.charge_search(text, set);
  const auto strips = [&](std::string_view c) { return given ? set.find(c) != std::string_view::npos : space(c[0]); };
  const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
  while (left && !text.empty()) {
    size_t length = 1;
    while (length < text.size() && continues(text[length])) ++length;
    if (!strips(text.substr(0, length))) break;
    text.remove_prefix(length);
  }
  while (right && !text.empty()) {
    size_t length = 1;
    while (length < text.size() && continues(text[text.size() - length])) ++length;
    if (!strips(text.substr(text.size() - length))) break;
    text.remove_suffix(length);
  }
  return e.heap().string_no_copy(text);
}
Object* s_strip(Evaluator& e, Object* self, Arguments& a) { return strip(e, self, a, true, true); }
Object* s_lstrip(Evaluator& e, Object* self, Arguments& a) { return strip(e, self, a, true, false); }
Object* s_rstrip(Evaluator& e, Object* self, Arguments& a) { return strip(e, self, a, false, true); }

Object* split_by(Evaluator& e, Object* self, Arguments& a, bool from_right) {
  at_most(e, a, "split", 2);
  const std::string_view text = as_text(self);
  Object* separator = a.size() > 0 ? a[0] : keyword(a, "sep");
  Object* limit = a.size() > 1 ? a[1] : keyword(a, "maxsplit");
  int64_t left = limit != nullptr ? e.index_argument(limit, "maxsplit") : -1;
  if (left < 0) left = INT64_MAX;
  std::vector<std::string_view> parts;
  e.charge(static_cast<int64_t>(text.size() / 8));
  if (separator == nullptr || is(separator, Type::kNone)) {
    if (from_right && left != INT64_MAX) {
      std::string_view rest = text;
      while (true) {
        while (!rest.empty() && space(rest.back())) rest.remove_suffix(1);
        if (rest.empty()) break;
        size_t start = rest.size();
        if (left-- <= 0) {
          parts.push_back(rest);
          break;
        }
        while (start > 0 && !space(rest[start - 1])) --start;
        parts.push_back(rest.substr(start));
        rest = rest.substr(0, start);
      }
      std::reverse(parts.begin(), parts.end());
    } else {
      size_t i = 0;
      while (true) {
        while (i < text.size() && space(text[i])) ++i;
        if (i >= text.size()) break;
        size_t end = i;
        if (left-- <= 0) {
          parts.push_back(text.substr(i));
          break;
        }
        while (end < text.size() && !space(text[end])) ++end;
        parts.push_back(text.substr(i, end - i));
        i = end;
      }
    }
  } else {
    if (!is(separator, Type::kString) || as_text(separator).empty())
      e.fail("split() needs a separator that is not empty");
    const std::string_view by = as_text(separator);
    e.charge_search(text, by);
    if (from_right) {
      std::string_view rest = text;
      for (size_t at; left-- > 0 && (at = rest.rfind(by)) != std::string_view::npos; rest = rest.substr(0, at))
        parts.push_back(rest.substr(at + by.size()));
      parts.push_back(rest);
      std::reverse(parts.begin(), parts.end());
    } else {
      size_t start = 0;
      for (size_t at; left-- > 0 && (at = text.find(by, start)) != std::string_view::npos; start = at + by.size())
        parts.push_back(text.substr(start, at - start));
      parts.push_back(text.substr(start));
    }
  }
  ListObject* list = e.heap().list(parts.size());
  for (const std::string_view part : parts) e.heap().append(list, {e.heap().string_no_copy(part), e.place()});
  return list;
}
Object* s_split(Evaluator& e, Object* self, Arguments& a) { return split_by(e, self, a, false); }
Object* s_rsplit(Evaluator& e, Object* self, Arguments& a) { return split_by(e, self, a, true); }

Object* s_splitlines(Evaluator& e, Object* self, Arguments& a) {
  at_most(e, a, "splitlines", 0);
  const std::string_view text = as_text(self);
  e.charge(static_cast<int64_t>(text.size() / 16));
  ListObject* list = e.heap().list();
  for (size_t i = 0; i < text.size();) {
    const size_t end = std::min(text.find_first_of("\r\n", i), text.size());
    e.heap().append(list, {e.heap().string_no_copy(text.substr(i, end - i)), e.place()});
    i = end + (text.substr(end, 2) == "\r\n" ? 2 : 1);
  }
  return list;
}

Object* s_join(Evaluator& e, Object* self, Arguments& a) {
  positional_only(e, a, "join", 1, 1);
  std::string result;
  bool first = true;
  e.for_each(a[0], [&](Slot item) {
    if (!is(item.object, Type::kString))
      e.fail(fmt::format("join() needs strings, this is a {}", name_of(item.object->type)));
    if (!first) result += as_text(self);
    first = false;
    result += as_text(item.object);
    e.charge(static_cast<int64_t>(as_text(item.object).size() / 64));
    if (result.size() > e.session().limits.memory_bytes / 4) e.fail("the text is too long");
    return true;
  });
  return e.string(result);
}

Object* s_replace(Evaluator& e, Object* self, Arguments& a) {
  positional_only(e, a, "replace", 2, 3);
  const std::string_view text = as_text(self);
  const std::string_view from = text_argument(e, a, 0, "replace");
  const std::string_view to = text_argument(e, a, 1, "replace");
  int64_t left = a.size() == 3 ? e.index_argument(a[2], "the count") : -1;
  if (left < 0) left = INT64_MAX;
  std::string result;
  size_t i = 0;
  e.charge_search(text, from);
  while (left > 0) {
    const size_t at = text.find(from, i);
    if (at == std::string_view::npos || (from.empty() && at >= text.size() && i > text.size())) break;
    result += text.substr(i, at - i);
    result += to;
    if (result.size() > e.session().limits.memory_bytes / 4) e.fail("the text is too long");
    i = at + from.size();
    --left;
    if (from.empty()) {
      if (i >= text.size()) break;
      result += text[i++];
      while (i < text.size() && (static_cast<unsigned char>(text[i]) & 0xC0) == 0x80) result += text[i++];
    }
  }
  if (i < text.size()) result += text.substr(i);
  return e.string(result);
}

template <bool kStart>
Object* affix(Evaluator& e, Object* self, Arguments& a) {
  positional_only(e, a, kStart ? "startswith" : "endswith", 1, 1);
  const std::string_view text = as_text(self);
  e.charge(static_cast<int64_t>(text.size() / 64));
  const auto matches = [&](Object* object) {
    if (!is(object, Type::kString)) e.fail("startswith() and endswith() need a str or a tuple of them");
    const std::string_view part = as_text(object);
    return text.size() >= part.size() &&
           (kStart ? text.substr(0, part.size()) : text.substr(text.size() - part.size())) == part;
  };
  if (is(a[0], Type::kTuple))
    return boolean(
        std::any_of(as_list(a[0])->begin(), as_list(a[0])->end(), [&](const Slot& s) { return matches(s.object); }));
  return boolean(matches(a[0]));
}
template <bool kStart>
Object* remove_affix(Evaluator& e, Object* self, Arguments& a) {
  const bool found = e.truth(affix<kStart>(e, self, a));
  if (!found) return self;
  const std::string_view text = as_text(self);
  const size_t size = text_argument(e, a, 0, "removeprefix").size();
  return e.heap().string_no_copy(kStart ? text.substr(size) : text.substr(0, text.size() - size));
}

int64_t find(Evaluator& e, Object* self, Arguments& a, bool last, std::string_view name) {
  positional_only(e, a, name, 1, 1);
  const std::string_view text = as_text(self);
  const std::string_view part = text_argument(e, a, 0, name);
  e.charge_search(text, part);
  const size_t at = last ? text.rfind(part) : text.find(part);
  return at == std::string_view::npos ? -1 : static_cast<int64_t>(character_count(text.substr(0, at)));
}
Object* s_find(Evaluator& e, Object* self, Arguments& a) { return e.heap().integer(find(e, self, a, false, "find")); }
Object* s_rfind(Evaluator& e, Object* self, Arguments& a) { return e.heap().integer(find(e, self, a, true, "rfind")); }
Object* s_index(Evaluator& e, Object* self, Arguments& a) {
  const int64_t at = find(e, self, a, false, "index");
  if (at < 0) e.fail("index(): the text is not found");
  return e.heap().integer(at);
}
Object* s_count(Evaluator& e, Object* self, Arguments& a) {
  positional_only(e, a, "count", 1, 1);
  const std::string_view text = as_text(self);
  const std::string_view part = text_argument(e, a, 0, "count");
  e.charge_search(text, part);
  if (part.empty()) return e.heap().integer(static_cast<int64_t>(character_count(text)) + 1);
  int64_t count = 0;
  for (size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) ++count;
  return e.heap().integer(count);
}

Object* partition(Evaluator& e, Object* self, Arguments& a, bool last) {
  positional_only(e, a, "partition", 1, 1);
  const std::string_view text = as_text(self);
  const std::string_view by = text_argument(e, a, 0, "partition");
  if (by.empty()) e.fail("partition() needs a separator that is not empty");
  e.charge_search(text, by);
  const size_t at = last ? text.rfind(by) : text.find(by);
  ListObject* result = e.heap().tuple(3);
  const auto add = [&](std::string_view part) { e.heap().append(result, {e.heap().string_no_copy(part), e.place()}); };
  if (at == std::string_view::npos) {
    if (last)
      add(""), add(""), add(text);
    else
      add(text), add(""), add("");
  } else {
    add(text.substr(0, at)), add(by), add(text.substr(at + by.size()));
  }
  return result;
}
Object* s_partition(Evaluator& e, Object* self, Arguments& a) { return partition(e, self, a, false); }
Object* s_rpartition(Evaluator& e, Object* self, Arguments& a) { return partition(e, self, a, true); }

template <char kAlign>
Object* justify(Evaluator& e, Object* self, Arguments& a) {
  positional_only(e, a, "ljust", 1, 2);
  const int64_t width = e.index_argument(a[0], "the width");
  if (width <= 0) return self;
  const std::string fill(a.size() == 2 ? text_argument(e, a, 1, "ljust") : " ");
  return e.string(e.format(self, fmt::format("{}{}{}", fill, kAlign, width)));
}
Object* s_zfill(Evaluator& e, Object* self, Arguments& a) {
  positional_only(e, a, "zfill", 1, 1);
  const int64_t width = std::min<int64_t>(e.index_argument(a[0], "the width"), 10000);
  std::string text(as_text(self));
  const int64_t missing = width - static_cast<int64_t>(character_count(text));
  if (missing > 0)
    text.insert(!text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0, static_cast<size_t>(missing), '0');
  return e.string(text);
}

template <typename F>
Object* every(Evaluator& e, Object* self, Arguments& a, std::string_view name, F&& test) {
  positional_only(e, a, name, 0, 0);
  const std::string_view text = as_text(self);
  e.charge(static_cast<int64_t>(text.size() / 32));
  return boolean(!text.empty() && std::all_of(text.begin(), text.end(), test));
}
Object* s_isdigit(Evaluator& e, Object* self, Arguments& a) { return every(e, self, a, "isdigit", decimal_digit); }
Object* s_isalpha(Evaluator& e, Object* self, Arguments& a) {
  return every(e, self, a, "isalpha",
               [](char c) { return lower(c) || upper(c) || static_cast<unsigned char>(c) >= 0x80; });
}
Object* s_isalnum(Evaluator& e, Object* self, Arguments& a) {
  return every(e, self, a, "isalnum", [](char c) {
    return lower(c) || upper(c) || decimal_digit(c) || static_cast<unsigned char>(c) >= 0x80;
  });
}
Object* s_isspace(Evaluator& e, Object* self, Arguments& a) { return every(e, self, a, "isspace", space); }
Object* s_islower(Evaluator& e, Object* self, Arguments& a) {
  positional_only(e, a, "islower", 0, 0);
  e.charge(static_cast<int64_t>(as_text(self).size() / 16));
  const std::string_view text = as_text(self);
  return boolean(std::any_of(text.begin(), text.end(), lower) && std::none_of(text.begin(), text.end(), upper));
}
Object* s_isupper(Evaluator& e, Object* self, Arguments& a) {
  positional_only(e, a, "isupper", 0, 0);
  e.charge(static_cast<int64_t>(as_text(self).size() / 16));
  const std::string_view text = as_text(self);
  return boolean(std::any_of(text.begin(), text.end(), upper) && std::none_of(text.begin(), text.end(), lower));
}
Object* s_isidentifier(Evaluator& e, Object* self, Arguments& a) {
  positional_only(e, a, "isidentifier", 0, 0);
  e.charge(static_cast<int64_t>(as_text(self).size() / 16));
  return boolean(is_identifier(as_text(self)));
}
Object* s_format(Evaluator& e, Object* self, Arguments& a) { return e.string(e.format_fields(as_text(self), a)); }
Object* s_format_map(Evaluator& e, Object* self, Arguments& a) {
  positional_only(e, a, "format_map", 1, 1);
  if (!is(a[0], Type::kDict)) e.fail("format_map() needs a dict");
  Arguments names;
  for (const Entry& entry : *as_dict(a[0]))
    if (is(entry.key, Type::kString))
      names.keywords.push_back({static_cast<StringObject*>(entry.key), {entry.value, entry.place}});
  return e.string(e.format_fields(as_text(self), names));
}

}  // namespace

BuiltinFunction find_string_method(std::string_view name) {
  static const std::unordered_map<std::string_view, BuiltinFunction> methods = {{"lower", s_lower},
                                                                                {"casefold", s_lower},
                                                                                {"upper", s_upper},
                                                                                {"capitalize", s_capitalize},
                                                                                {"title", s_title},
                                                                                {"swapcase", s_swapcase},
                                                                                {"strip", s_strip},
                                                                                {"lstrip", s_lstrip},
                                                                                {"rstrip", s_rstrip},
                                                                                {"split", s_split},
                                                                                {"rsplit", s_rsplit},
                                                                                {"splitlines", s_splitlines},
                                                                                {"join", s_join},
                                                                                {"replace", s_replace},
                                                                                {"startswith", affix<true>},
                                                                                {"endswith", affix<false>},
                                                                                {"removeprefix", remove_affix<true>},
                                                                                {"removesuffix", remove_affix<false>},
                                                                                {"find", s_find},
                                                                                {"rfind", s_rfind},
                                                                                {"index", s_index},
                                                                                {"count", s_count},
                                                                                {"partition", s_partition},
                                                                                {"rpartition", s_rpartition},
                                                                                {"ljust", justify<'<'>},
                                                                                {"rjust", justify<'>'>},
                                                                                {"center", justify<'^'>},
                                                                                {"zfill", s_zfill},
                                                                                {"isdigit", s_isdigit},
                                                                                {"isdecimal", s_isdigit},
                                                                                {"isnumeric", s_isdigit},
                                                                                {"isalpha", s_isalpha},
                                                                                {"isalnum", s_isalnum},
                                                                                {"isspace", s_isspace},
                                                                                {"islower", s_islower},
                                                                                {"isupper", s_isupper},
                                                                                {"isidentifier", s_isidentifier},
                                                                                {"format", s_format},
                                                                                {"format_map", s_format_map}};
  const auto found = methods.find(name);
  return found == methods.end() ? nullptr : found->second;
}

}  // namespace slipway::config
