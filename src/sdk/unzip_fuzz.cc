// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>

#include "base/error.h"
#include "sdk/unzip.h"

/// Any bytes are an archive, whose files are within the limits, or an Error.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const slipway::sdk::UnzipLimits limits{.files = 8, .bytes = 1 << 20, .ratio = 200};
  try {
    uint64_t total = 0;
    const auto files = slipway::sdk::unzip({reinterpret_cast<const char*>(data), size}, limits);
    for (const auto& [name, content] : files) {
      total += content.size();
      if (name.empty() || name.find('/') != std::string::npos || name == "..") __builtin_trap();
    }
    if (files.size() > limits.files || total > limits.bytes) __builtin_trap();
  } catch (const slipway::Error&) {
  }
  return 0;
}
