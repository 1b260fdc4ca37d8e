// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Any text is either refused with an Error or read as statements; as one expression too.
#include <cstdint>
#include <string>

#include "base/error.h"
#include "config/syntax/parser.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace slipway;
  const config::Source source("fuzz.py", std::string(reinterpret_cast<const char*>(data), size), 0);
  constexpr size_t kMemory = size_t{64} << 20;
  try {
    config::Heap heap(kMemory);
    config::Parser(heap, source).module();
  } catch (const Error&) {
  }
  try {
    config::Heap heap(kMemory);
    config::Parser(heap, source).only_expression();
  } catch (const Error&) {
  }
  return 0;
}
