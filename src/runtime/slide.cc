// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/slide.h"

#include <algorithm>
#include <cstring>

#include "base/error.h"

namespace slipway::runtime {
namespace {

struct Corner {
  int64_t y, x;
};

int64_t window_count(int64_t length, int64_t crop, int64_t stride) {
  return std::max<int64_t>(length - crop + stride - 1, 0) / stride + 1;
}

std::vector<Corner> corners(const Slide& slide, int64_t height, int64_t width) {
  std::vector<Corner> result;
  const auto start = [](int64_t number, int64_t length, int64_t crop, int64_t stride) {
    return std::max<int64_t>(std::min(number * stride + crop, length) - crop, 0);
  };
  for (int64_t row = 0; row < window_count(height, slide.crop[0], slide.stride[0]); ++row)
    for (int64_t column = 0; column < window_count(width, slide.crop[1], slide.stride[1]); ++column)
      result.push_back(
          {start(row, height, slide.crop[0], slide.stride[0]), start(column, width, slide.crop[1], slide.stride[1])});
  return result;
}

/// Windows of all images of the batch, one corner after the other: f32[corners*B,C,h,w].
HostTensor cut(const HostTensor& input, const std::vector<Corner>& at, const std::array<int64_t, 2>& size) {
  const int64_t planes = input.dim(0) * input.dim(1), height = input.dim(2), width = input.dim(3);
  HostTensor windows(DType::kF32, {static_cast<int64_t>(at.size()) * input.dim(0), input.dim(1), size[0], size[1]});
  auto* to = static_cast<float*>(windows.mutable_raw());
  const float* from = input.data<float>();
  for (const Corner& corner : at)
    for (int64_t plane = 0; plane < planes; ++plane)
      for (int64_t y = 0; y < size[0]; ++y, to += size[1])
        std::copy_n(from + (plane * height + corner.y + y) * width + corner.x, size[1], to);
  return windows;
}

}  // namespace

std::array<int64_t, 2> window_size(const Slide& slide, int64_t height, int64_t width) {
  return {std::min(slide.crop[0], height), std::min(slide.crop[1], width)};
}

HostTensor first_window(const Slide& slide, const HostTensor& input) {
  return cut(input, {{0, 0}}, window_size(slide, input.dim(2), input.dim(3)));
}

std::vector<HostTensor> run_in_windows(const Slide& slide, const HostTensor& input,
                                       const std::function<std::vector<HostTensor>(const HostTensor&)>& run,
                                       size_t most, bool fixed) {
  const int64_t batch = input.dim(0), height = input.dim(2), width = input.dim(3);
  const std::array<int64_t, 2> size = window_size(slide, height, width);
  const std::vector<Corner> all = corners(slide, height, width);
  const size_t at_once = fixed ? 1 : std::max<size_t>(1, most / static_cast<size_t>(std::max<int64_t>(1, batch)));
  std::vector<float> counts(static_cast<size_t>(height * width), 0);
  HostTensor sums;
  int64_t classes = 0;
  for (size_t first = 0; first < all.size(); first += at_once) {
    const std::vector<Corner> some(all.begin() + static_cast<std::ptrdiff_t>(first),
                                   all.begin() + static_cast<std::ptrdiff_t>(std::min(first + at_once, all.size())));
    const std::vector<HostTensor> outputs = run(cut(input, some, size));
    const bool good = outputs.size() == 1 && outputs[0].dtype() == DType::kF32 && outputs[0].shape().size() == 4 &&
                      outputs[0].dim(0) == static_cast<int64_t>(some.size()) * batch && outputs[0].dim(2) == size[0] &&
                      outputs[0].dim(3) == size[1];
    if (!good)
      fail("a network that is used in windows must give scores f32[B,C,{},{}] of them, not {}", size[0], size[1],
           outputs.empty() ? "nothing" : outputs[0].describe());
    if (classes == 0) {
      classes = outputs[0].dim(1);
      sums = HostTensor(DType::kF32, {batch, classes, height, width});
      std::memset(sums.mutable_raw(), 0, sums.nbytes());
    }
    const float* from = outputs[0].data<float>();
    auto* to = static_cast<float*>(sums.mutable_raw());
    for (const Corner& corner : some) {
      for (int64_t plane = 0; plane < batch * classes; ++plane)
        for (int64_t y = 0; y < size[0]; ++y, from += size[1]) {
          float* row = to + (plane * height + corner.y + y) * width + corner.x;
          for (int64_t x = 0; x < size[1]; ++x) row[x] += from[x];
        }
      for (int64_t y = 0; y < size[0]; ++y)
        for (int64_t x = 0; x < size[1]; ++x) ++counts[static_cast<size_t>((corner.y + y) * width + corner.x + x)];
    }
  }
  auto* values = static_cast<float*>(sums.mutable_raw());
  for (int64_t plane = 0; plane < batch * classes; ++plane)
    for (size_t i = 0; i < counts.size(); ++i) values[static_cast<size_t>(plane) * counts.size() + i] /= counts[i];
  return {std::move(sums)};
}

}  // namespace slipway::runtime
