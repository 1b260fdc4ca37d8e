// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/onnx_file.h"

#include <cstddef>
#include <cstdint>

#include "base/error.h"

/// Any bytes are what can be told of an ONNX model, or an Error. Start it with small ONNX files as corpus.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  size_t sum = 0;
  try {
    const slipway::backend::OnnxModel model =
        slipway::backend::read_onnx({reinterpret_cast<const char*>(data), size});
    for (const slipway::backend::OnnxNode& node : model.nodes) sum += node.inputs.size() + node.attributes.size();
    for (const slipway::backend::OnnxTensor& input : model.inputs) sum += name_of(input.type).size();
  } catch (const slipway::Error&) {
  }
  volatile size_t result = sum;
  (void)result;
  return 0;
}
