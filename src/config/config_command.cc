// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "config/config_command.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "config/python_text.h"
#include "config/syntax/parser.h"
#include "config/value_access.h"

namespace slipway::config {
namespace {

/// Whether a value is shown part by part: what holds dicts somewhere.
bool has_parts(const Value& value) {
  if (value.is_dict()) return value.size() > 0;
  return value.is_sequence() && std::any_of(value.as_sequence().begin(), value.as_sequence().end(), has_parts);
}

template <typename Visit>
void for_each_part(const Value& value, const std::string& path, Visit&& visit) {
  if (!has_parts(value)) {
    visit(path, value);
  } else if (value.is_dict()) {
    for (const auto& [key, child] : value.as_dict()) for_each_part(child, child_path(path, key_text(key)), visit);
  } else {
    for (size_t i = 0; i < value.size(); ++i) for_each_part(value.at(i), child_path(path, std::to_string(i)), visit);
  }
}

/// Python's == takes 1, 1.0 and True for the same; here they differ.
bool same(const Value& a, const Value& b) { return a.kind() == b.kind() && a.repr() == b.repr(); }

void compare(const Value& before, const Value& after, const std::string& path, std::string& out) {
  const auto all = [&](const Value& value, char sign) {
    for_each_part(value, path, [&](const std::string& where, const Value& part) {
      out += fmt::format("{} {} = {}\n", sign, where, part.repr());
    });
  };
  if (before.is_dict() && after.is_dict()) {
    for (const auto& [key, value] : before.as_dict()) {
      const std::string here = child_path(path, key_text(key));
      const auto& others = after.as_dict();
      const auto other =
          std::find_if(others.begin(), others.end(), [&, &k = key](const auto& entry) { return same(entry.first, k); });
      if (other != others.end())
        compare(value, other->second, here, out);
      else
        for_each_part(value, here, [&](const std::string& where, const Value& part) {
          out += fmt::format("- {} = {}\n", where, part.repr());
        });
    }
    for (const auto& [key, value] : after.as_dict()) {
      const auto& others = before.as_dict();
      if (std::any_of(others.begin(), others.end(), [&, &k = key](const auto& entry) { return same(entry.first, k); }))
        continue;
      for_each_part(value, child_path(path, key_text(key)), [&](const std::string& where, const Value& part) {
        out += fmt::format("+ {} = {}\n", where, part.repr());
      });
    }
    return;
  }
  if (before.kind() == after.kind() && before.is_sequence() && before.size() == after.size() &&
      (has_parts(before) || has_parts(after))) {
    for (size_t i = 0; i < before.size(); ++i)
      compare(before.at(i), after.at(i), child_path(path, std::to_string(i)), out);
    return;
  }
  if (same(before, after)) return;
  all(before, '-');
  all(after, '+');
}

std::string show(const Value& value, bool json) {
  if (json) return to_json(value) + "\n";
  if (value.is_dict()) {
    const bool assignable = std::all_of(value.as_dict().begin(), value.as_dict().end(), [](const auto& entry) {
      return entry.first.is_string() && is_identifier(entry.first.as_string()) && !is_keyword(entry.first.as_string());
    });
    return (assignable ? pretty_text(value) : value.repr()) + "\n";
  }
  return (value.is_string() ? value.as_string() : value.repr()) + "\n";
}

}  // namespace

std::string difference(const Value& before, const Value& after) {
  std::string out;
  compare(before, after, "", out);
  return out;
}

std::string origins(const Value& config) {
  std::string out;
  for_each_part(config, config.path(), [&](const std::string& path, const Value& part) {
    Location location = part.location();
    location.column = 0;
    const std::string where = location.text();
    out += fmt::format("{} = {}  # {}\n", path, part.repr(), where.empty() ? "an option" : where);
  });
  return out;
}

LoadOptions parse_config_roots(const std::vector<std::string>& options) {
  LoadOptions result;
  for (const std::string& option : options) {
    const size_t equals = option.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == option.size())
      fail("'{}' is no config root; write PACKAGE=DIR", option);
    const std::filesystem::path folder = option.substr(equals + 1);
    if (!std::filesystem::is_directory(folder)) fail("the config root '{}' is no folder", folder.string());
    result.package_roots[option.substr(0, equals)] = folder;
  }
  return result;
}

std::string run_config_command(const ConfigCommandOptions& options) {
  const LoadOptions load_options = parse_config_roots(options.config_roots);
  std::vector<std::pair<std::string, Value>> changes;
  for (const std::string& option : options.cfg_options) changes.push_back(parse_option(option));
  Value config = load(options.file, load_options);
  merge(config, changes);
  const Value& shown = options.key.empty() ? config : at_path(config, options.key);
  if (!options.diff.empty()) {
    const Value other = load(options.diff, load_options);
    return difference(shown, options.key.empty() ? other : at_path(other, options.key));
  }
  if (options.origin) return origins(shown);
  return show(shown, options.json);
}

}  // namespace slipway::config
