// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/shipped_configs.h"

namespace slipway::cli {

std::filesystem::path shipped_configs() {
  std::error_code error;
  const std::filesystem::path program = std::filesystem::canonical("/proc/self/exe", error);
  if (error) return {};
  const std::filesystem::path prefix = program.parent_path().parent_path();
  for (const std::filesystem::path& folder : {prefix / "share/slipway/configs", prefix.parent_path() / "configs"})
    if (std::filesystem::is_directory(folder, error)) return folder;
  return {};
}

}  // namespace slipway::cli
