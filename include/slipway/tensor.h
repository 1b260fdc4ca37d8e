// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace slipway {

/// Element types that checkpoints, graphs and backends share. Names follow the short forms of the text form ("f32").
enum class DType { kF32, kF64, kF16, kBF16, kI64, kI32, kI16, kI8, kU8, kBool };

size_t size_of(DType dtype);                   ///< bytes of one element
std::string_view name_of(DType dtype);         ///< "f32", "i64", "bool", ...
DType dtype_from_name(std::string_view name);  ///< inverse of name_of; Error for an unknown name

/// A dense row-major tensor in host memory, without LibTorch. Copies share the data (like a reference); the bytes live
/// as long as any copy does. Reading from several threads is safe.
class HostTensor {
 public:
  HostTensor() = default;
  /// Allocates zeroed memory.
  HostTensor(DType dtype, std::vector<int64_t> shape);
  /// Refers to `data` (row-major, contiguous) that `owner` keeps alive; nothing is copied.
  HostTensor(DType dtype, std::vector<int64_t> shape, std::shared_ptr<const void> owner, const void* data);

  /// Copies `values`, row-major. Errors: InternalError where their number is not the shape's, or their size in bytes
  /// not the element type's.
  template <typename T>
  static HostTensor of(DType dtype, std::vector<int64_t> shape, const std::vector<T>& values) {
    return copy(dtype, std::move(shape), values.data(), values.size(), sizeof(T));
  }

  bool defined() const { return data_ != nullptr || numel() == 0; }
  DType dtype() const { return dtype_; }
  const std::vector<int64_t>& shape() const { return shape_; }
  int64_t dim(size_t axis) const { return shape_.at(axis); }
  int64_t numel() const;
  size_t nbytes() const { return static_cast<size_t>(numel()) * size_of(dtype_); }
  const void* raw() const { return data_; }
  /// Writable memory; only for a tensor that was allocated here and is not shared yet.
  void* mutable_raw() { return const_cast<void*>(data_); }
  template <typename T>
  const T* data() const {
    return static_cast<const T*>(data_);
  }
  template <typename T>
  T* mutable_data() {
    return static_cast<T*>(mutable_raw());
  }

  /// "f32[1,3,640,640]"
  std::string describe() const;

 private:
  static HostTensor copy(DType dtype, std::vector<int64_t> shape, const void* values, size_t count, size_t value_size);

  DType dtype_ = DType::kF32;
  std::vector<int64_t> shape_{0};
  std::shared_ptr<const void> owner_;
  const void* data_ = nullptr;
};

/// "[1,3,640,640]"
std::string format_shape(const std::vector<int64_t>& shape);

}  // namespace slipway
