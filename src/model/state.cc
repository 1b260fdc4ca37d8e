// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/state.h"

#include "base/strings.h"

namespace slipway::model {
namespace {

void collect(const torch::nn::Module& module, const std::string& prefix, std::vector<Entry>& entries) {
  for (const auto& item : module.named_parameters(/*recurse=*/false))
    entries.push_back({prefix + item.key(), item.value(), false});
  for (const auto& item : module.named_buffers(/*recurse=*/false))
    entries.push_back({prefix + item.key(), item.value(), true});
  for (const auto& item : module.named_children()) collect(*item.value(), prefix + item.key() + ".", entries);
}

at::ScalarType scalar_type(DType dtype) {
  switch (dtype) {
    case DType::kF32:
      return at::kFloat;
    case DType::kF64:
      return at::kDouble;
    case DType::kF16:
      return at::kHalf;
    case DType::kBF16:
      return at::kBFloat16;
    case DType::kI64:
      return at::kLong;
    case DType::kI32:
      return at::kInt;
    case DType::kI16:
      return at::kShort;
    case DType::kI8:
      return at::kChar;
    case DType::kU8:
      return at::kByte;
    case DType::kBool:
      return at::kBool;
  }
  throw InternalError("unknown dtype");
}

/// A tensor over the value's memory; the HostTensor in the deleter keeps it alive.
at::Tensor view_of(const HostTensor& value) {
  return at::from_blob(
      const_cast<void*>(value.raw()), value.shape(), [value](void*) {}, at::TensorOptions(scalar_type(value.dtype())));
}

bool aligned(const HostTensor& value) { return reinterpret_cast<uintptr_t>(value.raw()) % size_of(value.dtype()) == 0; }

bool shape_fits(const at::Tensor& tensor, const HostTensor& value) {
  if (tensor.dim() == 0) return value.numel() == 1;
  return tensor.sizes() == at::IntArrayRef(value.shape());
}

/// Unaligned memory must not be read element by element.
at::Tensor aligned_view_of(const HostTensor& value) {
  if (aligned(value)) return view_of(value);
  HostTensor copy(value.dtype(), value.shape());
  if (value.nbytes() > 0) __builtin_memcpy(copy.mutable_raw(), value.raw(), value.nbytes());
  return view_of(copy);
}

}  // namespace

std::vector<Entry> state_dict(const torch::nn::Module& module) {
  std::vector<Entry> entries;
  collect(module, "", entries);
  return entries;
}

LoadReport load_state(torch::nn::Module& module, const std::function<const HostTensor*(const std::string&)>& find) {
  LoadReport report;
  std::vector<std::pair<at::Tensor, const HostTensor*>> found;
  std::vector<std::string> problems;
  for (const Entry& entry : state_dict(module)) {
    require(!entry.tensor.is_meta(), "a network on the meta device has no memory to load values into");
    const HostTensor* value = find(entry.name);
    if (value == nullptr) {
      report.missing.push_back(entry.name);
    } else if (!shape_fits(entry.tensor, *value)) {
      problems.push_back(fmt::format("'{}' is {} in the checkpoint, {} in the model", entry.name, value->describe(),
                                     format_shape(entry.tensor.sizes().vec())));
    } else {
      found.emplace_back(entry.tensor, value);
    }
  }
  if (!problems.empty()) fail("weights of other shapes than the model's: {}", join(problems, "; "));
  for (auto& [tensor, value] : found) {
    const bool alias =
        aligned(*value) && scalar_type(value->dtype()) == tensor.scalar_type() && tensor.device().is_cpu();
    at::Tensor data = aligned_view_of(*value).reshape(tensor.sizes());
    if (!alias) data = data.to(tensor.options(), /*non_blocking=*/false, /*copy=*/true);
    tensor.set_data(data);
    ++(alias ? report.aliased : report.converted);
  }
  return report;
}

}  // namespace slipway::model
