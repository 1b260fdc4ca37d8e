// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <numeric>

#include "lower/onnx/op/window.h"

namespace slipway::lower::onnx {
namespace {

using graph::SymInt;

struct Form {
  const char* global;
  const char* windowed;
  const char* reduced;
  bool matrices = false;  ///< cells of several sizes are products with matrices
};

/// f32[out,in] that averages an axis: row o has equal parts from floor(o·in/out) up to, without, ceil((o+1)·in/out),
/// which is how ATen shares an axis among cells.
Tensor averages(Builder& b, const SymInt& in, int64_t out) {
  std::vector<int64_t> cells(static_cast<size_t>(out));
  std::iota(cells.begin(), cells.end(), int64_t{0});
  if (in.is_constant()) {
    const int64_t size = in.constant();
    std::vector<float> parts(static_cast<size_t>(out * size), 0);
    for (int64_t cell : cells) {
      const int64_t start = cell * size / out, end = ((cell + 1) * size + out - 1) / out;
      for (int64_t i = start; i < end; ++i)
        parts[static_cast<size_t>(cell * size + i)] = 1.0F / static_cast<float>(end - start);
    }
    return b.constant(HostTensor::of<float>(DType::kF32, {out, size}, parts));
  }
  const Tensor cell = b.constant(HostTensor::of<int64_t>(DType::kI64, {out, 1}, cells));
  const Tensor size = b.dim(in), one = b.dim(1), count = b.dim(out);
  const Tensor start = b.emit("Div", {b.emit("Mul", {cell, size}), count});
  const Tensor next = b.emit("Add", {cell, one});
  const Tensor end = b.emit("Div", {b.emit("Add", {b.emit("Mul", {next, size}), b.dim(out - 1)}), count});
  const Tensor place =
      b.emit("Range", {b.scalar(SymInt(0), DType::kI64), b.scalar(in, DType::kI64), b.scalar(SymInt(1), DType::kI64)});
  const Tensor before = b.emit_as(DType::kBool, "Less", {place, start});
  const Tensor upto = b.emit_as(DType::kBool, "Less", {place, end});
  const Tensor inside = b.emit("And", {b.emit("Not", {before}), upto});
  return b.emit("Div", {b.cast(inside, DType::kF32), b.cast(b.emit("Sub", {end, start}), DType::kF32)});
}

/// Cells that are no windows of one size: two products with matrices.
void lower_by_matrices(Builder& b) {
  const Shape& in = b.shape_of("self");
  const size_t rank = in.size();
  for (size_t i = rank - 2; i < rank; ++i)
    if (!b.out_shape()[i].is_constant())
      fail("its output size {} depends on the input's", b.out_shape()[i].text(b.graph().axis_names()));
  const DType dtype = b.dtype_of("self");
  const auto matrix = [&](size_t axis) {
    return b.transpose(b.cast(averages(b, in[axis], b.out_shape()[axis].constant()), dtype), {1, 0});
  };
  std::vector<int64_t> swapped(rank);
  std::iota(swapped.begin(), swapped.end(), int64_t{0});
  std::swap(swapped[rank - 2], swapped[rank - 1]);
  // Both from the right, as a linear layer does it: one product for all channels, and pnnx knows no other.
  const Tensor columns = b.emit("MatMul", {b.input("self"), matrix(rank - 1)});
  b.output(b.transpose(b.emit("MatMul", {b.transpose(columns, swapped), matrix(rank - 2)}), swapped));
}

/// One cell: the whole; a divisor of the input's size: windows side by side; one cell on some axes only: a reduction
/// over those.
void lower_adaptive(Builder& b, const Form& form, size_t axes) {
  const Shape& in = b.shape_of("self");
  const Shape& out = b.out_shape();
  std::vector<int64_t> kernel, reduced;
  bool whole = true, same = true, windows = true, cells = false;
  for (size_t i = in.size() - axes; i < in.size(); ++i) {
    whole = whole && out[i] == SymInt(1);
    same = same && out[i] == in[i];
    cells = cells || (out[i] != SymInt(1) && out[i] != in[i]);
    if (out[i] == SymInt(1)) reduced.push_back(static_cast<int64_t>(i));
    if (in[i].is_constant() && out[i].is_constant() && in[i].constant() % out[i].constant() == 0)
      kernel.push_back(in[i].constant() / out[i].constant());
    else if (in[i] == out[i])
      kernel.push_back(1);
    else
      windows = false;
  }
  if (same) return b.output(b.input("self"));
  if (whole) return with_batch(b, "self", axes, [&](Tensor x) { return b.emit(form.global, {x}); });
  if (windows)
    return with_batch(b, "self", axes, [&](Tensor x) {
      return b.emit(form.windowed, {x}, {{"kernel_shape", kernel}, {"strides", kernel}});
    });
  if (cells && form.matrices && axes == 2) return lower_by_matrices(b);
  // The axes that are neither 1 nor unchanged could not be windows.
  for (size_t i = in.size() - axes; i < in.size(); ++i)
    if (out[i] != SymInt(1) && out[i] != in[i])
      fail("its output size {} is neither 1 nor a divisor of the input's {}", out[i].text(b.graph().axis_names()),
           in[i].text(b.graph().axis_names()));
  b.output(b.reduce(form.reduced, b.input("self"), reduced, true));
}

constexpr Form kAverage{"GlobalAveragePool", "AveragePool", "ReduceMean", true};
constexpr Form kAdaptiveMaximum{"GlobalMaxPool", "MaxPool", "ReduceMax"};

void lower_average_1d(Builder& b) { lower_adaptive(b, kAverage, 1); }
void lower_average_2d(Builder& b) { lower_adaptive(b, kAverage, 2); }

/// So many numbers ONNX Runtime's pools may add up; their mean is off by some 1e-6 of their size then.
constexpr int64_t kMostInPool = 1024;

/// ONNX Runtime's pools add numbers one after the other: seen of 160x160, the mean was off by 1.8e-4 of the mean size,
/// a thousand times what PyTorch's is. The mean of the rows' means is exact to 2e-7, and takes the same time.
void lower_average_2d_for_onnxruntime(Builder& b) {
  const Shape& in = b.shape_of("self");
  const SymInt& height = in[in.size() - 2];
  const SymInt& width = in[in.size() - 1];
  const Shape& out = b.out_shape();
  const bool whole = out[out.size() - 2] == SymInt(1) && out[out.size() - 1] == SymInt(1);
  const bool few = height.is_constant() && width.is_constant() && height.constant() * width.constant() <= kMostInPool;
  if (!whole || few) return lower_average_2d(b);
  const auto axis = static_cast<int64_t>(in.size()) - 1;
  b.output(b.reduce("ReduceMean", b.reduce("ReduceMean", b.input("self"), {axis}, true), {axis - 1}, true));
}

void lower_adaptive_maximum(Builder& b, size_t axes) {
  if (b.out_count() > 1 && b.output_is_used(1))
    fail("the places of its maxima are used, and ONNX counts them in another way");
  lower_adaptive(b, kAdaptiveMaximum, axes);
}
void lower_maximum_1d(Builder& b) { lower_adaptive_maximum(b, 1); }
void lower_maximum_2d(Builder& b) { lower_adaptive_maximum(b, 2); }

const RegisterLowering kAverage1d({"aten::adaptive_avg_pool1d"}, lower_average_1d);
const RegisterLowering kAverage2d({"aten::adaptive_avg_pool2d", "aten::_adaptive_avg_pool2d"}, lower_average_2d);
const RegisterLowering kAverageForOnnxRuntime({"aten::adaptive_avg_pool2d", "aten::_adaptive_avg_pool2d"},
                                              lower_average_2d_for_onnxruntime, kMinOpset, "onnxruntime");
const RegisterLowering kMaximum1d({"aten::adaptive_max_pool1d"}, lower_maximum_1d);
const RegisterLowering kMaximum2d({"aten::adaptive_max_pool2d"}, lower_maximum_2d);

}  // namespace
}  // namespace slipway::lower::onnx
