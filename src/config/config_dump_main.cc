// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// slipway_config_dump [--pretty|--pretty-sorted] [--time REPEATS] [PACKAGE=DIR ...] < list of files: reads many
/// configs in one process, for comparisons with mmengine and for benchmarks. One line of JSON per file, {"value": ...}
/// with all types kept apart (see typed_json.h) or
/// {"error": text}; with --pretty {"text": pretty_text, "same": whether it reads back equal}; with --time only the
/// seconds for all files.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <string>
#include <vector>

#include "base/error.h"
#include "config/config_command.h"
#include "config/typed_json.h"
#include "slipway/config.h"

namespace {

using slipway::config::Value;
using Json = nlohmann::ordered_json;

Json describe(const std::string& file, const slipway::config::LoadOptions& options, bool pretty,
              slipway::config::PrettyStyle style) {
  try {
    const Value value = slipway::config::load(file, options);
    if (!pretty) return {{"value", slipway::config::typed_json(value)}};
    const std::string text = slipway::config::pretty_text(value, style);
    const Value again = slipway::config::parse(text);
    const bool same = style == slipway::config::PrettyStyle::kOrdered
                          ? slipway::config::typed_json(again) == slipway::config::typed_json(value)
                          : again == value;
    return {{"text", text}, {"same", same}};
  } catch (const slipway::Error& e) {
    return {{"error", e.what()}};
  }
}

}  // namespace

int main(int argc, char** argv) {
  bool pretty = false;
  auto style = slipway::config::PrettyStyle::kOrdered;
  int repeats = 0;
  std::vector<std::string> roots;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--pretty" || argument == "--pretty-sorted") {
      pretty = true;
      if (argument == "--pretty-sorted") style = slipway::config::PrettyStyle::kSorted;
    } else if (argument == "--time" && i + 1 < argc)
      repeats = std::atoi(argv[++i]);
    else
      roots.push_back(argument);
  }
  try {
    const slipway::config::LoadOptions options = slipway::config::parse_config_roots(roots);
    std::vector<std::string> files;
    for (std::string line; std::getline(std::cin, line);) files.push_back(line);
    if (repeats == 0) {
      for (const std::string& file : files)
        std::cout << describe(file, options, pretty, style).dump(-1, ' ', true, Json::error_handler_t::replace) << "\n";
      return 0;
    }
    double best = 1e300;
    for (int i = 0; i < repeats; ++i) {
      const std::clock_t start = std::clock();
      for (const std::string& file : files) {
        try {
          slipway::config::load(file, options);
        } catch (const slipway::Error&) {
        }
      }
      best = std::min(best, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
    }
    std::cout << fmt::format("{:.6f}\n", best);
  } catch (const std::exception& e) {
    std::cerr << e.what() << "\n";
    return 2;
  }
  return 0;
}
