// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "slipway/config.h"

namespace slipway::config {

/// A place in one of the files of a load. Line and column count from 1; line 0 is no place.
struct Place {
  uint16_t file = 0;
  uint16_t column = 0;
  uint32_t line = 0;
};

/// One piece of text that a template (`{{ fileBasename }}`) was replaced by, so that places refer to what the user
/// wrote.
struct Edit {
  uint32_t line = 0;
  uint32_t column = 0;      ///< in the replaced text
  uint32_t new_length = 0;  ///< characters
  uint32_t old_length = 0;
};

/// A file's text and how to point at it.
class Source {
 public:
  Source(std::string name, std::string text, uint16_t index);

  const std::string& name() const { return *name_; }
  std::string_view text() const { return replaced_.empty() ? std::string_view(text_) : std::string_view(replaced_); }
  uint16_t index() const { return index_; }
  /// An Error with the place where the text is not UTF-8 or holds a null character.
  void check_encoding() const;
  /// Replaces the text that is parsed; places are still shown in the original.
  void set_replaced(std::string text, std::vector<Edit> edits);

  Location location(Place place) const;
  /// Throws an Error "file:line:column: message" with the line and a caret below.
  [[noreturn]] void fail_at(Place place, const std::string& message) const;

 private:
  std::shared_ptr<const std::string> name_;
  std::string text_;
  std::string replaced_;
  std::vector<Edit> edits_;
  uint16_t index_;
};

}  // namespace slipway::config
