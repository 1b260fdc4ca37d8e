// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// YAML's flow collections and its styles of text.
#include "base/utf8.h"
#include "config/load/yaml_reader.h"

namespace slipway::config {

void YamlReader::flow_space() {
  skip_to_content();
  if (at_end()) fail("the file ends within brackets");
}

Object* YamlReader::flow_node() {
  const Depth depth(*this);
  charge();
  const Place place = here();
  const Properties props = properties();
  if (!props.anchor.empty() || !props.tag.empty()) flow_space();
  Object* value = nullptr;
  switch (peek()) {
    case '[':
      value = flow_list();
      break;
    case '{':
      value = flow_dict();
      break;
    case '*':
      value = alias();
      break;
    case '"':
    case '\'':
      value = heap().intern(quoted());
      break;
    default:
      value = scalar(plain(-1, true), props, place);
  }
  return finish(value, props, place);
}

Object* YamlReader::flow_list() {
  ListObject* list = heap().list();
  advance();
  flow_space();
  while (peek() != ']') {
    const Place place = here();
    Object* item = flow_node();
    flow_space();
    if (peek() == ':') {  // [a: b] is a list of one mapping
      advance();
      flow_space();
      DictObject* dict = heap().dict();
      set(dict, item, peek() == ',' || peek() == ']' ? none() : flow_node(), place);
      item = dict;
      flow_space();
    }
    heap().append(list, {item, place});
    if (peek() == ',') {
      advance();
      flow_space();
    } else if (peek() != ']') {
      fail("expected ',' or ']'");
    }
  }
  advance();
  return list;
}

Object* YamlReader::flow_dict() {
  DictObject* dict = heap().dict();
  advance();
  flow_space();
  while (peek() != '}') {
    const Place place = here();
    Object* key = flow_node();
    flow_space();
    Object* value = none();
    if (peek() == ':') {
      advance();
      flow_space();
      if (peek() != ',' && peek() != '}') value = flow_node();
      flow_space();
    }
    set(dict, key, value, place);
    if (peek() == ',') {
      advance();
      flow_space();
    } else if (peek() != '}') {
      fail("expected ',' or '}'");
    }
  }
  advance();
  return dict;
}

/// At a line break in a text: one break is a space, more are one fewer.
std::string YamlReader::folded_break() {
  size_t breaks = 0;
  while (!at_end() && is_blank(peek())) {
    if (peek() == '\n') ++breaks;
    advance();
  }
  return breaks <= 1 ? " " : std::string(breaks - 1, '\n');
}

std::string YamlReader::escape() {
  std::string text;
  const char e = peek();
  advance();
  switch (e) {
    case '0':
      text += '\0';
      break;
    case 'a':
      text += '\a';
      break;
    case 'b':
      text += '\b';
      break;
    case 't':
    case '\t':
      text += '\t';
      break;
    case 'n':
      text += '\n';
      break;
    case 'v':
      text += '\v';
      break;
    case 'f':
      text += '\f';
      break;
    case 'r':
      text += '\r';
      break;
    case 'e':
      text += '\x1b';
      break;
    case ' ':
    case '"':
    case '\\':
    case '/':
      text += e;
      break;
    case 'N':
      append_utf8(text, 0x85);
      break;
    case '_':
      append_utf8(text, 0xa0);
      break;
    case 'L':
      append_utf8(text, 0x2028);
      break;
    case 'P':
      append_utf8(text, 0x2029);
      break;
    case 'x':
    case 'u':
    case 'U': {
      const uint32_t c = hex(e == 'x' ? 2 : e == 'u' ? 4 : 8);
      if (c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) fail("this escape is no Unicode character");
      append_utf8(text, c);
      break;
    }
    default:
      fail("this is no escape of YAML");
  }
  return text;
}

std::string YamlReader::quoted() {
  const Place place = here();
  const char quote = peek();
  std::string text;
  advance();
  while (true) {
    if (at_end()) fail_at(place, "this string is never closed");
    const char c = peek();
    if (c == quote) {
      advance();
      if (quote == '"' || peek() != '\'') return text;
      text += '\'';
      advance();
    } else if (c == '\\' && quote == '"') {
      advance();
      if (peek() == '\n' || (peek() == '\r' && peek(1) == '\n')) {
        const std::string folded = folded_break();
        if (folded != " ") text += folded;
      } else {
        text += escape();
      }
    } else if (c == '\n' || c == '\r') {
      while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.pop_back();
      text += folded_break();
    } else {
      text += c;
      advance();
    }
  }
}

/// A scalar without quotes; in block context it goes on over lines that are indented more than `indent`.
std::string YamlReader::plain(int indent, bool flow) {
  const Place place = here();
  const char first = peek();
  if (std::string_view("@`%,]}").find(first) != std::string_view::npos || (flow && (first == '[' || first == '{')) ||
      first == '#')
    fail(fmt::format("a value cannot begin with '{}'; write it in quotes", first));
  std::string text;
  while (true) {
    const size_t start = position_;
    while (!at_end() && peek() != '\n') {
      const char c = peek();
      if (c == '#' && position_ > start && is_blank(text_[position_ - 1])) break;
      if (c == ':' && (at_end(1) || is_blank(peek(1)) || (flow && is_flow_mark(peek(1))))) break;
      if (flow && is_flow_mark(c)) break;
      advance();
    }
    std::string_view piece = text_.substr(start, position_ - start);
    while (!piece.empty() && is_blank(piece.back())) piece.remove_suffix(1);
    text += piece;
    if (!flow && peek() == ':') fail("a mapping cannot begin on this line");
    if (at_end() || peek() != '\n') break;
    // Does the text go on in the next line that is not empty?
    size_t next = position_;
    size_t breaks = 0;
    size_t line_begin = position_;
    while (next < text_.size() && is_blank(text_[next])) {
      if (text_[next] == '\n') {
        ++breaks;
        line_begin = next + 1;
      }
      ++next;
    }
    if (next >= text_.size() || text_[next] == '#') break;
    const int column = static_cast<int>(next - line_begin);
    const std::string_view rest = text_.substr(next);
    if (!flow && column <= indent) break;
    if (column == 0 && (rest.rfind("---", 0) == 0 || rest.rfind("...", 0) == 0)) break;
    if (flow && (is_flow_mark(text_[next]) || text_[next] == ':')) break;
    advance(next - position_);
    if (!flow && key_end() != std::string_view::npos)
      fail("this key is indented more than those above, which have no value to hold it");
    text += breaks == 1 ? " " : std::string(breaks - 1, '\n');
  }
  if (text.empty() && !flow) fail_at(place, "a value is missing here");
  return text;
}

/// `|` keeps line breaks, `>` folds them.
Object* YamlReader::block_scalar(int indent) {
  const bool literal = peek() == '|';
  advance();
  char chomp = 0;
  int width = 0;
  while (peek() == '+' || peek() == '-' || (peek() >= '1' && peek() <= '9')) {
    if (peek() == '+' || peek() == '-')
      chomp = peek();
    else
      width = std::max(indent, 0) + (peek() - '0');
    advance();
  }
  if (!rest_is_empty()) fail("there is something after the sign of a block of text");
  if (peek() == '\r') advance();
  if (!at_end()) advance();
  std::vector<std::string_view> lines;
  while (!at_end()) {
    const size_t end = std::min(text_.find('\n', position_), text_.size());
    std::string_view line = text_.substr(position_, end - position_);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    const size_t content = line.find_first_not_of(' ');
    if (content == std::string_view::npos) {
      lines.push_back(width > 0 && line.size() > static_cast<size_t>(width) ? line.substr(static_cast<size_t>(width))
                                                                            : std::string_view());
    } else {
      if (width == 0) {
        if (static_cast<int>(content) <= indent) break;
        width = static_cast<int>(content);
      }
      if (static_cast<int>(content) < width) break;
      if (width == 0 && (line.rfind("---", 0) == 0 || line.rfind("...", 0) == 0)) break;
      lines.push_back(line.substr(static_cast<size_t>(width)));
    }
    advance(end - position_ + 1);
  }
  size_t used = lines.size();
  while (used > 0 && lines[used - 1].empty()) --used;
  std::string text;
  const auto indented = [&](size_t i) { return !lines[i].empty() && (lines[i][0] == ' ' || lines[i][0] == '\t'); };
  for (size_t i = 0; i < used; ++i) {
    text += lines[i];
    if (i + 1 == used) break;
    if (literal || indented(i) || lines[i].empty()) {
      text += '\n';
      continue;
    }
    // Folding: a single break is a space, unless a line around it is indented.
    size_t next = i + 1;
    while (lines[next].empty()) ++next;
    if (indented(next))
      text += '\n';
    else if (next == i + 1)
      text += ' ';
  }
  if (chomp == '+')
    text += std::string(used > 0 ? lines.size() - used + 1 : lines.size(), '\n');
  else if (chomp == 0 && used > 0)
    text += '\n';
  return heap().string(text);
}

}  // namespace slipway::config
