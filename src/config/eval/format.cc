// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// Texts of objects: repr, str, format specs, `%` and `str.format`.
#include <charconv>
#include <cmath>

#include "config/eval/format_spec.h"
#include "config/python_text.h"

namespace slipway::config {
void Evaluator::repr_into(std::string& out, Object* object) {
  const Depth depth(*this);
  charge(1);
  if (out.size() > session_.limits.memory_bytes / 4) fail("the text is too long");
  const auto items = [&](Slot* begin, Slot* end) {
    for (Slot* slot = begin; slot != end; ++slot) {
      if (slot != begin) out += ", ";
      repr_into(out, slot->object);
    }
  };
  switch (object->type) {
    case Type::kNone:
      out += "None";
      return;
    case Type::kEllipsis:
      out += "Ellipsis";
      return;
    case Type::kBool:
      out += as_int(object) != 0 ? "True" : "False";
      return;
    case Type::kInt:
      out += fmt::format("{}", as_int(object));
      return;
    case Type::kBigInt:
      out += as_text(object);
      return;
    case Type::kFloat:
      out += float_repr(as_double(object));
      return;
    case Type::kString:
      charge(static_cast<int64_t>(as_text(object).size() / 64));
      out += string_repr(as_text(object));
      return;
    case Type::kBytes:
      out += bytes_repr(as_text(object));
      return;
    case Type::kList:
    case Type::kIterator:
      out += '[';
      items(as_list(object)->begin(), as_list(object)->end());
      out += ']';
      return;
    case Type::kTuple:
      out += '(';
      items(as_list(object)->begin(), as_list(object)->end());
      if (as_list(object)->size == 1) out += ',';
      out += ')';
      return;
    case Type::kSet:
      if (as_dict(object)->size == 0) {
        out += "set()";
        return;
      }
      [[fallthrough]];
    case Type::kDict: {
      out += '{';
      bool first = true;
      for (const Entry& entry : *as_dict(object)) {
        if (!first) out += ", ";
        first = false;
        repr_into(out, entry.key);
        if (is(object, Type::kDict)) {
          out += ": ";
          repr_into(out, entry.value);
        }
      }
      out += '}';
      return;
    }
    case Type::kRange: {
      const auto* range = static_cast<RangeObject*>(object);
      out += range->step == 1 ? fmt::format("range({}, {})", range->start, range->stop)
                              : fmt::format("range({}, {}, {})", range->start, range->stop, range->step);
      return;
    }
    case Type::kLazy: {
      const std::string_view dotted = static_cast<LazyObject*>(object)->dotted;
      out += dotted.substr(dotted.rfind('.') + 1);
      return;
    }
    case Type::kBuiltin: {
      const std::string_view name = static_cast<BuiltinObject*>(object)->name;
      out += fmt::format("<class '{}'>", name);
      return;
    }
    default:
      fail(fmt::format("a {} has no text in a config", name_of(object->type)));
  }
}

std::string Evaluator::to_repr(Object* object) {
  std::string out;
  repr_into(out, object);
  return out;
}

std::string Evaluator::to_str(Object* object) {
  return is(object, Type::kString) ? std::string(as_text(object)) : to_repr(object);
}

std::string Evaluator::format(Object* object, std::string_view text) {
  if (text.empty()) return to_str(object);
  const FormatSpec spec = parse_format_spec(*this, text);
  if (is(object, Type::kString)) {
    if (spec.type != 0 && spec.type != 's') fail(fmt::format("'{}' is no format for a str", spec.type));
    if (spec.align == '=') fail("'=' is no alignment for a str");
    return pad(spec, "", truncated(as_text(object), spec.precision), '<');
  }
  if (is(object, Type::kBool) && spec.type == 0) return pad(spec, "", truncated(to_str(object), spec.precision), '<');
  if (is_integer(object)) return format_integer(*this, spec, as_int(object));
  if (is(object, Type::kFloat)) {
    if (spec.type == 'd' || spec.type == 'x' || spec.type == 's' || spec.type == 'b' || spec.type == 'o' ||
        spec.type == 'c' || spec.type == 'X')
      fail(fmt::format("'{}' is no format for a float", spec.type));
    return format_float(spec, as_double(object));
  }
  if (is(object, Type::kBigInt)) fail("an integer beyond 64 bits takes no format spec in configs");
  fail(fmt::format("a {} takes no format spec", name_of(object->type)));
}

Object* Evaluator::percent_format(Object* format_object, Object* values) {
  const std::string_view text = as_text(format_object);
  std::string out;
  size_t used = 0;
  const bool tuple = is(values, Type::kTuple);
  const auto next_value = [&]() -> Object* {
    if (!tuple && used == 0) return ++used, values;
    if (!tuple || used >= as_list(values)->size) fail("not enough values for the '%' format");
    return as_list(values)->data[used++].object;
  };
  for (size_t i = 0; i < text.size();) {
    if (text[i] != '%') {
      out += text[i++];
      continue;
    }
    if (++i >= text.size()) fail("the '%' format is incomplete");
    if (text[i] == '%') {
      out += '%';
      ++i;
      continue;
    }
    Object* value = nullptr;
    if (text[i] == '(') {
      const size_t close = text.find(')', i);
      if (close == std::string_view::npos || !is(values, Type::kDict)) fail("a '%(name)' format needs a dict");
      value = subscript(values, heap().string(text.substr(i + 1, close - i - 1)));
      used = 1;
      i = close + 1;
    }
    FormatSpec spec;
    bool left = false;
    bool zero = false;
    for (; i < text.size() && std::string_view("-+ 0#").find(text[i]) != std::string_view::npos; ++i) {
      if (text[i] == '-')
        left = true;
      else if (text[i] == '0')
        zero = true;
      else if (text[i] == '#')
        spec.alternate = true;
      else if (spec.sign != '+')
        spec.sign = text[i];
    }
    const auto number = [&] {
      if (i < text.size() && text[i] == '*') {
        ++i;
        const int64_t n = index_argument(next_value(), "a '*' in a '%' format");
        if (n < 0 || n > kMaxWidth) fail("the width in a format is too large");
        return static_cast<int>(n);
      }
      int n = 0;
      for (; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i) {
        n = n * 10 + (text[i] - '0');
        if (n > kMaxWidth) fail("the width in a format is too large");
      }
      return n;
    };
    spec.width = number();
    if (i < text.size() && text[i] == '.') {
      ++i;
      spec.precision = number();
    }
    if (i >= text.size()) fail("the '%' format is incomplete");
    const char type = text[i++];
    if (value == nullptr) value = next_value();
    spec.align = left ? '<' : zero ? '=' : '>';
    if (zero && !left) spec.fill = "0";
    switch (type) {
      case 's':
      case 'r':
        spec.align = left ? '<' : '>';
        spec.fill = " ";
        out += pad(spec, "", truncated(type == 's' ? to_str(value) : to_repr(value), spec.precision), '>');
        break;
      case 'd':
      case 'i':
      case 'u': {
        if (!is_number(value)) fail(fmt::format("'%d' needs a number, this is a {}", name_of(value->type)));
        const double number_value = as_double(value);
        if (!is_integer(value) && !(std::abs(number_value) < 9e18)) fail("the number does not fit in 64 bits");
        spec.precision = -1;
        spec.type = 'd';
        out += format_integer(*this, spec, is_integer(value) ? as_int(value) : static_cast<int64_t>(number_value));
        break;
      }
      case 'x':
      case 'X':
      case 'o':
      case 'c':
        if (type == 'c' && is(value, Type::kString)) {
          out += pad(spec, "", std::string(as_text(value)), '>');
          break;
        }
        spec.type = type;
        out += format_integer(*this, spec, index_argument(value, "this '%' format"));
        break;
      case 'e':
      case 'E':
      case 'f':
      case 'F':
      case 'g':
      case 'G':
        if (!is_number(value)) fail(fmt::format("'%{}' needs a number, this is a {}", type, name_of(value->type)));
        spec.type = type;
        if (spec.precision < 0) spec.precision = 6;
        out += format_float(spec, as_double(value));
        break;
      default:
        fail(fmt::format("'%{}' is no format", type));
    }
  }
  if (tuple ? used < as_list(values)->size : used == 0 && !is(values, Type::kDict))
    fail("the '%' format does not use all values");
  return heap().string(out);
}

std::string Evaluator::format_fields(std::string_view text, const Arguments& arguments) {
  std::string out;
  size_t automatic = 0;
  const Depth depth(*this);
  for (size_t i = 0; i < text.size();) {
    charge(1);
    const char c = text[i];
    if ((c == '{' || c == '}') && i + 1 < text.size() && text[i + 1] == c) {
      out += c;
      i += 2;
      continue;
    }
    if (c == '}') fail("a single '}' in the format");
    if (c != '{') {
      out += c;
      ++i;
      continue;
    }
    size_t end = i + 1;
    for (int open = 1; end < text.size(); ++end) {
      if (text[end] == '{') ++open;
      if (text[end] == '}' && --open == 0) break;
    }
    if (end >= text.size()) fail("a '{' in the format is never closed");
    std::string_view field = text.substr(i + 1, end - i - 1);
    i = end + 1;
    std::string spec;
    char conversion = 0;
    if (const size_t colon = field.find(':'); colon != std::string_view::npos) {
      spec = field.substr(colon + 1);
      field = field.substr(0, colon);
      if (spec.find('{') != std::string::npos) spec = format_fields(spec, arguments);
    }
    if (field.size() >= 2 && field[field.size() - 2] == '!') {
      conversion = field.back();
      field.remove_suffix(2);
    }
    const size_t name_end = std::min(field.find_first_of(".["), field.size());
    const std::string_view name = field.substr(0, name_end);
    Object* value = nullptr;
    size_t position = 0;
    const bool numbered = !name.empty() && std::from_chars(name.data(), name.data() + name.size(), position).ptr ==
                                               name.data() + name.size();
    if (name.empty() || numbered) {
      if (!numbered) position = automatic++;
      if (position >= arguments.size()) fail(fmt::format("the format needs at least {} values", position + 1));
      value = arguments[position];
    } else {
      for (const auto& [keyword, slot] : arguments.keywords)
        if (keyword->text == name) value = slot.object;
      if (value == nullptr) fail(fmt::format("the format needs a value for '{}'", name));
    }
    for (size_t at = name_end; at < field.size();) {
      if (field[at] == '.') {
        const size_t stop = std::min(field.find_first_of(".[", at + 1), field.size());
        value = attribute(value, heap().intern(field.substr(at + 1, stop - at - 1)));
        at = stop;
      } else {
        const size_t close = field.find(']', at);
        if (close == std::string_view::npos) fail("a '[' in the format is never closed");
        const std::string_view index = field.substr(at + 1, close - at - 1);
        int64_t number = 0;
        const bool integer = !index.empty() && std::from_chars(index.data(), index.data() + index.size(), number).ptr ==
                                                   index.data() + index.size();
        value = subscript(value, integer ? heap().integer(number) : static_cast<Object*>(heap().string(index)));
        at = close + 1;
      }
    }
    if (conversion != 0) value = heap().string(conversion == 's' ? to_str(value) : to_repr(value));
    out += format(value, spec);
    if (out.size() > session_.limits.memory_bytes / 4) fail("the text is too long");
  }
  return out;
}

}  // namespace slipway::config
