// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// The part of Builder that knows how an operator's form depends on the opset.
#include <limits>
#include <numeric>

#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {

using graph::SymInt;

namespace {

/// Filled tensors up to this size are constants; larger ones are made at run time.
constexpr int64_t kFilledConstantBytes = 1024;

bool all_constant(const Shape& shape) {
  return std::all_of(shape.begin(), shape.end(), [](const SymInt& size) { return size.is_constant(); });
}

std::vector<int64_t> constants_of(const Shape& shape) {
  std::vector<int64_t> result;
  for (const SymInt& size : shape) result.push_back(size.constant());
  return result;
}

/// In a reshape, ONNX's 0 stands for sizes[i].
bool is_copied(const Shape& from, const Shape& to, size_t i) { return i < from.size() && from[i] == to[i]; }
/// Neither a number nor a copy: must be computed, or be the one -1.
bool is_open(const Shape& from, const Shape& to, size_t i) { return !to[i].is_constant() && !is_copied(from, to, i); }

int64_t count_open(const Shape& from, const Shape& to) {
  int64_t count = 0;
  for (size_t i = 0; i < to.size(); ++i) count += is_open(from, to, i) ? 1 : 0;
  return count;
}

/// The same data under another shape.
HostTensor reshaped(const HostTensor& data, std::vector<int64_t> shape) {
  auto owner = std::make_shared<HostTensor>(data);
  const void* raw = data.raw();
  return HostTensor(data.dtype(), std::move(shape), std::move(owner), raw);
}

HostTensor permuted(const HostTensor& data, const std::vector<int64_t>& permutation) {
  const size_t rank = permutation.size();
  std::vector<int64_t> strides(rank, 1), shape(rank), steps(rank);
  for (size_t i = rank; i-- > 1;) strides[i - 1] = strides[i] * data.shape()[i];
  for (size_t i = 0; i < rank; ++i) {
    shape[i] = data.shape()[static_cast<size_t>(permutation[i])];
    steps[i] = strides[static_cast<size_t>(permutation[i])];
  }
  HostTensor result(data.dtype(), shape);
  const size_t size = size_of(data.dtype());
  auto* to = static_cast<char*>(result.mutable_raw());
  const auto* from = static_cast<const char*>(data.raw());
  std::vector<int64_t> index(rank, 0);
  for (int64_t i = 0, offset = 0; i < result.numel(); ++i, to += size) {
    std::copy_n(from + static_cast<size_t>(offset) * size, size, to);
    for (size_t axis = rank; axis-- > 0;) {
      offset += steps[axis];
      if (++index[axis] < shape[axis]) break;
      offset -= steps[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return result;
}

double element(const HostTensor& data, int64_t i) {
  switch (data.dtype()) {
    case DType::kF32:
      return data.data<float>()[i];
    case DType::kF64:
      return data.data<double>()[i];
    case DType::kI64:
      return static_cast<double>(data.data<int64_t>()[i]);
    case DType::kI32:
      return data.data<int32_t>()[i];
    default:
      return data.data<uint8_t>()[i];
  }
}

/// Small constants of the common types are converted here; null where the model has to do it.
std::optional<HostTensor> converted(const HostTensor& data, DType dtype) {
  auto common = [](DType type) {
    return type == DType::kF32 || type == DType::kF64 || type == DType::kI64 || type == DType::kI32 ||
           type == DType::kBool;
  };
  if (!common(data.dtype()) || !common(dtype) || data.nbytes() > static_cast<size_t>(kFilledConstantBytes))
    return std::nullopt;
  HostTensor result(dtype, data.shape());
  const size_t size = size_of(dtype);
  for (int64_t i = 0; i < data.numel(); ++i) {
    const HostTensor one = host_filled(element(data, i), dtype, {});
    std::copy_n(static_cast<const char*>(one.raw()), size,
                static_cast<char*>(result.mutable_raw()) + static_cast<size_t>(i) * size);
  }
  return result;
}

/// ONNX's TensorProto.DataType.
int64_t onnx_type(DType dtype) {
  switch (dtype) {
    case DType::kF32:
      return 1;
    case DType::kU8:
      return 2;
    case DType::kI8:
      return 3;
    case DType::kI16:
      return 5;
    case DType::kI32:
      return 6;
    case DType::kI64:
      return 7;
    case DType::kBool:
      return 9;
    case DType::kF16:
      return 10;
    case DType::kF64:
      return 11;
    case DType::kBF16:
      return 16;
  }
  throw InternalError("no ONNX type");
}

}  // namespace

Tensor Builder::cast(Tensor x, DType dtype) {
  if (!x || this->dtype(x) == dtype) return x;
  if (const HostTensor* data = constant_data(x))
    if (auto result = converted(*data, dtype)) return constant(*result);
  const Tensor result = emit_as(dtype, "Cast", {x}, {{"to", onnx_type(dtype)}});
  ir_.tensor(result).shape = ir_.tensor(x).shape;
  return result;
}

Builder::Reshaped Builder::start_of_reshape(Tensor x, const Shape& shape, const Shape& to) const {
  const auto chain = reshaped_.find(x.id);
  if (chain == reshaped_.end() ||
      count_open(chain->second.root_shape, to) > std::max<int64_t>(1, count_open(shape, to)))
    return {x, shape};
  return chain->second;
}

Tensor Builder::reshape(Tensor x, const Shape& shape, const Shape& to) {
  const auto [root, from] = start_of_reshape(x, shape, to);
  if (from == to) return root;
  if (const HostTensor* data = constant_data(root); data != nullptr && all_constant(to))
    return constant(reshaped(*data, constants_of(to)));
  // 0 copies the size at the same place, and one size may be left to ONNX as -1; only what is beyond that must be
  // computed.
  std::vector<SymInt> target;
  std::optional<size_t> last_open;
  for (size_t i = 0; i < to.size(); ++i) {
    if (to[i] == SymInt(0) && !is_copied(from, to, i)) fail("an empty tensor needs a reshape that ONNX cannot express");
    if (is_open(from, to, i)) last_open = i;
    target.push_back(is_copied(from, to, i) && !to[i].is_constant() ? SymInt(0) : to[i]);
  }
  if (last_open) target[*last_open] = -1;
  const Tensor result = emit("Reshape", {root, ints(target)});
  ir_.tensor(result).shape = to;
  reshaped_[result.id] = {root, from};
  return result;
}

/// Squeeze and Unsqueeze; as a reshape where that melts into the view before it.
Tensor Builder::change_rank(std::string_view type, Tensor x, const Shape& shape, const Shape& to,
                            const std::vector<int64_t>& axes) {
  if (axes.empty()) return x;
  const Reshaped start = start_of_reshape(x, shape, to);
  if (constant_data(x) != nullptr || (start.root != x && count_open(start.root_shape, to) <= 1))
    return reshape(x, shape, to);
  const Tensor result = opset() >= 13 ? emit(type, {x, ints(axes)}) : emit(type, {x}, {{"axes", axes}});
  ir_.tensor(result).shape = to;
  reshaped_[result.id] = {x, shape};
  return result;
}

Tensor Builder::squeeze(Tensor x, const Shape& shape, const std::vector<int64_t>& axes) {
  Shape to;
  for (size_t i = 0; i < shape.size(); ++i)
    if (std::find(axes.begin(), axes.end(), static_cast<int64_t>(i)) == axes.end()) to.push_back(shape[i]);
  return change_rank("Squeeze", x, shape, to, axes);
}

Tensor Builder::unsqueeze(Tensor x, const Shape& shape, const std::vector<int64_t>& axes) {
  Shape to = shape;
  for (int64_t axis : axes) to.insert(to.begin() + axis, SymInt(1));
  return change_rank("Unsqueeze", x, shape, to, axes);
}

Tensor Builder::transpose(Tensor x, std::vector<int64_t> permutation) {
  if (auto chain = transposed_.find(x.id); chain != transposed_.end()) {
    for (int64_t& axis : permutation) axis = chain->second.permutation[static_cast<size_t>(axis)];
    x = chain->second.root;
  }
  if (std::is_sorted(permutation.begin(), permutation.end())) return x;
  if (const HostTensor* data = constant_data(x)) return constant(permuted(*data, permutation));
  const Tensor result = emit("Transpose", {x}, {{"perm", permutation}});
  transposed_[result.id] = {x, permutation};
  return result;
}

Tensor Builder::expand(Tensor x, const Shape& shape, const Shape& to) {
  if (shape == to) return x;
  const size_t added = to.size() - shape.size();
  // A size of 1 leaves the tensor's own alone, which saves computing it.
  std::vector<SymInt> target;
  for (size_t i = 0; i < to.size(); ++i) target.push_back(i >= added && shape[i - added] == to[i] ? SymInt(1) : to[i]);
  return emit("Expand", {x, ints(target)});
}

Tensor Builder::slice(Tensor x, const SliceSpec& spec) {
  std::vector<SliceSpec> specs{spec};
  if (auto chain = sliced_.find(x.id); chain != sliced_.end()) {
    const auto& inner = chain->second.specs;
    if (std::none_of(inner.begin(), inner.end(), [&](const SliceSpec& other) { return other.axis == spec.axis; })) {
      specs.insert(specs.begin(), inner.begin(), inner.end());
      x = chain->second.root;
    }
  }
  std::vector<SymInt> starts, ends;
  std::vector<int64_t> axes, steps;
  for (const SliceSpec& part : specs) {
    starts.push_back(part.start);
    ends.push_back(part.end);
    axes.push_back(part.axis);
    steps.push_back(part.step);
  }
  const bool dense = std::all_of(steps.begin(), steps.end(), [](int64_t step) { return step == 1; });
  const Tensor result = emit("Slice", {x, ints(starts), ints(ends), ints(axes), dense ? Tensor{} : ints(steps)});
  sliced_[result.id] = {x, specs};
  return result;
}

Tensor Builder::reduce(std::string_view type, Tensor x, const std::vector<int64_t>& axes, bool keep) {
  if (axes.empty()) return x;
  const int64_t keepdims = keep ? 1 : 0;
  if (opset() >= (type == "ReduceSum" ? 13 : 18)) return emit(type, {x, ints(axes)}, {{"keepdims", keepdims}});
  return emit(type, {x}, {{"axes", axes}, {"keepdims", keepdims}});
}

std::vector<Tensor> Builder::split(Tensor x, const std::vector<int64_t>& sizes, int64_t axis) {
  const std::vector<DType> dtypes(sizes.size(), dtype(x));
  if (opset() >= 13) return emit_many("Split", {x, ints(sizes)}, {{"axis", axis}}, dtypes);
  return emit_many("Split", {x}, {{"axis", axis}, {"split", sizes}}, dtypes);
}

Tensor Builder::softmax(std::string_view type, Tensor x, int64_t axis, int64_t rank) {
  // Before opset 13 everything from `axis` on is one axis, which for the last one comes to the same.
  if (opset() >= 13 || axis == rank - 1) return emit(type, {x}, {{"axis", axis}});
  std::vector<int64_t> permutation(static_cast<size_t>(rank));
  std::iota(permutation.begin(), permutation.end(), int64_t{0});
  std::swap(permutation[static_cast<size_t>(axis)], permutation.back());
  return transpose(emit(type, {transpose(x, permutation)}, {{"axis", rank - 1}}), permutation);
}

Tensor Builder::extremum(std::string_view type, std::string_view compare, Tensor a, Tensor b) {
  if (opset() >= 12 || is_floating(dtype(a))) return emit(type, {a, b});
  return where(emit_as(DType::kBool, compare, {a, b}), a, b);
}

Tensor Builder::where(Tensor condition, Tensor x, Tensor y) {
  if (dtype(x) != DType::kBool) return emit_as(dtype(x), "Where", {condition, x, y});
  return emit("Or", {emit("And", {condition, x}), emit("And", {emit("Not", {condition}), y})});
}

Tensor Builder::clip(Tensor x, Tensor low, Tensor high) {
  if (is_floating(dtype(x))) return emit("Clip", {x, low, high});
  if (low) x = maximum(x, low);
  return high ? minimum(x, high) : x;
}

Tensor Builder::filled(const Shape& shape, double value, DType dtype) {
  if (all_constant(shape)) {
    int64_t bytes = static_cast<int64_t>(size_of(dtype));
    for (const SymInt& size : shape) bytes *= size.constant();
    if (bytes <= kFilledConstantBytes) return cast(constant(host_filled(value, dtype, constants_of(shape))), dtype);
  }
  const HostTensor element = host_filled(value, dtype, {1});
  return cast(emit_as(element.dtype(), "ConstantOfShape", {ints(shape)}, {{"value", element}}), dtype);
}

Tensor Builder::times(Tensor a, double value) { return value == 1 ? a : emit("Mul", {a, scalar(value, dtype(a))}); }

}  // namespace slipway::lower::onnx
