// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include "base/error.h"
#include "base/strings.h"

namespace slipway::log {
namespace {

spdlog::level::level_enum to_spdlog(Level level) {
  switch (level) {
    case Level::kDebug:
      return spdlog::level::debug;
    case Level::kInfo:
      return spdlog::level::info;
    case Level::kWarning:
      return spdlog::level::warn;
    case Level::kError:
      return spdlog::level::err;
    case Level::kCritical:
      return spdlog::level::critical;
  }
  return spdlog::level::info;
}

spdlog::logger& logger() {
  static const std::shared_ptr<spdlog::logger> instance = [] {
    auto created = std::make_shared<spdlog::logger>("slipway", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
    created->set_pattern("%^%l%$: %v");
    return created;
  }();
  return *instance;
}

}  // namespace

Level level_from_name(std::string_view name) {
  const std::string lowered = to_lower(name);
  if (lowered == "debug") return Level::kDebug;
  if (lowered == "info") return Level::kInfo;
  if (lowered == "warning" || lowered == "warn") return Level::kWarning;
  if (lowered == "error") return Level::kError;
  if (lowered == "critical" || lowered == "fatal") return Level::kCritical;
  fail("unknown log level '{}'; known: DEBUG, INFO, WARNING, ERROR, CRITICAL", name);
}

void set_level(Level level) { logger().set_level(to_spdlog(level)); }
bool enabled(Level level) { return logger().should_log(to_spdlog(level)); }
void write(Level level, const std::string& message) { logger().log(to_spdlog(level), message); }

}  // namespace slipway::log
