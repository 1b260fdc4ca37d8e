// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// The completion script of bash: tables made of the options, and the functions that read them.
#include <fmt/format.h>

#include "base/strings.h"
#include "cli/documents.h"

namespace slipway::cli {
namespace {

// Each function leaves its answer in a variable of _slipway, its caller.
constexpr const char* kBashFunctions = R"sh(
# Files whose names end in one of the arguments, and folders; any file where there is none of these.
_slipway_files()
{
  local ending
  compopt -o filenames 2>/dev/null
  local -a found=()
  for ending in "$@"; do
    mapfile -t -O "${#found[@]}" found < <(compgen -f -X "!*.$ending" -- "$cur")
  done
  mapfile -t -O "${#found[@]}" found < <(compgen -d -- "$cur")
  if ((${#found[@]} == 0)); then
    mapfile -t found < <(compgen -f -- "$cur")
  fi
  COMPREPLY+=("${found[@]}")
}

# The deploy configs that come with the program and whose name, with or without its folder, begins with the word.
_slipway_shipped_configs()
{
  local program folder file name
  program=$(type -P -- "${COMP_WORDS[0]}") && program=$(readlink -f -- "$program") || return
  for folder in "${program%/*/*}/share/slipway/configs" "${program%/*/*/*}/configs"; do
    [[ -d $folder ]] || continue
    while IFS= read -r file; do
      name=${file#"$folder"/}
      if [[ $name == "$cur"* || ${name##*/} == "$cur"* ]]; then
        COMPREPLY+=("$file")
      fi
    done < <(find "$folder" -name '*.py' -not -path '*/_base_/*' | sort)
    return
  done
}

_slipway_values()
{
  case $kind in
    choice) mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$cur") ;;
    deploy_config)
      _slipway_files py json yaml yml
      if [[ -n $cur ]]; then
        _slipway_shipped_configs
      fi ;;
    model_config) _slipway_files py json yaml yml ;;
    checkpoint) _slipway_files pth pt safetensors ;;
    image) _slipway_files jpg jpeg png bmp webp tif tiff JPG JPEG PNG ;;
    file | path)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
    folder)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -d -- "$cur") ;;
  esac
}

_slipway()
{
  COMPREPLY=()
  local cur='' command='' kind='' choices='' several='' options='' commands='' option='' word i
  # `=` breaks words for bash: --option=value is three of them, or two while there is no value.
  local -a words=()
  for ((i = 1; i <= COMP_CWORD; ++i)); do
    words+=("${COMP_WORDS[i]}")
  done
  local -i count=${#words[@]} position=0 wanted=0
  cur=${words[count - 1]}
  # As the user means it: without the quote that was opened, and without the backslashes before spaces.
  cur=${cur#[\"\']}
  cur=${cur//\\/}
  for ((i = 0; i < count - 1; ++i)); do
    word=${words[i]}
    if [[ $word == '=' ]]; then
      continue
    elif [[ $word == -* ]]; then
      option=$word
      _slipway_option "$command" "$option"
      wanted=0
      if [[ $kind != none ]]; then
        wanted=1
      fi
    elif ((wanted)); then
      if [[ -z $several ]]; then
        wanted=0
      fi
    elif [[ -z $command ]]; then
      command=$word
    else
      position+=1
    fi
  done
  if [[ $cur == '=' ]]; then
    cur=''
  elif [[ $cur == -* ]]; then
    _slipway_options "$command"
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
    return
  fi
  if ((wanted)); then
    _slipway_option "$command" "$option"
  elif [[ -z $command ]]; then
    _slipway_options ''
    mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$cur")
    return
  else
    _slipway_argument "$command" "$position"
  fi
  _slipway_values
}

complete -F _slipway slipway
)sh";

const char* bash_kind(ValueKind kind) {
  switch (kind) {
    case ValueKind::kNone:
      return "none";
    case ValueKind::kText:
      return "text";
    case ValueKind::kChoice:
      return "choice";
    case ValueKind::kDeployConfig:
      return "deploy_config";
    case ValueKind::kModelConfig:
      return "model_config";
    case ValueKind::kCheckpoint:
      return "checkpoint";
    case ValueKind::kImage:
      return "image";
    case ValueKind::kFile:
      return "file";
    case ValueKind::kFolder:
      return "folder";
    case ValueKind::kPath:
      return "path";
  }
  return "text";
}

/// What follows `)` in a line of a case.
std::string bash_entry(const OptionEntry& option) {
  std::string text = fmt::format(" kind={}", bash_kind(option.kind));
  if (!option.choices.empty()) text += fmt::format(" choices='{}'", join(option.choices, " "));
  if (option.several) text += " several=1";
  return text + " ;;\n";
}

std::string all_names(const std::vector<OptionEntry>& options) {
  std::vector<std::string> names;
  for (const OptionEntry& option : options) names.insert(names.end(), option.names.begin(), option.names.end());
  return join(names, " ");
}

/// One case of the three tables for each command; that of the program itself has the name ''.
struct BashTables {
  std::string names, options, arguments;

  void add(const CommandEntry& command, const std::string& name) {
    std::vector<std::string> commands;
    for (const CommandEntry& sub : command.commands) commands.push_back(short_name(sub));
    names +=
        fmt::format("    '{}') options='{}' commands='{}' ;;\n", name, all_names(command.options), join(commands, " "));
    for (const OptionEntry& option : command.options) {
      if (option.kind == ValueKind::kNone) continue;  // what is not in the table
      std::vector<std::string> patterns;
      for (const std::string& alias : option.names) patterns.push_back(fmt::format("'{} {}'", name, alias));
      options += "    " + join(patterns, " | ") + ")" + bash_entry(option);
    }
    for (size_t i = 0; i < command.arguments.size(); ++i) {
      const OptionEntry& argument = command.arguments[i];
      const std::string pattern = argument.several ? fmt::format("'{} '*", name) : fmt::format("'{} {}'", name, i);
      arguments += "    " + pattern + ")" + bash_entry(argument);
    }
    for (const CommandEntry& sub : command.commands) add(sub, short_name(sub));
  }
};

}  // namespace

std::string bash_completion(const CommandEntry& program) {
  BashTables tables;
  tables.add(program, "");
  return fmt::format(
             "# SPDX-FileCopyrightText: 2026 The Slipway Authors\n"
             "# SPDX-License-Identifier: Apache-2.0\n"
             "# Completes slipway in bash; printed by 'slipway completion bash'.\n\n"
             "# Options of a command, and the commands.\n"
             "_slipway_options()\n{{\n  case $1 in\n{}  esac\n}}\n\n"
             "# What the value of a command's option is.\n"
             "_slipway_option()\n{{\n  kind=none choices='' several=''\n  case \"$1 $2\" in\n{}  esac\n}}\n\n"
             "# What a command's argument is, counted from 0.\n"
             "_slipway_argument()\n{{\n  kind=none choices='' several=''\n  case \"$1 $2\" in\n{}  esac\n}}\n",
             tables.names, tables.options, tables.arguments) +
         kBashFunctions;
}

}  // namespace slipway::cli
