// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "config/key_map.h"

#include <fmt/format.h>

#include "base/error.h"
#include "config/python_text.h"

namespace slipway::config {
namespace {

[[noreturn]] void fail_in(const Value& value, const std::string& message) {
  throw Error(fmt::format("{}: {}", value.location().text(), message));
}

void check_names(const Value& names) {
  if (!names.is_dict())
    fail_in(names, fmt::format("`names` is a dict of names, old to new, not a {}", name_of(names.kind())));
  for (const auto& [old_name, new_name] : names.as_dict())
    if (!old_name.is_string() || !new_name.is_string())
      fail_in(new_name, fmt::format("`names` holds names, not {}: {}", old_name.repr(), new_name.repr()));
}

void check_revise_keys(const Value& pairs) {
  constexpr const char* kWanted = "`revise_keys` is a list of (pattern, replacement)";
  if (!pairs.is_sequence()) fail_in(pairs, fmt::format("{}, not a {}", kWanted, name_of(pairs.kind())));
  const auto is_pair = [](const Value& pair) {
    return pair.is_sequence() && pair.size() == 2 && pair.at(size_t{0}).is_string() && pair.at(size_t{1}).is_string();
  };
  for (const Value& pair : pairs.as_sequence())
    if (!is_pair(pair)) fail_in(pair, fmt::format("{}, one of its entries is {}", kWanted, pair.repr()));
}

}  // namespace

KeyMap::KeyMap(const std::filesystem::path& file) : source_(file.string()) {
  const Value config = load(file);
  for (const auto& [key, value] : config.as_dict()) {
    if (key.as_string() == "names")
      check_names(names_ = value);
    else if (key.as_string() == "revise_keys")
      check_revise_keys(revise_keys_ = value);
    else
      fail_in(value, fmt::format("'{}' is nothing that a key map has; it has `names`, `revise_keys` or both",
                                 key.as_string()));
  }
  if (empty())
    fail("{}: a key map has `names`, a dict, or `revise_keys`, a list of (pattern, replacement), or both", source_);
}

std::vector<std::string> KeyMap::apply(const std::vector<std::string>& names) const {
  // The config language has Python's `re`, so that patterns and replacements mean what they mean to mmengine.
  std::string text = "import re\nkeys = [";
  for (const std::string& name : names) text += string_repr(name) + ",";
  text += "]\n";
  if (!names_.is_none()) text += fmt::format("whole = {}\nkeys = [whole.get(k, k) for k in keys]\n", names_.repr());
  if (!revise_keys_.is_none())
    for (const Value& pair : revise_keys_.as_sequence())
      text += fmt::format("keys = [re.sub({}, {}, k) for k in keys]\n", pair.at(size_t{0}).repr(),
                          pair.at(size_t{1}).repr());
  const Value result = parse(text, source_ + " (applied)").at("keys");
  return result.as_strings();
}

}  // namespace slipway::config
