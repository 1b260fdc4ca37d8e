// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/error.h"
#include "checkpoint/bytes.h"
#include "checkpoint/safetensors.h"
#include "checkpoint/save.h"

/// Any bytes are either a checkpoint, which can be written again and is then the same, or an Error.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace slipway::checkpoint;
  const Bytes file = copy_bytes({reinterpret_cast<const std::byte*>(data), size});
  if (!looks_safetensors(file.data)) return 0;
  try {
    const Checkpoint checkpoint = read_safetensors(file);
    const std::string again = safetensors_text(checkpoint);
    const Checkpoint copy = load_from_memory(std::as_bytes(std::span(again.data(), again.size())), "again");
    if (copy.state_dict.size() != checkpoint.state_dict.size()) __builtin_trap();
    for (const NamedTensor& entry : checkpoint.state_dict) {
      const slipway::HostTensor* other = copy.find(entry.name);
      if (other == nullptr || other->describe() != entry.tensor.describe()) __builtin_trap();
      if (entry.tensor.nbytes() > 0 && std::memcmp(other->raw(), entry.tensor.raw(), other->nbytes()) != 0)
        __builtin_trap();
    }
  } catch (const slipway::Error&) {
  }
  return 0;
}
