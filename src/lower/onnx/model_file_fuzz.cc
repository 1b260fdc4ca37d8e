// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <onnx/onnx_pb.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "base/io.h"
#include "lower/onnx/external_data.h"
#include "lower/onnx/model_file.h"

namespace {

/// Where the model lies, with the file of weights that test/data/backend/external.onnx names.
const std::filesystem::path& folder() {
  static const slipway::io::TemporaryFolder folder("slipway-model-fuzz");
  static const bool written = [] {
    slipway::io::write_file(folder.path() / "external.bin", std::string(64, 'w'));
    return true;
  }();
  static_cast<void>(written);
  return folder.path();
}

}  // namespace

/// Any bytes are a model or an Error, and so is its form in f16; weights in other files come in, or are an Error. Start
/// it with small ONNX files as corpus.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace slipway::lower::onnx;
  size_t sum = 0;
  const std::string given(reinterpret_cast<const char*>(data), size);
  try {
    const std::string bytes = with_external_data(given, folder() / "model.onnx");
    ::onnx::ModelProto model;
    if (bytes != given && (!model.ParseFromString(bytes) || !external_tensors(model).empty())) __builtin_trap();
    sum += read_model_file(bytes).node_count;
    sum += half_of(bytes, {}).size();
  } catch (const slipway::Error&) {
  }
  volatile size_t result = sum;
  (void)result;
  return 0;
}
