// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/layer/parameter.h"

#include <cstdlib>
#include <new>

namespace slipway::model {

at::Tensor zeros(at::IntArrayRef shape, const BuildContext& context) {
  if (!context.device.is_cpu()) return at::zeros(shape, context.options());
  size_t count = 1;
  for (int64_t size : shape) count *= static_cast<size_t>(size);
  void* memory = std::calloc(count > 0 ? count : 1, sizeof(float));
  if (memory == nullptr) throw std::bad_alloc();
  return at::from_blob(
      memory, shape, [](void* p) { std::free(p); }, context.options());
}

}  // namespace slipway::model
