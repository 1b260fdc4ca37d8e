// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// What the program's options are, as data: help texts, shell completion and the man page are all made of this.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace slipway::cli {

/// What the words of an option's value are, which says how a shell completes them.
enum class ValueKind {
  kNone,  ///< a flag has no value
  kText,
  kChoice,  ///< one of `choices`
  kDeployConfig,
  kModelConfig,
  kCheckpoint,
  kImage,
  kFile,
  kFolder,
  kPath,  ///< file or folder
};

struct OptionEntry {
  std::vector<std::string> names;  ///< "-h", "--help"; empty for an argument without a name
  std::string value;               ///< how the value is called: "DIR", "json|text"; "" for a flag
  ValueKind kind = ValueKind::kNone;
  std::vector<std::string> choices;
  std::string description;
  std::string default_value;  ///< as text, "" where there is none or the description says it
  std::string group;
  bool required = false;
  bool several = false;     ///< takes as many words as follow
  bool repeatable = false;  ///< may stand more than once
};

struct CommandEntry {
  std::string name;  ///< "slipway deploy"
  std::string description;
  std::string footer;  ///< notes, and examples on lines that begin with spaces
  std::vector<OptionEntry> arguments;
  std::vector<OptionEntry> options;
  std::vector<CommandEntry> commands;
};

/// Of an app with its subcommands; those of the group "" are hidden and left out. The kind of a value follows from what
/// it is called: "FILE", "DIR", "DEPLOY_CFG", ... or "a|b|c", which are choices.
CommandEntry command_table(const CLI::App& app);

/// "DEPLOY_CFG", "[--work-dir DIR]": an argument or option in a synopsis.
std::string usage_of(const OptionEntry& option);

/// The last word of a command's name: "deploy".
std::string short_name(const CommandEntry& command);

}  // namespace slipway::cli
