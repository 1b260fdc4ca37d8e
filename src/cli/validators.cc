// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/validators.h"

#include <fmt/format.h>

#include "base/log.h"
#include "base/strings.h"

namespace slipway::cli {

CLI::Validator whole_number(int minimum) {
  return CLI::Validator(
      [minimum](std::string& text) -> std::string {
        int value = 0;
        if (CLI::detail::lexical_cast(text, value) && value >= minimum) return "";
        return fmt::format("must be a whole number from {} on, not {}", minimum, text);
      },
      "");
}

CLI::Option* one_of(CLI::Option* option, const std::vector<std::string>& choices, bool ignore_case) {
  const auto check = [choices, ignore_case](std::string& text) -> std::string {
    for (const std::string& choice : choices) {
      if (text != choice && !(ignore_case && to_lower(text) == to_lower(choice))) continue;
      text = choice;
      return "";
    }
    return fmt::format("must be {}, not '{}'", quoted_choice(choices), text);
  };
  return option->type_name(join(choices, "|"))->check(CLI::Validator(check, ""));
}

void add_log_level(CLI::App& command, std::string& level) {
  one_of(command.add_option("--log-level", level, "how much is said on standard error"),
         {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}, true)
      ->capture_default_str()
      ->each([](const std::string& name) { log::set_level(log::level_from_name(name)); });  // from here on
}

}  // namespace slipway::cli
