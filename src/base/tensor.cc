// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "base/tensor.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

#include <fmt/ranges.h>
#include "base/error.h"

namespace slipway {
namespace {

struct DTypeInfo {
  DType dtype;
  std::string_view name;
  size_t size;
};
constexpr std::array<DTypeInfo, 10> kDTypes{{{DType::kF32, "f32", 4},
                                             {DType::kF64, "f64", 8},
                                             {DType::kF16, "f16", 2},
                                             {DType::kBF16, "bf16", 2},
                                             {DType::kI64, "i64", 8},
                                             {DType::kI32, "i32", 4},
                                             {DType::kI16, "i16", 2},
                                             {DType::kI8, "i8", 1},
                                             {DType::kU8, "u8", 1},
                                             {DType::kBool, "bool", 1}}};

}  // namespace

size_t size_of(DType dtype) { return kDTypes.at(static_cast<size_t>(dtype)).size; }
std::string_view name_of(DType dtype) { return kDTypes.at(static_cast<size_t>(dtype)).name; }

DType dtype_from_name(std::string_view name) {
  for (const DTypeInfo& info : kDTypes)
    if (info.name == name) return info.dtype;
  fail("unknown element type '{}'", name);
}

HostTensor::HostTensor(DType dtype, std::vector<int64_t> shape) : dtype_(dtype), shape_(std::move(shape)) {
  const size_t bytes = std::max<size_t>(nbytes(), 1);
  void* memory = std::calloc(bytes, 1);
  if (memory == nullptr) throw std::bad_alloc();
  owner_ = std::shared_ptr<const void>(memory, [](const void* p) { std::free(const_cast<void*>(p)); });
  data_ = memory;
}

HostTensor::HostTensor(DType dtype, std::vector<int64_t> shape, std::shared_ptr<const void> owner, const void* data)
    : dtype_(dtype), shape_(std::move(shape)), owner_(std::move(owner)), data_(data) {}

int64_t HostTensor::numel() const {
  int64_t count = 1;
  for (int64_t size : shape_) count *= size;
  return count;
}

HostTensor HostTensor::copy(DType dtype, std::vector<int64_t> shape, const void* values, size_t count,
                            size_t value_size) {
  const HostTensor wanted(dtype, shape, nullptr, nullptr);
  if (value_size != size_of(dtype) || static_cast<int64_t>(count) != wanted.numel())
    throw InternalError(fmt::format("{} values of {} bytes each cannot be a tensor {}, which has {} of {}", count,
                                    value_size, wanted.describe(), wanted.numel(), size_of(dtype)));
  HostTensor tensor(dtype, std::move(shape));
  if (count > 0) std::memcpy(tensor.mutable_raw(), values, tensor.nbytes());
  return tensor;
}

std::string HostTensor::describe() const { return std::string(name_of(dtype_)) + format_shape(shape_); }

std::string format_shape(const std::vector<int64_t>& shape) { return fmt::format("[{}]", fmt::join(shape, ",")); }

}  // namespace slipway
