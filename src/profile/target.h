// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace slipway::profile {

/// One thing to measure: a model directory with its stages, or files of a backend, which are run alone.
struct Target {
  std::string label;  ///< short and different from those of the others
  std::string path;   ///< as given
  bool directory = false;
  std::string backend;
  std::string precision;                     ///< "fp32", "fp16", ...; "" where nothing says so, as for files
  std::vector<std::filesystem::path> files;  ///< of the backend; for a directory none: its deploy.json names them
};

/// Finds out what each path is, by deploy.json or by the kind of file; opens no model.
/// Errors: slipway::Error that lists all paths which are no model.
std::vector<Target> find_targets(const std::vector<std::string>& paths);

}  // namespace slipway::profile
