// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/help.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "cli/text_layout.h"

namespace slipway::cli {
namespace {

constexpr size_t kMaxNameColumn = 30;      // descriptions begin here at the latest, or on a line of their own
const std::string kLastGroup = "Options";  // CLI11's group of what was given none, such as --help

struct HelpLine {
  std::string name, description;
};

using HelpGroups = std::vector<std::pair<std::string, std::vector<HelpLine>>>;

HelpLine help_line(const OptionEntry& option) {
  std::string name = join(option.names, ", ");
  if (!option.value.empty()) name += (name.empty() ? "" : " ") + option.value + (option.several ? "..." : "");
  std::string description = option.description;
  if (!option.default_value.empty()) description += fmt::format(" (default {})", option.default_value);
  if (option.required && !option.names.empty()) description += " (required)";
  return {std::move(name), std::move(description)};
}

void add_to_group(HelpGroups& groups, const std::string& group, HelpLine line) {
  for (auto& [name, lines] : groups)
    if (name == group) return lines.push_back(std::move(line));
  groups.push_back({group, {std::move(line)}});
}

HelpGroups help_groups(const CommandEntry& command) {
  HelpGroups groups, last;
  for (const OptionEntry& option : command.arguments)
    add_to_group(groups, option.group == kLastGroup ? "Arguments" : option.group, help_line(option));
  for (const OptionEntry& option : command.options)
    add_to_group(option.group == kLastGroup ? last : groups, option.group, help_line(option));
  groups.insert(groups.end(), last.begin(), last.end());
  for (const CommandEntry& sub : command.commands) add_to_group(groups, "Commands", {short_name(sub), sub.description});
  return groups;
}

/// Required options are shown, and arguments; the others are many.
std::string usage_line(const CommandEntry& command, size_t width) {
  std::string text = command.name;
  for (const OptionEntry& option : command.arguments) text += " " + usage_of(option);
  for (const OptionEntry& option : command.options)
    if (option.required) text += " " + usage_of(option);
  text += command.commands.empty() ? " [OPTIONS]" : " COMMAND ...";
  return "Usage: " + wrap(text, 7, 9, width) + "\n";
}

class HelpFormatter : public CLI::FormatterBase {
 public:
  std::string make_help(const CLI::App* app, std::string, CLI::AppFormatMode) const override {
    return help_text(command_table(*app), terminal_width());
  }
};

}  // namespace

std::string help_text(const CommandEntry& command, size_t width) {
  const HelpGroups groups = help_groups(command);
  size_t column = 0;
  for (const auto& [name, lines] : groups)
    for (const HelpLine& line : lines)
      if (line.name.size() + 4 <= kMaxNameColumn) column = std::max(column, line.name.size() + 4);
  std::string text = usage_line(command, width) + "\n" + wrap(command.description, 0, 0, width) + "\n";
  for (const auto& [name, lines] : groups) {
    text += "\n" + name + ":\n";
    for (const HelpLine& line : lines) {
      text += "  " + line.name;
      const size_t used = line.name.size() + 2;
      text += used + 2 <= column ? std::string(column - used, ' ') : "\n" + std::string(column, ' ');
      text += wrap(line.description, column, column, width) + "\n";
    }
  }
  if (!command.footer.empty()) text += "\n";
  for (const std::string& line : split(command.footer, '\n'))
    if (!line.empty())
      text += (line.front() == ' ' ? line : wrap(line, 0, 0, width)) + "\n";  // examples stay as they are
  return text;
}

void use_help_text(CLI::App& app) { app.formatter(std::make_shared<HelpFormatter>()); }

}  // namespace slipway::cli
