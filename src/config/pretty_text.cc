// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "config/value_access.h"

namespace slipway::config {

std::string pretty_text(const Value& config) {
  std::string text;
  for (const auto& [key, value] : config.as_dict()) {
    if (!text.empty()) text += '\n';
    text += key_text(key) + " = " + value.repr();
  }
  return text;
}

}  // namespace slipway::config
