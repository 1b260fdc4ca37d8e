// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "base/tensor.h"
#include "checkpoint/bytes.h"
#include "checkpoint/pickle.h"

namespace slipway::checkpoint {

/// A `torch.FloatStorage` and the like, as a pickle refers to it.
struct StorageType {
  std::string_view name;  ///< "FloatStorage"; "UntypedStorage" has bytes
  size_t element_size;    ///< 0: unknown
  bool known_dtype;       ///< dtype is one of HostTensor's
  DType dtype;
};
/// By dotted name ("torch.FloatStorage", "torch.cuda.HalfStorage"); nullptr for another class.
const StorageType* find_storage_type(std::string_view dotted_name);

/// Where the bytes of tensors lie.
struct TensorSource {
  /// Keeps them alive.
  std::shared_ptr<const void> owner;
  /// All bytes of a storage; Error where they are missing.
  std::function<ByteSpan(const Pickle& pickle, Pickle::Ref storage)> storage;
  bool big_endian = false;
  /// Bytes that may be copied for tensors which do not lie contiguous and aligned in the file.
  uint64_t copy_budget = 0;
};

/// What a file of that many bytes may have copied of it. Strided and shared tensors become row-major copies: a model's
/// are never much larger than its file, a hostile file's are.
constexpr uint64_t copy_budget(uint64_t file_bytes) { return (uint64_t{64} << 20) + 4 * file_bytes; }

/// Makes tensors of the calls by which a pickle describes them.
class TensorReader {
 public:
  TensorReader(const Pickle& pickle, TensorSource source) : pickle_(pickle), source_(std::move(source)) {}

  /// Whether this value is a tensor, of a supported sort or not.
  bool is_tensor(Pickle::Ref ref) const;
  /// The tensor, row-major. Error (which names neither file nor tensor) for unsupported sorts and for what the file
  /// does not hold.
  HostTensor read(Pickle::Ref ref);

 private:
  struct Layout;
  Layout layout(Pickle::Ref ref) const;
  bool is_negative(Pickle::Ref metadata, DType dtype) const;
  std::vector<int64_t> sizes(Pickle::Ref ref, const char* what) const;

  const Pickle& pickle_;
  TensorSource source_;
};

}  // namespace slipway::checkpoint
