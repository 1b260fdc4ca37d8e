// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "program/pt2/archive.h"
#include "program/pt2/schema.h"
#include "program/pt2/symbols.h"

/// Any bytes are an archive or an Error: its members, its program, all the data that the program names, and the sizes
/// of its inputs. Nothing is run. Start it with the archives of test/data as corpus.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace slipway::program::pt2;
  unsigned sum = 0;
  try {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    Archive archive(slipway::checkpoint::copy_bytes(std::as_bytes(std::span(bytes.data(), bytes.size()))));
    const ProgramText program = read_program(archive.model());
    for (const InputSpec& input : program.inputs)
      for (const slipway::HostTensor* tensor : {archive.weight(input.name), archive.constant(input.name)})
        for (size_t i = 0; tensor != nullptr && i < tensor->nbytes(); ++i) sum += tensor->data<uint8_t>()[i];
    for (const auto& [name, tensor] : program.graph.tensors)
      for (const SizeText& extent : tensor.sizes)
        if (!extent.expression.empty()) sum += static_cast<unsigned>(read_affine(extent.expression).factor);
  } catch (const slipway::Error&) {
  }
  volatile unsigned result = sum;
  (void)result;
  return 0;
}
