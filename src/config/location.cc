// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "slipway/config.h"

namespace slipway::config {

std::string Location::text() const {
  if (!file) return "";
  if (line <= 0) return *file;
  return column > 0 ? fmt::format("{}:{}:{}", *file, line, column) : fmt::format("{}:{}", *file, line);
}

}  // namespace slipway::config
