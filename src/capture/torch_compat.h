// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/version.h>

#include <optional>

#if TORCH_VERSION_MAJOR < 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR < 5)
#include <c10/util/Optional.h>
#endif

namespace slipway::capture {

/// The optional of LibTorch's own interfaces: its own class at first, the standard's later.
#if TORCH_VERSION_MAJOR < 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR < 5)
template <typename T>
using TorchOptional = c10::optional<T>;
#else
template <typename T>
using TorchOptional = std::optional<T>;
#endif

}  // namespace slipway::capture
