// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// The YAML that configs are written in: block and flow collections, all scalar styles, anchors, aliases, merge keys
/// and the tags of plain types. One document; no directives, no complex keys, no tags that make objects.
#include <unordered_map>

#include "config/load/data_files.h"
#include "config/load/yaml_reader.h"
#include "config/load/yaml_scalar.h"

namespace slipway::config {

DictObject* YamlReader::run() {
  skip_to_content();
  if (starts("---") && (at_end(3) || is_blank(peek(3)))) advance(3);
  skip_to_content();
  if (at_end() || document_end()) return heap().dict();
  const Place place = here();
  Object* value = block_node(-1, true);
  skip_to_content();
  if (starts("...")) advance(3), skip_to_content();
  if (!at_end())
    fail(starts("---") ? "only one document in a file is read"
                       : "this does not belong to what is above it; check the indentation");
  if (is(value, Type::kNone)) return heap().dict();
  if (!is(value, Type::kDict)) fail_at(place, "a config in YAML must be a mapping");
  return as_dict(value);
}

bool YamlReader::document_end() const {
  return column() == 0 && (starts("---") || starts("...")) && (at_end(3) || is_blank(peek(3)));
}

/// Past blanks, comments and line breaks.
void YamlReader::skip_to_content() {
  while (!at_end()) {
    if (is_blank(peek()))
      advance();
    else if (peek() == '#' && (position_ == 0 || is_blank(text_[position_ - 1])))
      skip_line();
    else
      return;
  }
}

void YamlReader::skip_line() {
  while (!at_end() && peek() != '\n') advance();
}

void YamlReader::skip_spaces() {
  while (peek() == ' ' || peek() == '\t') advance();
}

/// Past blanks and a comment; true at the end of the line.
bool YamlReader::rest_is_empty() {
  skip_spaces();
  if (peek() == '#' && is_blank(text_[position_ - 1])) skip_line();
  return at_end() || peek() == '\n' || peek() == '\r';
}

YamlReader::Properties YamlReader::properties() {
  Properties result;
  while (peek() == '&' || peek() == '!') {
    const bool anchor = peek() == '&';
    const size_t start = position_;
    while (!at_end() && !is_blank(peek()) && !(anchor && is_flow_mark(peek()))) advance();
    (anchor ? result.anchor : result.tag) = text_.substr(start, position_ - start);
    skip_spaces();
  }
  return result;
}

Object* YamlReader::finish(Object* value, const Properties& properties, Place place) {
  const std::string_view tag = properties.tag;
  if (!tag.empty() && tag != "!") {
    if (tag == "!!python/tuple" && is(value, Type::kList)) {
      ListObject* tuple = heap().tuple(as_list(value)->size);
      for (const Slot& slot : *as_list(value)) heap().append(tuple, slot);
      value = tuple;
    } else if (tag == "!!float" && is_number(value)) {
      value = heap().real(as_double(value));
    } else if (tag == "!!set" && is(value, Type::kDict)) {
      DictObject* set = heap().dict(0, Type::kSet);
      for (const Entry& entry : *as_dict(value)) heap().set(set, entry.key, none(), entry.place);
      value = set;
    } else if (!((tag == "!!map" && is(value, Type::kDict)) || (tag == "!!seq" && is(value, Type::kList)) ||
                 (tag == "!!str" && is(value, Type::kString)) || (tag == "!!int" && is(value, Type::kInt)) ||
                 (tag == "!!bool" && is(value, Type::kBool)) || (tag == "!!null" && is(value, Type::kNone)))) {
      fail_at(place, fmt::format("the tag '{}' is not possible here", tag));
    }
  }
  if (!properties.anchor.empty()) anchors_[properties.anchor.substr(1)] = value;
  return value;
}

Object* YamlReader::alias() {
  const Place place = here();
  advance();
  const size_t start = position_;
  while (!at_end() && !is_blank(peek()) && !is_flow_mark(peek())) advance();
  const auto found = anchors_.find(text_.substr(start, position_ - start));
  if (found == anchors_.end())
    fail_at(place, fmt::format("there is no anchor '{}' above", text_.substr(start, position_ - start)));
  return found->second;
}

/// The end of a key that begins here on this line: the position of its ':'; npos where this is no key.
size_t YamlReader::key_end() const {
  size_t i = position_;
  if (i < text_.size() && (text_[i] == '"' || text_[i] == '\'')) {
    const char quote = text_[i];
    for (++i; i < text_.size() && text_[i] != '\n'; ++i) {
      if (text_[i] == '\\' && quote == '"')
        ++i;
      else if (text_[i] == quote && i + 1 < text_.size() && text_[i + 1] == quote && quote == '\'')
        ++i;
      else if (text_[i] == quote)
        break;
    }
    i = text_.find_first_not_of(" \t", std::min(i + 1, text_.size()));
    const bool key =
        i != std::string_view::npos && text_[i] == ':' && (i + 1 >= text_.size() || is_blank(text_[i + 1]));
    return key ? i : std::string_view::npos;
  }
  for (; i < text_.size() && text_[i] != '\n'; ++i) {
    if (text_[i] == ':' && (i + 1 >= text_.size() || is_blank(text_[i + 1]))) return i;
    if (text_[i] == '#' && i > position_ && is_blank(text_[i - 1])) break;
  }
  return std::string_view::npos;
}

/// A node that begins here. `indent` is the column of the collection around it: what continues the node is further
/// right.
/// @param collections whether a block collection may begin here
Object* YamlReader::block_node(int indent, bool collections) {
  const Depth depth(*this);
  charge();
  const Place place = here();
  if (collections && text_.substr(line_start_, position_ - line_start_).find('\t') != std::string_view::npos)
    fail("YAML is not indented with tabs");
  if (collections && starts_key_with_properties()) return block_mapping(column());
  const Properties props = properties();
  if ((!props.anchor.empty() || !props.tag.empty()) && rest_is_empty()) {
    const uint32_t line = line_;
    skip_to_content();
    if (at_end() || document_end() ||
        (line_ != line && column() <= indent && !(peek() == '-' && is_blank(peek(1)) && column() == indent)))
      return finish(props.tag == "!!str" ? static_cast<Object*>(heap().intern("")) : none(), props, place);
    return finish(block_node(column() == indent ? indent - 1 : indent, true), props, place);
  }
  Object* value = nullptr;
  const char c = peek();
  if (c == '-' && (at_end(1) || is_blank(peek(1)))) {
    if (!collections) fail("a list cannot begin on this line");
    value = block_sequence(column());
  } else if (c == '?' && (at_end(1) || is_blank(peek(1)))) {
    fail("keys with '?' are not read");
  } else if (collections && c != '[' && c != '{' && c != '|' && c != '>' && key_end() != std::string_view::npos) {
    value = block_mapping(column());
  } else if (c == '*') {
    value = alias();
  } else if (c == '[' || c == '{') {
    value = flow_node();
    if (!rest_is_empty()) fail("there is something after the end of the value");
  } else if (c == '|' || c == '>') {
    value = block_scalar(indent);
  } else if (c == '"' || c == '\'') {
    value = heap().intern(quoted());
    if (!rest_is_empty()) fail("there is something after the end of the string");
  } else {
    value = scalar(plain(indent, false), props, place);
  }
  return finish(value, props, place);
}

/// `&a key: value` and the like, where the properties belong to the key.
bool YamlReader::starts_key_with_properties() {
  if (peek() != '&' && peek() != '!' && peek() != '*') return false;
  size_t i = position_;
  if (peek() == '*') return key_end() != std::string_view::npos;
  while (i < text_.size() && !is_blank(text_[i])) ++i;
  while (i < text_.size() && (text_[i] == ' ' || text_[i] == '\t')) ++i;
  if (i >= text_.size() || text_[i] == '\n' || text_[i] == '&' || text_[i] == '!' || text_[i] == '[' ||
      text_[i] == '{' || text_[i] == '|' || text_[i] == '>')
    return false;
  return key_end() != std::string_view::npos && key_end() >= i;
}

Object* YamlReader::block_sequence(int column_of_dash) {
  ListObject* list = heap().list();
  while (!at_end() && column() == column_of_dash && peek() == '-' && (at_end(1) || is_blank(peek(1))) &&
         !document_end()) {
    advance();
    const uint32_t line = line_;
    const Place dash = here();
    if (rest_is_empty()) skip_to_content();
    if (at_end() || document_end() || (line_ != line && column() <= column_of_dash)) {
      heap().append(list, {none(), dash});
    } else {
      const Place place = here();
      heap().append(list, {block_node(column_of_dash, true), place});
    }
    skip_to_content();
  }
  if (!at_end() && column() > column_of_dash) fail("this does not belong to what is above it; check the indentation");
  return list;
}

Object* YamlReader::block_mapping(int column_of_key) {
  DictObject* dict = heap().dict();
  std::vector<Slot> merged;
  while (!at_end() && column() == column_of_key && !document_end() &&
         !(peek() == '-' && (at_end(1) || is_blank(peek(1))))) {
    const Place place = here();
    if (key_end() == std::string_view::npos) fail("expected 'key: value'");
    const Properties props = properties();
    const size_t colon = key_end();
    Object* key = nullptr;
    bool merge = false;
    if (peek() == '*')
      key = alias();
    else if (peek() == '"' || peek() == '\'')
      key = heap().intern(quoted());
    else {
      std::string_view text = text_.substr(position_, colon - position_);
      while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
      merge = text == "<<";
      key = scalar(text, props, place);
    }
    key = finish(key, props, place);
    advance(colon - position_ + 1);
    Object* value = mapping_value(column_of_key);
    if (merge)
      merged.push_back({value, place});
    else
      set(dict, key, value, place);
    skip_to_content();
  }
  if (!at_end() && column() > column_of_key) fail("this does not belong to what is above it; check the indentation");
  return merged.empty() ? dict : merge_keys(dict, merged);
}

Object* YamlReader::mapping_value(int column_of_key) {
  const uint32_t line = line_;
  if (!rest_is_empty()) return block_node(column_of_key, false);
  skip_to_content();
  const bool dash = peek() == '-' && (at_end(1) || is_blank(peek(1)));
  if (at_end() || document_end() || line_ == line || column() < column_of_key || (column() == column_of_key && !dash))
    return none();
  return block_node(column() == column_of_key ? column_of_key - 1 : column_of_key, true);
}

/// `<<: *base`: what is merged comes first, own keys win.
Object* YamlReader::merge_keys(DictObject* own, const std::vector<Slot>& merged) {
  DictObject* result = heap().dict();
  const auto add = [&](Object* value, Place place) {
    if (!is(value, Type::kDict)) fail_at(place, "'<<' needs a mapping or a list of them");
    for (uint32_t i = 0; i < as_dict(value)->size; ++i) {
      const Entry entry = as_dict(value)->entries[i];
      set(result, entry.key, entry.value, entry.place);
    }
  };
  for (const Slot& slot : merged) {
    if (is(slot.object, Type::kList))
      for (uint32_t i = as_list(slot.object)->size; i > 0; --i)
        add(as_list(slot.object)->data[i - 1].object, slot.place);
    else
      add(slot.object, slot.place);
  }
  for (const Entry& entry : *own) set(result, entry.key, entry.value, entry.place);
  return result;
}

Object* YamlReader::scalar(std::string_view text, const Properties& properties, Place place) {
  if (properties.tag == "!!str" || properties.tag == "!") return heap().intern(text);
  try {
    return yaml_scalar(heap(), text);
  } catch (const Unplaced& e) {
    fail_at(place, e.message());
  }
}

DictObject* read_yaml(Session& session, const Source& source) { return YamlReader(session, source).run(); }

}  // namespace slipway::config
