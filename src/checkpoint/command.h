// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace slipway::checkpoint {

/// What `slipway checkpoint` was asked for.
struct CheckpointCommandOptions {
  std::filesystem::path file;
  bool list = false;           ///< a line for each tensor
  bool json = false;           ///< the same as JSON
  std::filesystem::path diff;  ///< another checkpoint to compare with; empty for none
  std::filesystem::path to;    ///< file to write it to; empty for none
  /// Gives other names to the tensors of `file`; null for none.
  std::function<std::vector<std::string>(const std::vector<std::string>&)> new_names{};
};

/// The text that the command prints. With `to`, the new file is read back and compared before this returns.
/// Errors: slipway::Error for files that are no checkpoints, or cannot be written.
std::string run_checkpoint_command(const CheckpointCommandOptions& options);

}  // namespace slipway::checkpoint
