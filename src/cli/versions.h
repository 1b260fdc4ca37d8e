// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace slipway::cli {

/// The answer to `--version`: "slipway 1.2.3", or as JSON what everything was built with, and the backends at hand,
/// which are loaded for it.
std::string version_text(bool json);

/// @name Backends
/// @{
struct BackendLine {
  std::string name;
  std::string text;  ///< its version, or why it is not available and what to do
  bool available = false;
};

/// Those that this version supports; `load` tells versions, which takes a while, else whether they are installed.
std::vector<BackendLine> backend_lines(bool load);

/// Backends that a deploy config may name and that no version of Slipway supports yet, as one line.
std::string unsupported_backends();
/// @}

}  // namespace slipway::cli
