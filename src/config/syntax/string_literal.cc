// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "config/syntax/string_literal.h"

#include "base/utf8.h"

namespace slipway::config {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

StringLiteral open_string_literal(std::string_view token) {
  StringLiteral literal;
  while (token[0] != '"' && token[0] != '\'') {
    const char c = static_cast<char>(token[0] | 0x20);
    literal.raw |= c == 'r';
    literal.bytes |= c == 'b';
    literal.formatted |= c == 'f';
    token.remove_prefix(1);
  }
  const size_t quotes = token.size() >= 6 && token[1] == token[0] && token[2] == token[0] ? 3 : 1;
  literal.body = token.substr(quotes, token.size() - 2 * quotes);
  return literal;
}

std::string decode_string_literal(std::string_view body, bool raw, bool bytes, const Source& source, Place place) {
  std::string text;
  text.reserve(body.size());
  const auto hex = [&](size_t& i, int digits) {
    uint32_t value = 0;
    for (int k = 0; k < digits; ++k) {
      const int digit = i < body.size() ? hex_value(body[i]) : -1;
      if (digit < 0) source.fail_at(place, fmt::format("a hexadecimal escape in this string needs {} digits", digits));
      value = value * 16 + static_cast<uint32_t>(digit);
      ++i;
    }
    return value;
  };
  const auto add = [&](uint32_t value) {
    if (bytes) {
      text += static_cast<char>(value);
      return;
    }
    if (value > 0x10FFFF || (value >= 0xD800 && value < 0xE000))
      source.fail_at(place, "an escape in this string is no Unicode character");
    append_utf8(text, value);
  };
  for (size_t i = 0; i < body.size();) {
    const char c = body[i++];
    if (c == '\r') {
      if (i >= body.size() || body[i] != '\n') text += '\n';
      continue;
    }
    if (c != '\\' || raw || i >= body.size()) {
      text += c;
      continue;
    }
    const char e = body[i++];
    switch (e) {
      case '\n':
        break;
      case '\r':
        if (i < body.size() && body[i] == '\n') ++i;
        break;
      case '\\':
      case '\'':
      case '"':
        text += e;
        break;
      case 'a':
        text += '\a';
        break;
      case 'b':
        text += '\b';
        break;
      case 'f':
        text += '\f';
        break;
      case 'n':
        text += '\n';
        break;
      case 'r':
        text += '\r';
        break;
      case 't':
        text += '\t';
        break;
      case 'v':
        text += '\v';
        break;
      case 'x':
        add(hex(i, 2));
        break;
      case '0':
      case '1':
      case '2':
      case '3':
      case '4':
      case '5':
      case '6':
      case '7': {
        uint32_t value = static_cast<uint32_t>(e - '0');
        for (int k = 0; k < 2 && i < body.size() && body[i] >= '0' && body[i] <= '7'; ++k)
          value = value * 8 + static_cast<uint32_t>(body[i++] - '0');
        add(bytes ? value & 0xFF : value);
        break;
      }
      case 'u':
      case 'U':
        if (!bytes) {
          add(hex(i, e == 'u' ? 4 : 8));
          break;
        }
        [[fallthrough]];
      case 'N':
        if (e == 'N' && !bytes) source.fail_at(place, "\\N{...} escapes are not supported; write the character itself");
        [[fallthrough]];
      default:
        text += '\\';
        text += e;
    }
  }
  return text;
}

}  // namespace slipway::config
