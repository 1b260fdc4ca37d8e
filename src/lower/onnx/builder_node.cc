// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// The part of Builder that reads the node which is being lowered.
#include <numeric>

#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {

using graph::SymInt;

Tensor Builder::input(std::string_view argument) { return tensor_of(node_->tensor(argument)); }

Tensor Builder::optional_input(std::string_view argument) {
  if (!node_->has(argument)) return {};
  const auto id = node_->optional_tensor(argument);
  return id ? tensor_of(*id) : Tensor{};
}

std::vector<Tensor> Builder::inputs(std::string_view argument) {
  std::vector<Tensor> result;
  for (graph::ValueId id : node_->tensors(argument)) result.push_back(id < 0 ? Tensor{} : tensor_of(id));
  return result;
}

const Shape& Builder::shape_of(std::string_view argument) const { return graph_.value(node_->tensor(argument)).shape; }
DType Builder::dtype_of(std::string_view argument) const { return graph_.value(node_->tensor(argument)).dtype; }

namespace {

[[noreturn]] void refuse_dynamic(std::string_view argument) {
  fail("its argument '{}' depends on the size of the input, and ONNX wants to know it beforehand", argument);
}

int64_t from_front(int64_t axis, int64_t rank) {
  const int64_t limit = std::max<int64_t>(rank, 1);
  if (axis < -limit || axis >= limit) throw InternalError(fmt::format("axis {} of a tensor with {} axes", axis, rank));
  return axis < 0 ? axis + limit : axis;
}

}  // namespace

int64_t Builder::integer(std::string_view argument) const {
  const SymInt& value = node_->sym(argument);
  if (!value.is_constant()) refuse_dynamic(argument);
  return value.constant();
}

std::vector<int64_t> Builder::integers(std::string_view argument) const {
  std::vector<int64_t> result;
  for (const SymInt& value : node_->syms(argument)) {
    if (!value.is_constant()) refuse_dynamic(argument);
    result.push_back(value.constant());
  }
  return result;
}

int64_t Builder::axis(std::string_view argument, std::string_view of) const {
  return from_front(integer(argument), rank_of(of));
}

std::vector<int64_t> Builder::axes(std::string_view argument, std::string_view of) const {
  const int64_t rank = rank_of(of);
  std::vector<int64_t> result;
  if (node_->has(argument)) {
    if (std::holds_alternative<SymInt>(node_->arg(argument))) return {from_front(integer(argument), rank)};
    for (int64_t axis : integers(argument)) result.push_back(from_front(axis, rank));
  }
  if (result.empty()) {
    result.resize(static_cast<size_t>(rank));
    std::iota(result.begin(), result.end(), int64_t{0});
  }
  return result;
}

Tensor Builder::scalar_argument(std::string_view argument, DType dtype) {
  const graph::Argument& value = node_->arg(argument);
  if (const auto* integer = std::get_if<SymInt>(&value)) return scalar(*integer, dtype);
  if (const auto* boolean = std::get_if<bool>(&value)) return scalar(*boolean ? 1.0 : 0.0, dtype);
  return scalar(node_->number(argument), dtype);
}

const Shape& Builder::out_shape(size_t index) const { return graph_.value(node_->outputs.at(index)).shape; }
DType Builder::out_dtype(size_t index) const { return graph_.value(node_->outputs.at(index)).dtype; }
void Builder::output(Tensor tensor, size_t index) { bind(node_->outputs.at(index), tensor); }
bool Builder::output_is_used(size_t index) const {
  return use_counts_.at(static_cast<size_t>(node_->outputs.at(index))) > 0;
}

bool is_floating(DType dtype) {
  return dtype == DType::kF32 || dtype == DType::kF64 || dtype == DType::kF16 || dtype == DType::kBF16;
}

DType promote(DType a, DType b) {
  if (a == b) return a;
  if (is_floating(a) != is_floating(b)) return is_floating(a) ? a : b;
  if (is_floating(a)) {
    if (a == DType::kF64 || b == DType::kF64) return DType::kF64;
    return DType::kF32;  // also what f16 and bf16 meet in
  }
  auto rank = [](DType dtype) {
    switch (dtype) {
      case DType::kBool:
        return 0;
      case DType::kU8:
      case DType::kI8:
        return 1;
      case DType::kI16:
        return 2;
      case DType::kI32:
        return 3;
      default:
        return 4;
    }
  };
  if (rank(a) == rank(b)) return DType::kI16;  // u8 with i8
  return rank(a) > rank(b) ? a : b;
}

}  // namespace slipway::lower::onnx
