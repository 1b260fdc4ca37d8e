// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "convert/torch_device.h"

#include <ATen/Context.h>
#include <torch/version.h>

#include "backend/device.h"
#include "base/error.h"
#include "base/strings.h"

namespace slipway::convert {

at::Device torch_device(const std::string& device) {
  // Backends have devices of other names, which LibTorch has not.
  const std::optional<int> index = starts_with(device, "cuda") ? backend::cuda_index(device) : std::nullopt;
  if (!index) return at::kCPU;
  std::string why = backend::missing_cuda_device(*index);
  if (why.empty() && !at::hasCUDA())
    why = fmt::format(
        "LibTorch {} here, with which PyTorch's side runs, is a build without CUDA; build Slipway with one that has it "
        "(-DCMAKE_PREFIX_PATH=), or leave --device out: the model's files run on any device",
        TORCH_VERSION);
  if (!why.empty()) throw Error(fmt::format("device '{}' is not available: {}", device, why), ErrorKind::kUnavailable);
  // f32 means f32, on both sides.
  at::globalContext().setAllowTF32CuBLAS(false);
  at::globalContext().setAllowTF32CuDNN(false);
  return {at::kCUDA, static_cast<c10::DeviceIndex>(*index)};
}

}  // namespace slipway::convert
