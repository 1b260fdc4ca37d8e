// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Any text is either refused with an Error or gives a config whose pretty_text reads back equal.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "slipway/config.h"
#include "slipway/error.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace slipway;
  config::Value value;
  try {
    value = config::parse({reinterpret_cast<const char*>(data), size}, "fuzz.py");
    (void)config::to_json(value);
  } catch (const Error&) {
    return 0;
  }
  const std::string text = config::pretty_text(value);
  try {
    if (config::parse(text, "pretty.py") == value) return 0;
  } catch (const Error& e) {
    std::fprintf(stderr, "pretty_text does not read back: %s\n%s\n", e.what(), text.c_str());
    std::abort();
  }
  // NaN differs from itself, also after a round trip.
  if (text.find("nan") != std::string::npos) return 0;
  std::fprintf(stderr, "pretty_text reads back as another config:\n%s\n", text.c_str());
  std::abort();
}
