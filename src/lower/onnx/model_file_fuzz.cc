// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "lower/onnx/model_file.h"

/// Any bytes are a model or an Error, and so is its form in f16. Start it with small ONNX files as corpus.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace slipway::lower::onnx;
  size_t sum = 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  try {
    sum += read_model_file(bytes).node_count;
    sum += half_of(bytes, {}).size();
  } catch (const slipway::Error&) {
  }
  volatile size_t result = sum;
  (void)result;
  return 0;
}
