// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/checkpoint.h"

namespace slipway::checkpoint {

const HostTensor* Checkpoint::find(std::string_view name) const {
  for (const NamedTensor& entry : state_dict)
    if (entry.name == name) return &entry.tensor;
  return nullptr;
}

}  // namespace slipway::checkpoint
