// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "config/eval/format_spec.h"

#include <fmt/printf.h>

#include <cmath>

#include "base/utf8.h"
#include "config/python_text.h"

namespace slipway::config {
namespace {

std::string group_digits(std::string body, char group, size_t every) {
  if (group == 0) return body;
  size_t end = body.find_first_of(".e");
  if (end == std::string::npos) end = body.size();
  for (size_t i = end; i > every; i -= every) body.insert(i - every, 1, group);
  return body;
}

}  // namespace

FormatSpec parse_format_spec(Evaluator& e, std::string_view text) {
  FormatSpec spec;
  const auto is_align = [](char c) { return c == '<' || c == '>' || c == '^' || c == '='; };
  size_t first = 1;  // bytes of the first character
  while (first < text.size() && (static_cast<unsigned char>(text[first]) & 0xC0) == 0x80) ++first;
  if (text.size() > first && is_align(text[first])) {
    spec.fill = text.substr(0, first);
    spec.align = text[first];
    text.remove_prefix(first + 1);
  } else if (!text.empty() && is_align(text[0])) {
    spec.align = text[0];
    text.remove_prefix(1);
  }
  const auto take = [&](std::string_view choices) {
    if (text.empty() || choices.find(text[0]) == std::string_view::npos) return '\0';
    const char c = text[0];
    text.remove_prefix(1);
    return c;
  };
  const auto number = [&] {
    int value = 0;
    while (!text.empty() && text[0] >= '0' && text[0] <= '9') {
      value = value * 10 + (text[0] - '0');
      if (value > kMaxWidth) e.fail("the width in a format is too large");
      text.remove_prefix(1);
    }
    return value;
  };
  if (const char sign = take("+- ")) spec.sign = sign;
  spec.alternate = take("#") != 0;
  if (take("0") != 0 && spec.align == 0) {
    spec.fill = "0";
    spec.align = '=';
  }
  spec.width = number();
  spec.group = take(",_");
  if (take(".") != 0) {
    if (text.empty() || text[0] < '0' || text[0] > '9') e.fail("a format's precision is missing");
    spec.precision = number();
  }
  spec.type = take("bcdeEfFgGnosxX%");
  if (!text.empty()) e.fail(fmt::format("'{}' is no format for this value", text));
  return spec;
}

std::string pad(const FormatSpec& spec, std::string sign, std::string body, char default_align) {
  const size_t length = character_count(sign) + character_count(body);
  const size_t width = static_cast<size_t>(spec.width);
  if (length >= width) return sign + body;
  std::string padding;
  const size_t missing = width - length;
  const auto fill = [&](size_t count) {
    std::string text;
    for (size_t i = 0; i < count; ++i) text += spec.fill;
    return text;
  };
  switch (spec.align != 0 ? spec.align : default_align) {
    case '<':
      return sign + body + fill(missing);
    case '^':
      return fill(missing / 2) + sign + body + fill(missing - missing / 2);
    case '=':
      return sign + fill(missing) + body;
    default:
      return fill(missing) + sign + body;
  }
}

std::string format_float(const FormatSpec& spec, double value) {
  std::string sign = std::signbit(value) && !std::isnan(value) ? "-"
                     : spec.sign == '-'                        ? ""
                                                               : std::string(1, spec.sign);
  value = std::abs(value);
  std::string body;
  char type = spec.type;
  if (std::isnan(value) || std::isinf(value)) {
    body = std::isnan(value) ? "nan" : "inf";
    if (type == 'E' || type == 'F' || type == 'G')
      for (char& c : body) c = static_cast<char>(c - 0x20);
    if (type == '%') body += '%';
    return pad(spec, sign, body, '>');
  }
  if (type == 0 && spec.precision < 0) {
    body = float_repr(value);
  } else {
    int precision = spec.precision < 0 ? 6 : spec.precision;
    if (type == '%') value *= 100;
    const char kind = type == '%' || type == 'F' ? 'f' : type == 0 || type == 'n' ? 'g' : type;
    if (kind == 'g' && precision == 0) precision = 1;
    char format[] = {'%', '.', '*', kind, 0};
    if (spec.alternate)
      body = fmt::sprintf(std::string("%#.*") + kind, precision, value);
    else
      body = fmt::sprintf(std::string(format), precision, value);
    if (type == 0 && body.find_first_of(".e") == std::string::npos) body += ".0";
    if (type == '%') body += '%';
  }
  return pad(spec, sign, group_digits(body, spec.group, 3), '>');
}

std::string format_integer(Evaluator& e, const FormatSpec& spec, int64_t value) {
  if (spec.type == 'e' || spec.type == 'E' || spec.type == 'f' || spec.type == 'F' || spec.type == 'g' ||
      spec.type == 'G' || spec.type == '%')
    return format_float(spec, static_cast<double>(value));
  if (spec.precision >= 0) e.fail("a precision is not allowed in the format of an int");
  if (spec.type == 'c') {
    if (value < 0 || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) e.fail("the number is no character");
    std::string text;
    append_utf8(text, static_cast<uint32_t>(value));
    return pad(spec, "", text, '<');
  }
  const std::string sign = value < 0 ? "-" : spec.sign == '-' ? "" : std::string(1, spec.sign);
  const uint64_t magnitude = value < 0 ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
  std::string prefix;
  std::string body;
  switch (spec.type) {
    case 'b':
      body = fmt::format("{:b}", magnitude);
      prefix = "0b";
      break;
    case 'o':
      body = fmt::format("{:o}", magnitude);
      prefix = "0o";
      break;
    case 'x':
      body = fmt::format("{:x}", magnitude);
      prefix = "0x";
      break;
    case 'X':
      body = fmt::format("{:X}", magnitude);
      prefix = "0X";
      break;
    case 's':
      e.fail("'s' is no format for an int");
    default:
      body = fmt::format("{}", magnitude);
  }
  body = group_digits(body, spec.group, prefix.empty() ? 3 : 4);
  return pad(spec, sign + (spec.alternate ? prefix : ""), body, '>');
}

std::string truncated(std::string_view text, int precision) {
  return std::string(precision < 0 ? text : text.substr(0, byte_offset(text, static_cast<size_t>(precision))));
}

}  // namespace slipway::config
