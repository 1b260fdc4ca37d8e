// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// What every backend's shared library takes along of the interface: its default implementations.
#include "base/error.h"
#include "slipway/backend.h"

namespace slipway::backend {

std::unique_ptr<Session> Backend::open_memory(std::string_view, const SessionOptions&) const {
  fail("backend '{}' reads models from files only", name());
}

}  // namespace slipway::backend
