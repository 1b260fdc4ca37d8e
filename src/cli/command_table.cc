// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/command_table.h"

#include <algorithm>
#include <cctype>
#include <map>

#include "base/strings.h"

namespace slipway::cli {
namespace {

/// Where the name of a value is one of these, it says what the value is.
const std::map<std::string, ValueKind>& value_kinds() {
  static const std::map<std::string, ValueKind> kKinds = {
      {"DEPLOY_CFG", ValueKind::kDeployConfig},
      {"MODEL_CFG", ValueKind::kModelConfig},
      {"CONFIG", ValueKind::kModelConfig},
      {"CHECKPOINT", ValueKind::kCheckpoint},
      {"IMG", ValueKind::kImage},
      {"FILE", ValueKind::kFile},
      {"DIR", ValueKind::kFolder},
      {"FILE|DIR", ValueKind::kPath},
      {"MODEL_CFG|FRAGMENT", ValueKind::kModelConfig},
  };
  return kKinds;
}

/// CLI11 calls values by their C++ type where nothing else is said.
std::string value_name(const CLI::Option& option) {
  const std::string name = option.get_type_name();
  if (name == "INT" || name == "UINT") return "N";
  if (name == "FLOAT") return "NUMBER";
  return name;
}

constexpr size_t kChoicesInName = 3;  // more are told in the description

/// "LEVEL" for --log-level, "WHAT" for an argument that is called what.
std::string short_value_name(const CLI::Option& option) {
  std::string name =
      option.get_lnames().empty() ? option.get_name(true) : split(option.get_lnames().front(), '-').back();
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::toupper(c); });
  return name;
}

OptionEntry option_entry(const CLI::Option& option) {
  OptionEntry entry;
  for (const std::string& name : option.get_snames()) entry.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) entry.names.push_back("--" + name);
  entry.description = option.get_description();
  entry.group = option.get_group();
  entry.required = option.get_required();
  if (option.get_items_expected_max() == 0) return entry;  // a flag
  entry.value = value_name(option);
  entry.default_value = option.get_default_str();
  entry.repeatable =
      option.get_items_expected_max() > 1 || option.get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
  entry.several =
      option.get_items_expected_max() >= CLI::detail::expected_max_vector_size && option.get_allow_extra_args();
  if (const auto known = value_kinds().find(entry.value); known != value_kinds().end()) {
    entry.kind = known->second;
  } else if (entry.value.find('|') != std::string::npos) {
    entry.kind = ValueKind::kChoice;
    entry.choices = split(entry.value, '|');
    if (entry.choices.size() > kChoicesInName) {
      entry.value = short_value_name(option);
      entry.description += ": " + join(entry.choices, ", ");
    }
  } else {
    entry.kind = ValueKind::kText;
  }
  return entry;
}

CommandEntry command_entry(const CLI::App& app, const std::string& above) {
  CommandEntry entry;
  entry.name = above.empty() ? app.get_name() : above + " " + app.get_name();
  entry.description = app.get_description();
  entry.footer = app.get_footer();
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_group().empty()) continue;
    (option->get_positional() ? entry.arguments : entry.options).push_back(option_entry(*option));
  }
  const std::function<bool(const CLI::App*)> shown = [](const CLI::App* command) {
    return !command->get_group().empty();
  };
  for (const CLI::App* command : app.get_subcommands(shown))
    entry.commands.push_back(command_entry(*command, entry.name));
  return entry;
}

}  // namespace

CommandEntry command_table(const CLI::App& app) {
  std::string above;
  for (const CLI::App* parent = app.get_parent(); parent != nullptr; parent = parent->get_parent())
    above = above.empty() ? parent->get_name() : parent->get_name() + " " + above;
  return command_entry(app, above);
}

std::string usage_of(const OptionEntry& option) {
  std::string text = option.names.empty() ? "" : option.names.back();
  if (!option.value.empty()) text += (text.empty() ? "" : " ") + option.value + (option.several ? "..." : "");
  return option.required ? text : "[" + text + "]";
}

std::string short_name(const CommandEntry& command) { return split(command.name, ' ').back(); }

}  // namespace slipway::cli
