// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/error.h"
#include "checkpoint/checkpoint.h"

/// Any bytes either load or are an Error. Start it with the checkpoints of test/data as corpus.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  try {
    const auto checkpoint =
        slipway::checkpoint::load_from_memory({reinterpret_cast<const std::byte*>(data), size}, "fuzz.pth");
    unsigned sum = 0;
    for (const auto& entry : checkpoint.state_dict)
      for (size_t i = 0; i < entry.tensor.nbytes(); ++i) sum += entry.tensor.data<uint8_t>()[i];
    volatile unsigned result = sum + static_cast<unsigned>(checkpoint.meta.dump().size());
    (void)result;
  } catch (const slipway::Error&) {
  }
  return 0;
}
