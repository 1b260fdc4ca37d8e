// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Pillow resizes rows first, then columns, and rounds to 8 bits after each of the two passes. A pass computes, for each
// pixel of its result, a weighted sum of neighbouring pixels in integers: weights have 22 bits after the binary point,
// which leaves 2 bits for weights that overshoot and 8 for the pixels. The order of every floating-point operation that
// makes the weights is Pillow's; another order would move a weight by one unit and, now and then, a pixel by one.
// Pillow 13 turns the order of the passes round for images whose height shrinks much more than their width, and then
// gives pixels that differ by one from those of all versions before; the models were trained with those before.
#include "runtime/transform/pillow_resize.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <utility>
#include <vector>

#include "base/error.h"

namespace slipway::runtime {
namespace {

constexpr int kWeightBits = 22;
constexpr int kHalf = 1 << (kWeightBits - 1);
constexpr int kChannels = 3;

double box(double x) { return x > -0.5 && x <= 0.5 ? 1.0 : 0.0; }

double triangle(double x) {
  x = std::abs(x);
  return x < 1.0 ? 1.0 - x : 0.0;
}

double hamming(double x) {
  x = std::abs(x);
  if (x == 0.0) return 1.0;
  if (x >= 1.0) return 0.0;
  x = x * std::numbers::pi;
  // Pillow's two constants are floats, the rest is in doubles.
  return std::sin(x) / x * (0.54F + 0.46F * std::cos(x));
}

/// Keys' cubic with a = -0.5.
double cubic(double x) {
  constexpr double kA = -0.5;
  x = std::abs(x);
  if (x < 1.0) return ((kA + 2.0) * x - (kA + 3.0)) * x * x + 1;
  if (x < 2.0) return (((x - 5) * x + 8) * x - 4) * kA;
  return 0.0;
}

double sinc(double x) {
  if (x == 0.0) return 1.0;
  x = x * std::numbers::pi;
  return std::sin(x) / x;
}

/// Three lobes.
double lanczos(double x) { return -3.0 <= x && x < 3.0 ? sinc(x) * sinc(x / 3) : 0.0; }

struct Kernel {
  double (*weight)(double);
  double support;  // the weight is 0 beyond it
};

Kernel kernel_of(PillowFilter filter) {
  switch (filter) {
    case PillowFilter::kBox:
      return {box, 0.5};
    case PillowFilter::kBilinear:
      return {triangle, 1.0};
    case PillowFilter::kHamming:
      return {hamming, 1.0};
    case PillowFilter::kBicubic:
      return {cubic, 2.0};
    case PillowFilter::kLanczos:
      return {lanczos, 3.0};
    case PillowFilter::kNearest:
      break;
  }
  throw InternalError("this filter has no kernel");
}

/// Which pixels of the source make one pixel of the result, and what they weigh.
struct Taps {
  int first = 0;
  int count = 0;
  size_t weights = 0;  // index of the first one
};

struct Axis {
  std::vector<Taps> taps;  // one per pixel of the result
  std::vector<int32_t> weights;
};

int32_t fixed_point(double weight) {
  // Halves go away from zero.
  const double scaled = weight * (1 << kWeightBits);
  return static_cast<int32_t>(weight < 0 ? -0.5 + scaled : 0.5 + scaled);
}

Axis make_axis(int source, int target, const Kernel& kernel) {
  const double scale = static_cast<double>(source) / target;
  const double widening = std::max(scale, 1.0);
  const double support = kernel.support * widening;
  const double narrowing = 1.0 / widening;
  Axis axis;
  axis.taps.reserve(static_cast<size_t>(target));
  std::vector<double> exact;
  for (int i = 0; i < target; ++i) {
    const double center = (i + 0.5) * scale;
    Taps taps;
    // Truncation towards zero, as C converts; only then the clamp.
    taps.first = std::max(0, static_cast<int>(center - support + 0.5));
    taps.count = std::min(source, static_cast<int>(center + support + 0.5)) - taps.first;
    taps.weights = axis.weights.size();
    exact.clear();
    double sum = 0;
    for (int k = 0; k < taps.count; ++k) {
      exact.push_back(kernel.weight((k + taps.first - center + 0.5) * narrowing));
      sum += exact.back();
    }
    for (const double weight : exact) axis.weights.push_back(fixed_point(sum != 0.0 ? weight / sum : weight));
    axis.taps.push_back(taps);
  }
  return axis;
}

uint8_t to_pixel(int32_t sum) { return static_cast<uint8_t>(std::clamp(sum >> kWeightBits, 0, 255)); }

/// One row of the source to one row of the result.
void resize_row(const uint8_t* source, const Axis& axis, uint8_t* target) {
  for (const Taps& taps : axis.taps) {
    const uint8_t* pixel = source + static_cast<size_t>(taps.first) * kChannels;
    const int32_t* weight = axis.weights.data() + taps.weights;
    int32_t b = kHalf;
    int32_t g = kHalf;
    int32_t r = kHalf;
    for (int k = 0; k < taps.count; ++k, pixel += kChannels) {
      b += pixel[0] * weight[k];
      g += pixel[1] * weight[k];
      r += pixel[2] * weight[k];
    }
    target[0] = to_pixel(b);
    target[1] = to_pixel(g);
    target[2] = to_pixel(r);
    target += kChannels;
  }
}

/// Only the rows from `first` to `last` (exclusive) are computed; the others stay as they are.
cv::Mat resize_rows(const cv::Mat& image, const Axis& axis, int first, int last) {
  cv::Mat result(image.rows, static_cast<int>(axis.taps.size()), CV_8UC3);
  for (int y = first; y < last; ++y) resize_row(image.ptr(y), axis, result.ptr(y));
  return result;
}

cv::Mat resize_columns(const cv::Mat& image, const Axis& axis) {
  cv::Mat result(static_cast<int>(axis.taps.size()), image.cols, CV_8UC3);
  const size_t length = static_cast<size_t>(image.cols) * kChannels;
  std::vector<int32_t> sums(length);
  for (int y = 0; y < result.rows; ++y) {
    const Taps& taps = axis.taps[static_cast<size_t>(y)];
    std::fill(sums.begin(), sums.end(), kHalf);
    int32_t* sum = sums.data();
    for (int k = 0; k < taps.count; ++k) {
      const uint8_t* source = image.ptr(taps.first + k);
      const int32_t weight = axis.weights[taps.weights + static_cast<size_t>(k)];
      for (size_t i = 0; i < length; ++i) sum[i] += source[i] * weight;
    }
    uint8_t* target = result.ptr(y);
    for (size_t i = 0; i < length; ++i) target[i] = to_pixel(sum[i]);
  }
  return result;
}

/// The pixel of the source at the centre of each pixel of the result. The position is a running sum, so that its
/// rounding is Pillow's.
std::vector<int> nearest_positions(int source, int target) {
  const double step = static_cast<double>(source) / target;
  double position = step * 0.5;
  std::vector<int> result(static_cast<size_t>(target));
  for (int& entry : result) {
    entry = std::min(static_cast<int>(position), source - 1);
    position += step;
  }
  return result;
}

cv::Mat resize_nearest(const cv::Mat& image, const cv::Size& size) {
  const std::vector<int> columns = nearest_positions(image.cols, size.width);
  const std::vector<int> rows = nearest_positions(image.rows, size.height);
  cv::Mat result(size, CV_8UC3);
  for (int y = 0; y < size.height; ++y) {
    const auto* source = image.ptr<cv::Vec3b>(rows[static_cast<size_t>(y)]);
    auto* target = result.ptr<cv::Vec3b>(y);
    for (const int column : columns) *target++ = source[column];
  }
  return result;
}

}  // namespace

std::optional<PillowFilter> pillow_filter(std::string_view name) {
  static constexpr std::pair<std::string_view, PillowFilter> kNames[] = {
      {"nearest", PillowFilter::kNearest}, {"box", PillowFilter::kBox},         {"bilinear", PillowFilter::kBilinear},
      {"hamming", PillowFilter::kHamming}, {"bicubic", PillowFilter::kBicubic}, {"lanczos", PillowFilter::kLanczos}};
  for (const auto& [known, filter] : kNames)
    if (known == name) return filter;
  return std::nullopt;
}

cv::Mat pillow_resize(const cv::Mat& image, const cv::Size& size, PillowFilter filter) {
  if (image.empty() || image.type() != CV_8UC3) throw InternalError("Pillow's resize is for u8[H,W,3]");
  if (size.width < 1 || size.height < 1) throw InternalError("an image cannot be resized to nothing");
  if (size == image.size()) return image.clone();
  if (filter == PillowFilter::kNearest) return resize_nearest(image, size);
  const Kernel kernel = kernel_of(filter);
  // A side that keeps its length is not filtered at all.
  if (size.height == image.rows) return resize_rows(image, make_axis(image.cols, size.width, kernel), 0, image.rows);
  const Axis vertical = make_axis(image.rows, size.height, kernel);
  if (size.width == image.cols) return resize_columns(image, vertical);
  const Axis horizontal = make_axis(image.cols, size.width, kernel);
  const int first = vertical.taps.front().first;
  const int last = vertical.taps.back().first + vertical.taps.back().count;
  return resize_columns(resize_rows(image, horizontal, first, last), vertical);
}

}  // namespace slipway::runtime
