// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Between LibTorch's tensors and those of the rest of Slipway.
#include <ATen/ATen.h>

#include <array>
#include <utility>

#include "capture/interpreter.h"

namespace slipway::capture {
namespace {

constexpr std::array<std::pair<DType, at::ScalarType>, 10> kTypes{{{DType::kF32, at::kFloat},
                                                                   {DType::kF64, at::kDouble},
                                                                   {DType::kF16, at::kHalf},
                                                                   {DType::kBF16, at::kBFloat16},
                                                                   {DType::kI64, at::kLong},
                                                                   {DType::kI32, at::kInt},
                                                                   {DType::kI16, at::kShort},
                                                                   {DType::kI8, at::kChar},
                                                                   {DType::kU8, at::kByte},
                                                                   {DType::kBool, at::kBool}}};

}  // namespace

DType dtype_of(at::ScalarType type) {
  for (const auto& [dtype, scalar_type] : kTypes)
    if (scalar_type == type) return dtype;
  fail("tensors of element type {} are not supported", c10::toString(type));
}

at::ScalarType scalar_type_of(DType dtype) {
  for (const auto& [known, scalar_type] : kTypes)
    if (known == dtype) return scalar_type;
  throw InternalError("unknown element type");
}

HostTensor to_host(const at::Tensor& tensor) {
  if (tensor.is_meta()) throw InternalError("a tensor on the meta device has no data");
  auto owner = std::make_shared<at::Tensor>(tensor.detach().to(at::kCPU).contiguous());
  const void* data = owner->data_ptr();
  std::vector<int64_t> shape = owner->sizes().vec();
  const DType dtype = dtype_of(owner->scalar_type());
  return HostTensor(dtype, std::move(shape), std::move(owner), data);
}

std::vector<HostTensor> to_host(const std::vector<at::Tensor>& tensors) {
  std::vector<HostTensor> result;
  for (const at::Tensor& tensor : tensors) result.push_back(to_host(tensor));
  return result;
}

at::Tensor from_host(const HostTensor& tensor) {
  const auto options = at::TensorOptions().dtype(scalar_type_of(tensor.dtype()));
  if (tensor.numel() == 0) return at::empty(tensor.shape(), options);
  // The deleter's copy of `tensor` keeps the memory alive.
  return at::from_blob(
      const_cast<void*>(tensor.raw()), tensor.shape(), [tensor](void*) {}, options);
}

}  // namespace slipway::capture
