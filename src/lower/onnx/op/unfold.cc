// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// F.unfold and F.fold.
#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {
namespace {

/// Height and width.
struct UnfoldWindow {
  std::vector<int64_t> kernel, dilation, padding, stride;
};

UnfoldWindow read_window(const Builder& b) {
  UnfoldWindow window{b.integers("kernel_size"), b.integers("dilation"), b.integers("padding"), b.integers("stride")};
  for (std::vector<int64_t>* values : {&window.kernel, &window.dilation, &window.padding, &window.stride})
    if (values->size() == 1) values->push_back(values->front());
  return window;
}

/// Windows side by side, which cover the image: f32[N,C,H,W] is cut into them by reshaping.
bool tiles(const Builder& b, const UnfoldWindow& window) {
  const Shape& shape = b.shape_of("self");
  const graph::SymInt area = shape[shape.size() - 2] * shape[shape.size() - 1];
  const std::vector<int64_t> one{1, 1}, none{0, 0};
  return window.kernel == window.stride && window.dilation == one && window.padding == none &&
         b.out_shape().back() * graph::SymInt(window.kernel[0] * window.kernel[1]) == area;
}

void lower_tiles(Builder& b, const UnfoldWindow& window) {
  Shape shape = b.shape_of("self");
  const size_t rank = shape.size();
  Shape cut(shape.begin(), shape.end() - 2);
  for (size_t i = 0; i < 2; ++i) {
    cut.push_back(shape[rank - 2 + i].divided_by(window.kernel[i]));
    cut.emplace_back(window.kernel[i]);
  }
  // [N,C,h,kh,w,kw] -> [N,C,kh,kw,h,w]
  std::vector<int64_t> permutation;
  Shape moved;
  for (const size_t axis : {rank - 1, rank + 1, rank - 2, rank}) permutation.push_back(static_cast<int64_t>(axis));
  for (size_t axis = rank - 2; axis > 0; --axis)
    permutation.insert(permutation.begin(), static_cast<int64_t>(axis - 1));
  for (const int64_t axis : permutation) moved.push_back(cut[static_cast<size_t>(axis)]);
  b.output(b.reshape(b.transpose(b.reshape(b.input("self"), shape, cut), permutation), moved, b.out_shape()));
}

/// Every place of the window is a slice of the image with the window's stride; kernel places of all channels one after
/// the other, then the channels in front.
void lower_unfold(Builder& b) {
  const UnfoldWindow window = read_window(b);
  if (tiles(b, window)) return lower_tiles(b, window);
  Shape shape = b.shape_of("self");
  const size_t rank = shape.size();
  Tensor x = b.input("self");
  if (window.padding[0] > 0 || window.padding[1] > 0) {
    std::vector<int64_t> pads(2 * rank, 0);
    for (size_t i = 0; i < 2; ++i) {
      pads[rank - 2 + i] = pads[2 * rank - 2 + i] = window.padding[i];
      shape[rank - 2 + i] = shape[rank - 2 + i] + graph::SymInt(2 * window.padding[i]);
    }
    x = b.emit("Pad", {x, b.ints(pads)}, {{"mode", std::string("constant")}});
  }
  const auto place = [&](Tensor from, size_t i, int64_t index) {
    const int64_t start = index * window.dilation[i];
    const int64_t rest = (window.kernel[i] - 1 - index) * window.dilation[i];
    return b.slice(from, {.axis = static_cast<int64_t>(rank - 2 + i),
                          .start = start,
                          .end = shape[rank - 2 + i] - graph::SymInt(rest),
                          .step = window.stride[i]});
  };
  std::vector<Tensor> places;
  for (int64_t row = 0; row < window.kernel[0]; ++row) {
    const Tensor rows = place(x, 0, row);
    for (int64_t column = 0; column < window.kernel[1]; ++column) places.push_back(place(rows, 1, column));
  }
  const auto channel_axis = static_cast<int64_t>(rank - 3);
  const int64_t count = window.kernel[0] * window.kernel[1];
  if (!b.shape_of("self")[rank - 3].is_constant()) fail("the number of its channels is dynamic");
  const int64_t channels = b.shape_of("self")[rank - 3].constant();
  const Tensor all = places.size() == 1 ? places[0] : b.emit("Concat", places, {{"axis", channel_axis}});
  // 0: as it is; the batch may be any.
  std::vector<int64_t> cut{count, channels, -1}, joined{count * channels, -1}, permutation{1, 0, 2};
  if (rank == 4) {
    cut.insert(cut.begin(), 0);
    joined.insert(joined.begin(), 0);
    permutation = {0, 2, 1, 3};
  }
  const Tensor apart = b.emit("Reshape", {all, b.ints(cut)});
  b.output(b.emit("Reshape", {b.emit("Transpose", {apart}, {{"perm", permutation}}), b.ints(joined)}));
}

void lower_fold(Builder& b) {
  const UnfoldWindow window = read_window(b);
  if (b.rank_of("self") != 3) fail("its input has {} axes, not 3", b.rank_of("self"));
  std::vector<int64_t> pads = window.padding;
  pads.insert(pads.end(), window.padding.begin(), window.padding.end());
  b.output(b.emit("Col2Im", {b.input("self"), b.ints(b.node().syms("output_size")), b.ints(window.kernel)},
                  {{"dilations", window.dilation}, {"pads", pads}, {"strides", window.stride}}));
}

const RegisterLowering kUnfold({"aten::im2col"}, lower_unfold);
const RegisterLowering kFold({"aten::col2im"}, lower_fold, 18);

}  // namespace
}  // namespace slipway::lower::onnx
