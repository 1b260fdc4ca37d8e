// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "program/pt2/json.h"

#include <array>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/strings.h"

namespace slipway::program::pt2 {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 3> kBareWords{"NaN", "Infinity", "-Infinity"};

/// The text with bare words in quotes; the text itself where there are none.
std::string quote_bare_words(std::string_view text) {
  std::string result;
  size_t copied = 0;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        in_string = false;
      continue;
    }
    if (c == '"') in_string = true;
    if (c != 'N' && c != 'I' && c != '-') continue;
    for (const std::string_view word : kBareWords) {
      if (text.substr(i, word.size()) != word) continue;
      result.append(text.substr(copied, i - copied)).append("\"").append(word).append("\"");
      i += word.size() - 1;
      copied = i + 1;
      break;
    }
  }
  return result.append(text.substr(copied));
}

[[noreturn]] void misfit(const json& value, const char* what, const char* wanted) {
  fail("{} is {} instead of {}", what, value.type_name(), wanted);
}

}  // namespace

json parse_json(std::string_view text) {
  try {
    return json::parse(quote_bare_words(text));
  } catch (const json::exception& e) {
    fail("broken JSON: {}", e.what());
  }
}

const json& member(const json& object, const char* key) {
  if (!object.is_object()) fail("an object with '{}' is expected, not {}", key, object.type_name());
  const auto found = object.find(key);
  if (found == object.end()) fail("'{}' is missing", key);
  return *found;
}

const json* optional_member(const json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

const json& array(const json& value, const char* what) {
  if (!value.is_array()) misfit(value, what, "a list");
  return value;
}

const json& object(const json& value, const char* what) {
  if (!value.is_object()) misfit(value, what, "an object");
  return value;
}

std::string text(const json& value, const char* what) {
  if (!value.is_string()) misfit(value, what, "a string");
  return value.get<std::string>();
}

int64_t integer(const json& value, const char* what) {
  if (!value.is_number_integer()) misfit(value, what, "an integer");
  if (value.is_number_unsigned() && value.get<uint64_t>() > static_cast<uint64_t>(std::numeric_limits<int64_t>::max()))
    fail("{} is beyond 64 bits", what);
  return value.get<int64_t>();
}

bool boolean(const json& value, const char* what) {
  if (!value.is_boolean()) misfit(value, what, "true or false");
  return value.get<bool>();
}

double number(const json& value, const char* what) {
  if (value.is_number()) return value.get<double>();
  if (value.is_string()) {
    const std::string word = to_lower(value.get<std::string>());
    if (word == "nan") return std::numeric_limits<double>::quiet_NaN();
    if (word == "infinity" || word == "inf") return std::numeric_limits<double>::infinity();
    if (word == "-infinity" || word == "-inf") return -std::numeric_limits<double>::infinity();
  }
  misfit(value, what, "a number");
}

std::pair<std::string, const json*> the_one(const json& value, const char* what) {
  object(value, what);
  const json* found = nullptr;
  std::string key;
  for (const auto& [name, entry] : value.items()) {
    if (entry.is_null() && value.size() > 1) continue;
    if (found != nullptr) fail("{} has two kinds at once, '{}' and '{}'", what, key, name);
    key = name;
    found = &entry;
  }
  if (found == nullptr) fail("{} is empty", what);
  return {key, found};
}

int64_t fixed_size(const json& value, const char* what) {
  if (value.is_number_integer()) return integer(value, what);
  const auto [kind, entry] = the_one(value, what);
  if (kind != "as_int") fail("{} is symbolic ('{}')", what, kind);
  return integer(*entry, what);
}

}  // namespace slipway::program::pt2
