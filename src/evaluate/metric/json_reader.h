// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace slipway::evaluate {

/// Reads JSON from front to back without keeping it: annotation files are large, and most of what they hold is not
/// needed. Takes about half the time of a parser that builds a document, and no memory. Errors: slipway::Error with
/// line and column for what is no JSON: RFC 8259 and, as Python's json writes and reads them, NaN, Infinity and
/// -Infinity. A number beyond what f64 holds is infinite, as there.
class JsonReader {
 public:
  enum class Kind { kObject, kArray, kString, kNumber, kBool, kNull };

  struct Number {
    double value = 0;
    bool is_whole = false;  ///< fits `whole` without loss, also where it was written as 3.0
    int64_t whole = 0;
  };

  /// @param text in UTF-8, UTF-16 or UTF-32, with a byte order mark or without, which is told as Python's json does;
  /// must outlive the reader. Errors: slipway::Error for text that is damaged in its encoding.
  explicit JsonReader(std::string_view text);
  JsonReader(const JsonReader&) = delete;
  JsonReader& operator=(const JsonReader&) = delete;

  /// Kind of the next value, which is not consumed.
  Kind peek();

  /// Reads an object. `body(key)` is called for each key and must consume the value; the key is valid until it reads
  /// on.
  template <typename Body>
  void object(Body&& body) {
    enter('{');
    for (bool first = true; next_entry('}', first); first = false) {
      const std::string_view key = key_of_entry();
      body(key);
    }
  }
  /// Reads an array. `body()` is called for each item and must consume it.
  template <typename Body>
  void array(Body&& body) {
    enter('[');
    for (bool first = true; next_entry(']', first); first = false) body();
  }
  Number number();
  /// Valid until the next string is read.
  std::string_view string();
  bool boolean();
  void null();
  /// Reads over any value, checking that it is one.
  void skip();
  /// Nothing but white space may be left.
  void finish();

  /// A place to come back to.
  struct Mark {
    const char* at = nullptr;
    int depth = 0;
  };
  Mark mark() const { return {at_, depth_}; }
  void rewind(Mark mark) {
    at_ = mark.at;
    depth_ = mark.depth;
  }

 private:
  [[noreturn]] void fail_here(const char* what) const;
  void skip_space();
  void enter(char bracket);
  bool next_entry(char bracket, bool first);
  std::string_view key_of_entry();
  void word(std::string_view word);
  bool starts(std::string_view word) const {
    return std::string_view(at_, static_cast<size_t>(end_ - at_)).substr(0, word.size()) == word;
  }
  uint32_t hex4();
  void escape();

  std::string converted_;  // to UTF-8, where the text is in another encoding
  const char* begin_;
  const char* at_;
  const char* end_;
  int depth_ = 0;
  std::string buffer_;  // of a string with escapes
};

/// "an object", "a list", ...
const char* name_of(JsonReader::Kind kind);

}  // namespace slipway::evaluate
