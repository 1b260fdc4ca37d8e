// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "program/pt2/schema.h"
#include "program/pt2/symbols.h"

/// Any text is a program or an Error. Start it with the JSON members of archives as corpus.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace slipway::program::pt2;
  unsigned sum = 0;
  try {
    const ProgramText program = read_program({reinterpret_cast<const char*>(data), size});
    for (const auto& [name, tensor] : program.graph.tensors)
      for (const SizeText& extent : tensor.sizes)
        if (!extent.expression.empty()) sum += static_cast<unsigned>(read_affine(extent.expression).factor);
  } catch (const slipway::Error&) {
  }
  volatile unsigned result = sum;
  (void)result;
  return 0;
}
