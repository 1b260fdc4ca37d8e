// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "config/python_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "config/syntax/identifiers.h"

namespace slipway::config {
namespace {

void escape(std::string& out, unsigned char c, char quote) {
  if (c == static_cast<unsigned char>(quote) || c == '\\') {
    out += '\\';
    out += static_cast<char>(c);
  } else if (c == '\n') {
    out += "\\n";
  } else if (c == '\r') {
    out += "\\r";
  } else if (c == '\t') {
    out += "\\t";
  } else if (c < 0x20 || c == 0x7f) {
    out += fmt::format("\\x{:02x}", c);
  } else {
    out += static_cast<char>(c);
  }
}

char choose_quote(std::string_view text) {
  return text.find('\'') != std::string_view::npos && text.find('"') == std::string_view::npos ? '"' : '\'';
}

}  // namespace

bool is_printable(uint32_t c) {
  if (c < 0x20 || (c >= 0x7f && c <= 0xa0) || c == 0xad) return false;
  if (c >= 0x2000 && c <= 0x200f) return false;
  if (c >= 0x2028 && c <= 0x202f) return false;
  if (c >= 0x205f && c <= 0x206f) return false;
  if (c == 0x1680 || c == 0x3000 || c == 0xfeff || c == 0x61c || c == 0x180e) return false;
  if (c >= 0xd800 && c <= 0xf8ff) return false;
  if (c >= 0xfff0 && c <= 0xfffb) return false;
  return (c & 0xfffe) != 0xfffe && c < 0xe0000;
}

size_t decode_utf8(std::string_view text, size_t i, uint32_t& code_point) {
  const auto byte = [&](size_t k) { return static_cast<unsigned char>(text[k]); };
  const unsigned char first = byte(i);
  const size_t length = first < 0x80    ? 1
                        : first >= 0xF5 ? 0
                        : first >= 0xF0 ? 4
                        : first >= 0xE0 ? 3
                        : first >= 0xC2 ? 2
                                        : 0;
  if (length == 0 || i + length > text.size()) return 0;
  code_point = length == 1 ? first : first & (0xFFU >> (length + 1));
  for (size_t k = 1; k < length; ++k) {
    if ((byte(i + k) & 0xC0) != 0x80) return 0;
    code_point = code_point << 6 | (byte(i + k) & 0x3FU);
  }
  const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (code_point < least[length] || code_point > 0x10FFFF || (code_point >= 0xD800 && code_point < 0xE000)) return 0;
  return length;
}

bool is_identifier(std::string_view text) {
  if (text.empty()) return false;
  for (size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (static_cast<unsigned char>(c) < 0x80) {
      const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
      if (!letter && !(i > 0 && c >= '0' && c <= '9')) return false;
      ++i;
      continue;
    }
    uint32_t code_point = 0;
    const size_t length = decode_utf8(text, i, code_point);
    const NameCharacter sort = length == 0 ? NameCharacter::kNone : name_character(code_point);
    const bool anywhere = sort == NameCharacter::kStart || sort == NameCharacter::kAlteredStart;
    if (sort == NameCharacter::kNone || (i == 0 && !anywhere)) return false;
    i += length;
  }
  return true;
}

std::string float_repr(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  char buffer[64];
  auto end = std::to_chars(buffer, buffer + sizeof(buffer), value, std::chars_format::scientific).ptr;
  const std::string_view scientific(buffer, static_cast<size_t>(end - buffer));
  const size_t e = scientific.find('e');
  int exponent = 0;
  std::string_view digits = scientific.substr(e + 1);
  if (digits[0] == '+') digits.remove_prefix(1);
  std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
  if (exponent < -4 || exponent >= 16) return std::string(scientific);
  std::string sign;
  std::string all;
  for (const char c : scientific.substr(0, e)) {
    if (c == '-')
      sign = "-";
    else if (c != '.')
      all += c;
  }
  const int count = static_cast<int>(all.size());
  if (exponent < 0) return sign + "0." + std::string(static_cast<size_t>(-exponent - 1), '0') + all;
  if (count <= exponent + 1) return sign + all + std::string(static_cast<size_t>(exponent + 1 - count), '0') + ".0";
  return sign + all.substr(0, static_cast<size_t>(exponent) + 1) + "." + all.substr(static_cast<size_t>(exponent) + 1);
}

std::string string_repr(std::string_view text) {
  const char quote = choose_quote(text);
  std::string out(1, quote);
  for (size_t i = 0; i < text.size();) {
    const unsigned char c = static_cast<unsigned char>(text[i]);
    if (c < 0x80) {
      escape(out, c, quote);
      ++i;
      continue;
    }
    uint32_t code_point = 0;
    const size_t length = decode_utf8(text, i, code_point);
    if (length == 0) {
      out += fmt::format("\\x{:02x}", c);
      ++i;
      continue;
    }
    if (is_printable(code_point))
      out += text.substr(i, length);
    else if (code_point < 0x100)
      out += fmt::format("\\x{:02x}", code_point);
    else if (code_point < 0x10000)
      out += fmt::format("\\u{:04x}", code_point);
    else
      out += fmt::format("\\U{:08x}", code_point);
    i += length;
  }
  return out + quote;
}

std::string bytes_repr(std::string_view text) {
  const char quote = choose_quote(text);
  std::string out = std::string("b") + quote;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80)
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    else
      escape(out, static_cast<unsigned char>(c), quote);
  }
  return out + quote;
}

}  // namespace slipway::config
