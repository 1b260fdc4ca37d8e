// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// The completion script of zsh, whose own _arguments does the work.
#include <fmt/format.h>

#include "base/strings.h"
#include "cli/documents.h"

namespace slipway::cli {
namespace {

std::string with_escapes(std::string_view text, std::string_view special) {
  std::string result;
  for (const char c : text) {
    if (c == '\'') {
      result += "'\\''";  // ends the quoted word, adds a quote, goes on
      continue;
    }
    if (special.find(c) != std::string_view::npos) result += '\\';
    result += c;
  }
  return result;
}

std::string zsh_action(const OptionEntry& option) {
  switch (option.kind) {
    case ValueKind::kChoice:
      return "(" + join(option.choices, " ") + ")";
    case ValueKind::kDeployConfig:
      return "_slipway_deploy_configs";
    case ValueKind::kModelConfig:
      return "_files -g \"*.(py|json|yaml|yml)(-.)\"";
    case ValueKind::kCheckpoint:
      return "_files -g \"*.(pth|pt|safetensors)(-.)\"";
    case ValueKind::kImage:
      return "_files -g \"*.(#i)(jpg|jpeg|png|bmp|webp|tif|tiff)(-.)\"";
    case ValueKind::kFile:
    case ValueKind::kPath:
      return "_files";
    case ValueKind::kFolder:
      return "_files -/";
    case ValueKind::kNone:
    case ValueKind::kText:
      break;
  }
  return " ";
}

std::string zsh_value(const OptionEntry& option) {
  return fmt::format(":{}:{}", with_escapes(option.value, ":"), zsh_action(option));
}

/// The lines of an option for _arguments: one for each of its names, which exclude each other unless it may be
/// repeated.
std::string zsh_option(const OptionEntry& option) {
  std::string lines;
  for (const std::string& name : option.names) {
    const std::string exclude = option.repeatable ? "*" : "(" + join(option.names, " ") + ")";
    lines += fmt::format(" \\\n        '{}{}[{}]{}'", exclude, name, with_escapes(option.description, "[]:\\"),
                         option.kind == ValueKind::kNone ? "" : zsh_value(option));
  }
  return lines;
}

std::string zsh_arguments(const CommandEntry& command) {
  std::string lines;
  for (const OptionEntry& option : command.options) lines += zsh_option(option);
  for (size_t i = 0; i < command.arguments.size(); ++i) {
    const OptionEntry& argument = command.arguments[i];
    lines += fmt::format(" \\\n        '{}{}{}'", argument.several ? "*" : std::to_string(i + 1),
                         argument.required ? "" : ":", zsh_value(argument));
  }
  return lines;
}

constexpr const char* kZshDeployConfigs = R"sh(
# Files of the user, and the deploy configs that come with the program, by name.
_slipway_deploy_configs() {
  local program folder
  local -a configs
  program=${commands[$words_program]:-$words_program}
  program=${program:A}
  for folder in ${program:h:h}/share/slipway/configs ${program:h:h:h}/configs; do
    if [[ -d $folder ]]; then
      configs=($folder/**/*.py(N))
      configs=(${configs:#*/_base_/*})
      break
    fi
  done
  if [[ -n $PREFIX && $PREFIX != */* ]]; then
    compadd -U -f -- ${(M)configs:#*/${(b)PREFIX}*.py}
  fi
  _files -g "*.(py|json|yaml|yml)(-.)"
}
)sh";

}  // namespace

std::string zsh_completion(const CommandEntry& program) {
  std::string descriptions, cases;
  for (const CommandEntry& command : program.commands) {
    const std::string name = short_name(command);
    descriptions += fmt::format("    '{}:{}'\n", name, with_escapes(command.description, ":\\"));
    cases += fmt::format("    {})\n      _arguments -s -S{}\n      ;;\n", name, zsh_arguments(command));
  }
  std::string options;
  for (const OptionEntry& option : program.options) options += zsh_option(option);
  return "#compdef slipway\n"
         "# SPDX-FileCopyrightText: 2026 The Slipway Authors\n"
         "# SPDX-License-Identifier: Apache-2.0\n"
         "# Completes slipway in zsh; printed by 'slipway completion zsh'. Put it into a folder of $fpath as "
         "_slipway.\n" +
         std::string(kZshDeployConfigs) +
         fmt::format(
             "\n_slipway() {{\n"
             "  local curcontext=$curcontext state line words_program=$words[1]\n"
             "  local -a slipway_commands\n"
             "  slipway_commands=(\n{}  )\n"
             "  _arguments -C{} \\\n        '1:command:->command' \\\n        '*::argument:->argument'\n"
             "  case $state in\n"
             "    command) _describe -t commands 'slipway command' slipway_commands; return ;;\n"
             "    argument) ;;\n"
             "    *) return ;;\n"
             "  esac\n"
             "  case $words[1] in\n{}  esac\n"
             "}}\n\n"
             "if [[ $funcstack[1] == _slipway ]]; then\n  _slipway \"$@\"\nelse\n  compdef _slipway slipway\nfi\n",
             descriptions, options, cases);
}

}  // namespace slipway::cli
