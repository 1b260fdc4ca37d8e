// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Any text is either refused with an Error or gives a valid graph whose own text reads back the same.
#include <cstdio>
#include <cstdlib>

#include "graph/text.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  slipway::graph::Graph graph;
  try {
    graph = slipway::graph::parse_text(text);
  } catch (const slipway::Error&) {
    return 0;
  }
  slipway::graph::validate(graph);
  const std::string first = slipway::graph::to_text(graph, 1 << 20);
  const std::string second = slipway::graph::to_text(slipway::graph::parse_text(first), 1 << 20);
  if (first != second) {
    std::fprintf(stderr, "the text form does not read back the same:\n%s\n%s\n", first.c_str(), second.c_str());
    std::abort();
  }
  return 0;
}
