// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/strict_keys.h"

namespace slipway::runtime {

using slipway::Problems;

/// The parameters of one transform or component, read strictly: a value of the wrong type or range, a missing key and a
/// key that nobody asked for become entries of `problems`, and reading goes on with the fallback.
class Params {
 public:
  /// @param object must be a JSON object; kept by reference, as is `problems`
  /// @param where for messages: "transforms[1] (Resize)"
  Params(const nlohmann::json& object, std::string where, Problems& problems);
  Params(const Params&) = delete;
  Params& operator=(const Params&) = delete;

  /// Whether the key is there and not null.
  bool has(std::string_view key);
  bool boolean(std::string_view key, bool fallback);
  int64_t integer(std::string_view key, int64_t fallback, int64_t minimum);
  double number(std::string_view key, double fallback);
  /// One of `choices`; where the choice has a meaning that Slipway lacks, leave it out: the message lists what there
  /// is.
  std::string choice(std::string_view key, std::string_view fallback, std::initializer_list<std::string_view> choices);
  /// A list of `count` numbers, or of one number where `allow_single`. Empty (and a problem) for anything else.
  std::vector<double> numbers(std::string_view key, size_t count, bool allow_single);
  /// [w,h] of positive integers; one integer means both. Empty where it is absent (a problem if `required`) or wrong.
  std::vector<int64_t> size(std::string_view key, bool required);
  /// The value itself, nullptr where it is absent or null.
  const nlohmann::json* raw(std::string_view key);
  /// Keys of the original that do not matter for inference.
  void ignore(std::initializer_list<std::string_view> keys);
  /// All that was not asked for: a part of the model config that stands there as a whole.
  void ignore_others();
  /// Adds "where: text" to the problems.
  void problem(const std::string& text);
  /// Reports the keys that nobody asked for. Call once, last.
  void finish();

  const std::string& where() const { return where_; }
  Problems& problems() { return problems_; }

 private:
  const nlohmann::json& object_;
  std::string where_;
  Problems& problems_;
  StrictKeys keys_;
};

/// A JSON value in one short line, for messages.
std::string brief(const nlohmann::json& value);

}  // namespace slipway::runtime
