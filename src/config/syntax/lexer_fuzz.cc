// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Any text is either refused with an Error or cut into tokens that lie in it, in order.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/error.h"
#include "config/syntax/lexer.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace slipway;
  const config::Source source("fuzz.py", std::string(reinterpret_cast<const char*>(data), size), 0);
  try {
    const char* end = source.text().data();
    for (const config::Token& token : config::Lexer(source).run()) {
      if (token.text.empty()) continue;
      if (token.text.data() < end || token.place.line == 0 || token.place.column == 0) std::abort();
      end = token.text.data() + token.text.size();
    }
    if (end > source.text().data() + source.text().size()) std::abort();
  } catch (const Error&) {
  }
  return 0;
}
