// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// What every backend's shared library takes along of the interface: its default implementations.
#include "backend/device.h"
#include "base/error.h"
#include "slipway/backend.h"

namespace slipway::backend {

bool TensorInfo::takes(const std::vector<int64_t>& sizes) const {
  if (sizes.size() != shape.size()) return false;
  for (size_t axis = 0; axis < sizes.size(); ++axis) {
    if (shape[axis] >= 0 && sizes[axis] != shape[axis]) return false;
    if (axis < min_shape.size() && sizes[axis] < min_shape[axis]) return false;
    if (axis < max_shape.size() && sizes[axis] > max_shape[axis]) return false;
  }
  return true;
}

int64_t TensorInfo::max_batch() const {
  if (shape.empty()) return 0;
  if (shape[0] > 0) return shape[0];
  return max_shape.empty() ? 0 : max_shape[0];
}

std::vector<ConfigProblem> Backend::check_config(const std::string&) const { return {}; }

void Backend::check_device(const std::string& device) const {
  if (cuda_index(device))
    throw Error(fmt::format("device '{}' is not available: the backend '{}' has no CUDA; use 'cpu'", device, name()),
                ErrorKind::kUnavailable);
}

std::unique_ptr<Session> Backend::open_memory(std::string_view, const SessionOptions&) const {
  fail("backend '{}' reads models from files only", name());
}

}  // namespace slipway::backend
