// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <numeric>

#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {
namespace {

/// i64 ones in the shape of the scores, asked of themselves where it is dynamic.
Tensor ones_like(Builder& b, Tensor scores, const Shape& shape) {
  const bool fixed =
      std::all_of(shape.begin(), shape.end(), [](const graph::SymInt& size) { return size.is_constant(); });
  if (fixed) return b.filled(shape, 1, DType::kI64);
  return b.emit("ConstantOfShape", {b.emit_as(DType::kI64, "Shape", {scores})},
                {{"value", host_filled(1, DType::kI64, {1})}});
}

/// f32[B,C,P]: the scores of each class by itself, and below any threshold where a box is of another class, so that the
/// operator's own suppression within classes does it, exactly. (To move the boxes of each class apart, as PyTorch does,
/// would round their coordinates.)
Tensor scores_by_class(Builder& b, Tensor scores, const Shape& shape) {
  if (!b.has("labels")) return b.unsqueeze(scores, shape, {1});
  const int64_t classes = b.integer("num_classes");
  std::vector<int64_t> numbers(static_cast<size_t>(classes));
  std::iota(numbers.begin(), numbers.end(), int64_t{0});
  const Tensor each = b.constant(HostTensor::of<int64_t>(DType::kI64, {1, classes, 1}, numbers));
  const Tensor own = b.emit_as(DType::kBool, "Equal", {b.unsqueeze(b.input("labels"), shape, {1}), each});
  return b.where(own, b.unsqueeze(scores, shape, {1}), b.scalar(-1, DType::kF32));
}

/// Rows (batch, class, box) of the boxes that stay, turned into a mask: zeros are scattered into ones, then inverted.
/// The zeros are made of the rows themselves, so that their number is right even when it is zero. NonMaxSuppression
/// takes boxes by two opposite corners, in either order of the coordinates.
void lower_nms_mask(Builder& b) {
  const Shape& shape = b.shape_of("scores");
  const DType f32 = DType::kF32;
  const Tensor boxes = b.input_as("boxes", f32), scores = b.input_as("scores", f32);
  const double iou_threshold = b.node().number("iou_threshold");
  if (iou_threshold < 0 || iou_threshold > 1)
    fail("its iou_threshold is {}, which is not within 0 to 1", iou_threshold);
  const Tensor rows =
      b.emit_as(DType::kI64, "NonMaxSuppression",
                {boxes, scores_by_class(b, scores, shape), b.ints(std::vector<int64_t>{b.integer("max_output")}),
                 b.constant(host_filled(iou_threshold, f32, {1})),
                 b.constant(host_filled(b.node().number("score_threshold"), f32, {1}))});
  const Tensor places = b.emit("Gather", {rows, b.ints(std::vector<int64_t>{0, 2})}, {{"axis", int64_t{1}}});
  const Tensor of_class = b.emit("Gather", {rows, b.scalar(graph::SymInt(1), DType::kI64)}, {{"axis", int64_t{1}}});
  // Without labels the class is 0 already.
  const Tensor zeros = b.has("labels") ? b.emit("Sub", {of_class, of_class}) : of_class;
  const Tensor ones = ones_like(b, scores, shape);
  const Tensor dropped = b.emit("ScatterND", {ones, places, zeros});
  b.output(b.emit("Not", {b.cast(dropped, DType::kBool)}));
}

const RegisterLowering kNmsMask({"slipway::nms_mask"}, lower_nms_mask);

}  // namespace
}  // namespace slipway::lower::onnx
