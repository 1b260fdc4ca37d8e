// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "slipway/config.h"

namespace slipway::config {

/// What `slipway config` was asked for.
struct ConfigCommandOptions {
  std::filesystem::path file;
  std::string key;  ///< path of the one value to show; empty for all
  bool json = false;
  bool origin = false;                    ///< one line per value, with the file and line that set it
  std::filesystem::path diff;             ///< another config to compare with; empty for none
  std::vector<std::string> cfg_options;   ///< KEY=VALUE
  std::vector<std::string> config_roots;  ///< PACKAGE=DIR
};

/// The text that the command prints, with a newline at its end (empty for no difference). @throws Error
std::string run_config_command(const ConfigCommandOptions& options);

/// Turns PACKAGE=DIR options into what `load` takes. @throws Error
LoadOptions parse_config_roots(const std::vector<std::string>& options);

/// The values in which two configs differ, one line each: "- path = value", "+ path = value". Empty where they are
/// equal in values, types and the sets of keys.
std::string difference(const Value& before, const Value& after);
/// One line per value that is no dict, or list of them: "path = value  # file:line".
std::string origins(const Value& config);

}  // namespace slipway::config
