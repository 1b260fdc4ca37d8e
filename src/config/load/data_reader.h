// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "config/eval/evaluator.h"

namespace slipway::config {

/// A cursor over a JSON or YAML text that knows its line and column.
class DataReader {
 public:
  DataReader(Session& session, const Source& source);
  /// Of a text within a config: whatever it holds is at `place`.
  DataReader(Session& session, const Source& source, std::string_view text, Place place);

 protected:
  bool at_end(size_t ahead = 0) const { return position_ + ahead >= text_.size(); }
  char peek(size_t ahead = 0) const { return at_end(ahead) ? '\0' : text_[position_ + ahead]; }
  bool starts(std::string_view word) const { return text_.substr(position_, word.size()) == word; }
  void advance(size_t count = 1);
  Place here() const;
  [[noreturn]] void fail(const std::string& message) const { fail_at(here(), message); }
  [[noreturn]] void fail_at(Place place, const std::string& message) const;
  Heap& heap() { return session_.heap; }
  /// Digits of a \x, \u or \U escape; the cursor is on the first.
  uint32_t hex(int digits);
  /// Sets a key, with limits observed.
  void set(DictObject* dict, Object* key, Object* value, Place place);
  void charge();

  struct Depth {
    explicit Depth(DataReader& reader);
    ~Depth() { --reader.depth_; }
    DataReader& reader;
  };

  Session& session_;
  const Source& source_;
  std::string_view text_;
  Place only_place_;  ///< line 0: every value has its own
  size_t position_ = 0;
  size_t line_start_ = 0;
  size_t continuation_bytes_ = 0;  ///< of UTF-8, since the line began
  uint32_t line_ = 1;
  int depth_ = 0;
};

/// An integer or float in decimal as JSON writes it; null where it is none. @throws Unplaced where it does not fit
Object* decimal_number(Heap& heap, std::string_view text);

}  // namespace slipway::config
