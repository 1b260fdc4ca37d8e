// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Any text is either refused with an Error or read: as JSON, as YAML, as an option of the command line.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/error.h"
#include "slipway/config.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace slipway;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const char* name : {"fuzz.json", "fuzz.yaml"}) {
    try {
      (void)config::to_json(config::parse(text, name));
    } catch (const Error&) {
    }
  }
  try {
    config::Value value = config::parse("a = dict(b=[1, dict(c=2)])\n");
    config::merge(value, {config::parse_option(text)});
    (void)config::pretty_text(value, config::PrettyStyle::kSorted);
  } catch (const Error&) {
  }
  return 0;
}
