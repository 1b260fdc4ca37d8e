// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// The manual page, in troff's man macros.
#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "cli/documents.h"

namespace slipway::cli {
namespace {

/// Text as troff prints it: hyphens as in the source, so that options can be copied, and no line that is a request.
std::string troff(std::string_view text) {
  std::string result;
  bool line_start = true;
  for (const char c : text) {
    if (line_start && (c == '.' || c == '\'')) result += "\\&";
    if (c == '\\')
      result += "\\e";
    else if (c == '-')
      result += "\\-";
    else
      result += c;
    line_start = c == '\n';
  }
  return result;
}

std::string bold(std::string_view text) { return "\\fB" + troff(text) + "\\fR"; }
std::string italic(std::string_view text) { return "\\fI" + troff(text) + "\\fR"; }

std::string man_option(const OptionEntry& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.names) names.push_back(bold(name));
  std::string title = join(names, ", ");
  if (!option.value.empty()) title += (title.empty() ? "" : " ") + italic(option.value) + (option.several ? "..." : "");
  std::string description = troff(option.description);
  if (!option.default_value.empty()) description += fmt::format(" (default {})", troff(option.default_value));
  if (option.required && !option.names.empty()) description += " (required)";
  return ".TP\n" + title + "\n" + description + "\n";
}

std::string man_synopsis(const CommandEntry& command) {
  std::string text = ".B " + troff(command.name) + "\n";
  for (const OptionEntry& argument : command.arguments) text += troff(usage_of(argument)) + "\n";
  for (const OptionEntry& option : command.options)
    if (option.required) text += troff(usage_of(option)) + "\n";
  return text + (command.commands.empty() ? "[OPTIONS]\n" : "COMMAND ...\n");
}

std::string man_command(const CommandEntry& command) {
  std::string text =
      ".SS " + troff(short_name(command)) + "\n" + man_synopsis(command) + ".PP\n" + troff(command.description) + ".\n";
  for (const OptionEntry& option : command.arguments) text += man_option(option);
  for (const OptionEntry& option : command.options)
    if (std::find(option.names.begin(), option.names.end(), "--help") == option.names.end()) text += man_option(option);
  if (!command.footer.empty()) text += ".PP\n.nf\n" + troff(command.footer) + "\n.fi\n";
  return text;
}

struct Variable {
  const char *name, *meaning;
};
constexpr Variable kVariables[] = {
    {"SLIPWAY_BACKEND_PATH",
     "folders, separated by ':', where libslipway_backend_NAME.so of a backend is looked for first"},
    {"COLUMNS", "width of help texts where standard output is no terminal"},
};

}  // namespace

std::string man_page(const CommandEntry& program, const std::string& version) {
  std::string text =
      ".\\\" SPDX-FileCopyrightText: 2026 The Slipway Authors\n"
      ".\\\" SPDX-License-Identifier: Apache-2.0\n"
      ".\\\" Printed by 'slipway man'.\n" +
      fmt::format(".TH SLIPWAY 1 \"\" \"slipway {}\" \"User Commands\"\n", version) +
      ".SH NAME\nslipway \\- takes a trained OpenMMLab model to where it runs, and proves that it computes there what "
      "PyTorch "
      "computes\n"
      ".SH SYNOPSIS\n";
  for (const CommandEntry& command : program.commands) text += man_synopsis(command) + ".br\n";
  text += ".B slipway \\-\\-version\n[\\-\\-json]\n.SH DESCRIPTION\n" + troff(program.description) + "\n.SH OPTIONS\n";
  for (const OptionEntry& option : program.options) text += man_option(option);
  text += ".TP\n" + bold("COMMAND --help") + "\nthe options of a command\n.SH COMMANDS\n";
  for (const CommandEntry& command : program.commands) text += man_command(command);
  text +=
      ".SH \"EXIT STATUS\"\n"
      ".TP\n.B 0\ndone, and verified unless \\-\\-no\\-verify\n"
      ".TP\n.B 1\na bug of Slipway\n"
      ".TP\n.B 2\nbad input or something missing on this machine; the work directory is as it was\n"
      ".TP\n.B 3\nthe converted model differs from PyTorch; its files are in the folder failed of the work directory, "
      "an "
      "earlier good result is untouched\n"
      ".SH ENVIRONMENT\n";
  for (const Variable& variable : kVariables)
    text += fmt::format(".TP\n.B {}\n{}\n", troff(variable.name), troff(variable.meaning));
  return text + ".SH FILES\n.TP\n.I PREFIX/share/slipway/configs\nthe deploy configs that come with the program\n";
}

}  // namespace slipway::cli
