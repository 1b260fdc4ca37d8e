// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// JSON as Python's json module reads it (NaN and Infinity are numbers), with the place of every value.
#include <limits>

#include "base/strings.h"
#include "base/utf8.h"
#include "config/load/data_files.h"
#include "config/load/data_reader.h"

namespace slipway::config {
namespace {

class JsonReader : DataReader {
 public:
  using DataReader::DataReader;

  DictObject* config() {
    space();
    const Place place = here();
    Object* value = run();
    if (!is(value, Type::kDict)) fail_at(place, "a config in JSON must be an object");
    return as_dict(value);
  }
  Object* run() {
    space();
    Object* value = read();
    space();
    if (!at_end()) fail("there is something after the end of the JSON value");
    return value;
  }

 private:
  void space() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') advance();
  }

  Object* read() {
    const Depth depth(*this);
    charge();
    switch (peek()) {
      case '{':
        return object();
      case '[':
        return array();
      case '"':
        return heap().intern(string());
      default:
        break;
    }
    for (const auto& [word, value] :
         {std::pair<std::string_view, Object*>{"true", boolean(true)}, {"false", boolean(false)}, {"null", none()}})
      if (starts(word)) return advance(word.size()), value;
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    for (const auto& [word, value] :
         {std::pair<std::string_view, double>{"NaN", std::numeric_limits<double>::quiet_NaN()},
          {"Infinity", kInfinity},
          {"-Infinity", -kInfinity}})
      if (starts(word)) return advance(word.size()), heap().real(value);
    const size_t end = std::min(text_.find_first_not_of("0123456789+-.eE", position_), text_.size());
    Object* number = nullptr;
    try {
      number = decimal_number(heap(), text_.substr(position_, end - position_));
    } catch (const Unplaced& e) {
      fail(e.message());
    }
    if (number == nullptr) fail(at_end() ? "the file ends within a value" : "this is no JSON value");
    advance(end - position_);
    return number;
  }

  Object* object() {
    DictObject* dict = heap().dict();
    advance();
    space();
    if (peek() == '}') return advance(), dict;
    while (true) {
      space();
      const Place place = here();
      if (peek() != '"') fail("expected a key in double quotes");
      Object* key = heap().intern(string());
      space();
      if (peek() != ':') fail("expected ':'");
      advance();
      space();
      set(dict, key, read(), place);
      space();
      if (peek() == '}') return advance(), dict;
      if (peek() != ',') fail("expected ',' or '}'");
      advance();
    }
  }

  Object* array() {
    ListObject* list = heap().list();
    advance();
    space();
    if (peek() == ']') return advance(), list;
    while (true) {
      space();
      const Place place = here();
      heap().append(list, {read(), place});
      space();
      if (peek() == ']') return advance(), list;
      if (peek() != ',') fail("expected ',' or ']'");
      advance();
    }
  }

  std::string string() {
    std::string text;
    const Place place = here();
    advance();
    while (true) {
      if (at_end()) fail_at(place, "this string is never closed");
      const char c = peek();
      if (static_cast<unsigned char>(c) < 0x20) fail("a control character in a string");
      advance();
      if (c == '"') return text;
      if (c != '\\') {
        text += c;
        continue;
      }
      const char e = peek();
      advance();
      switch (e) {
        case '"':
        case '\\':
        case '/':
          text += e;
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
        case 'u': {
          uint32_t c1 = hex(4);
          if (c1 >= 0xD800 && c1 < 0xDC00 && starts("\\u")) {
            advance(2);
            const uint32_t c2 = hex(4);
            if (c2 < 0xDC00 || c2 > 0xDFFF) fail("an escape in this string is no Unicode character");
            c1 = 0x10000 + ((c1 - 0xD800) << 10) + (c2 - 0xDC00);
          }
          if (c1 >= 0xD800 && c1 < 0xE000) fail("an escape in this string is no Unicode character");
          append_utf8(text, c1);
          break;
        }
        default:
          fail("this is no escape of JSON");
      }
    }
  }
};

}  // namespace

bool is_data_file(const std::filesystem::path& file) {
  const std::string extension = to_lower(file.extension().string());
  return extension == ".json" || extension == ".yaml" || extension == ".yml";
}

DictObject* read_json(Session& session, const Source& source) { return JsonReader(session, source).config(); }

Object* read_json_text(Session& session, std::string_view text, Place place) {
  return JsonReader(session, session.source(place), text, place).run();
}

}  // namespace slipway::config
