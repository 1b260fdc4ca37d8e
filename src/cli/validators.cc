// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/validators.h"

#include <fmt/format.h>

namespace slipway::cli {

CLI::Validator whole_number(int minimum) {
  return CLI::Validator(
      [minimum](std::string& text) -> std::string {
        int value = 0;
        if (CLI::detail::lexical_cast(text, value) && value >= minimum) return "";
        return fmt::format("must be a whole number from {} on, not {}", minimum, text);
      },
      "NUMBER");
}

}  // namespace slipway::cli
