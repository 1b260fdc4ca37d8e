// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <c10/core/Device.h>

#include <string>

namespace slipway::convert {

/// Where PyTorch's side of a comparison runs: the CUDA device for "cuda:N", else the CPU.
/// Errors: slipway::Error of kind kUnavailable where LibTorch cannot use that device.
at::Device torch_device(const std::string& device);

}  // namespace slipway::convert
