// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

namespace slipway::log {

/// Levels by Python's names, as MMDeploy's `--log-level` has them.
enum class Level { kDebug, kInfo, kWarning, kError, kCritical };

/// Errors: slipway::Error for another name (case does not matter).
Level level_from_name(std::string_view name);

/// Messages below `level` are dropped. Thread-safe, as all of this is. The log goes to standard error, never to
/// standard output.
void set_level(Level level);
bool enabled(Level level);
void write(Level level, const std::string& message);

template <typename... Args>
void debug(fmt::format_string<Args...> format, Args&&... args) {
  if (enabled(Level::kDebug)) write(Level::kDebug, fmt::format(format, std::forward<Args>(args)...));
}
template <typename... Args>
void info(fmt::format_string<Args...> format, Args&&... args) {
  if (enabled(Level::kInfo)) write(Level::kInfo, fmt::format(format, std::forward<Args>(args)...));
}
template <typename... Args>
void warning(fmt::format_string<Args...> format, Args&&... args) {
  if (enabled(Level::kWarning)) write(Level::kWarning, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace slipway::log
