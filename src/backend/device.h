// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

namespace slipway::backend {

/// The number of a CUDA device: 0 for "cuda" and "cuda:0", 3 for "cuda:3"; none for "cpu".
/// Errors: slipway::Error for any other text.
std::optional<int> cuda_index(const std::string& device);

/// Why this machine has no CUDA device of that number ("no NVIDIA driver is installed ..."), and what to do; "" where
/// it has. Asks the driver, which is loaded for it; needs nothing else of CUDA.
std::string missing_cuda_device(int index);

}  // namespace slipway::backend
