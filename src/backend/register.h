// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "slipway/backend.h"

namespace slipway::backend {

/// Makes a backend of a plugin known by its name; it comes with the plugin, not from a library of its own.
struct RegisterBackend {
  explicit RegisterBackend(std::shared_ptr<const Backend> backend);
};

}  // namespace slipway::backend
