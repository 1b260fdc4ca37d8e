// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/decode/heatmap_peak.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <opencv2/imgproc.hpp>

namespace slipway::runtime {
namespace {

/// One heatmap.
struct Map {
  const float* data;
  int64_t height, width;
  float at(int64_t x, int64_t y) const { return data[y * width + x]; }
};

HeatmapPeak largest(const Map& map) {
  const float* found = std::max_element(map.data, map.data + map.height * map.width);
  const int64_t place = found - map.data;
  HeatmapPeak peak{{-1, -1}, *found};
  if (*found > 0) peak.place = {static_cast<float>(place % map.width), static_cast<float>(place / map.width)};
  return peak;
}

/// Blurred as if zeros were around it, and scaled to the largest value that it had.
cv::Mat1f blurred(const Map& map, int kernel) {
  const int border = (kernel - 1) / 2;
  const auto height = static_cast<int>(map.height), width = static_cast<int>(map.width);
  cv::Mat1f padded = cv::Mat1f::zeros(height + 2 * border, width + 2 * border);
  const cv::Rect inside(border, border, width, height);
  // A header only; nothing writes through it.
  cv::Mat1f(height, width, const_cast<float*>(map.data)).copyTo(padded(inside));
  cv::GaussianBlur(padded, padded, cv::Size(kernel, kernel), 0);
  cv::Mat1f result = padded(inside).clone();
  const auto values = [&](const float* data) { return *std::max_element(data, data + map.height * map.width); };
  result *= static_cast<double>(values(map.data) / values(result[0]));
  return result;
}

Map map_of(const cv::Mat1f& image) { return {image[0], image.rows, image.cols}; }

float sign_of(float value) { return value > 0 ? 1.0F : value < 0 ? -1.0F : value; }

void lean(HeatmapPeak& peak, const Map& map) {
  const auto x = static_cast<int64_t>(peak.place[0]), y = static_cast<int64_t>(peak.place[1]);
  if (1 < x && x < map.width - 1 && 0 < y && y < map.height)
    peak.place[0] += 0.25F * sign_of(map.at(x + 1, y) - map.at(x - 1, y));
  if (1 < y && y < map.height - 1 && 0 < x && x < map.width)
    peak.place[1] += 0.25F * sign_of(map.at(x, y + 1) - map.at(x, y - 1));
}

void lean_megvii(HeatmapPeak& peak, const Map& map) {
  const auto x = static_cast<int64_t>(peak.place[0]), y = static_cast<int64_t>(peak.place[1]);
  if (1 < x && x < map.width - 1 && 1 < y && y < map.height - 1) {
    peak.place[0] += 0.25F * sign_of(map.at(x + 1, y) - map.at(x - 1, y)) + 0.5F;
    peak.place[1] += 0.25F * sign_of(map.at(x, y + 1) - map.at(x, y - 1)) + 0.5F;
  }
  peak.score = peak.score / 255.0F + 0.5F;
}

/// place -= hessian^-1 · slope, in f64.
void newton_step(HeatmapPeak& peak, double dx, double dy, double dxx, double dxy, double dyy) {
  const double determinant = dxx * dyy - dxy * dxy;
  peak.place[0] = static_cast<float>(static_cast<double>(peak.place[0]) - (dyy * dx - dxy * dy) / determinant);
  peak.place[1] = static_cast<float>(static_cast<double>(peak.place[1]) - (dxx * dy - dxy * dx) / determinant);
}

/// DARK. Sums of two values are f32, all else f64.
void refine_unbiased(HeatmapPeak& peak, const Map& map, int blur) {
  const auto x = static_cast<int64_t>(peak.place[0]), y = static_cast<int64_t>(peak.place[1]);
  if (!(1 < x && x < map.width - 2 && 1 < y && y < map.height - 2)) return;
  const cv::Mat1f image = blurred(map, blur);
  const auto log_at = [&](int64_t dx, int64_t dy) {
    return std::log(std::max(image(static_cast<int>(y + dy), static_cast<int>(x + dx)), 1e-10F));
  };
  const auto half = [](float difference) { return 0.5 * static_cast<double>(difference); };
  const auto second = [&](int64_t dx, int64_t dy) {
    return 0.25 * (static_cast<double>(log_at(dx, dy)) - 2.0 * static_cast<double>(log_at(0, 0)) +
                   static_cast<double>(log_at(-dx, -dy)));
  };
  const double dxx = second(2, 0), dyy = second(0, 2);
  const double dxy = 0.25 * static_cast<double>(log_at(1, 1) - log_at(1, -1) - log_at(-1, 1) + log_at(-1, -1));
  if (dxx * dyy - dxy * dxy == 0) return;
  newton_step(peak, half(log_at(1, 0) - log_at(-1, 0)), half(log_at(0, 1) - log_at(0, -1)), dxx, dxy, dyy);
}

/// @param index where the peak is in all maps one after the other, each with its edge repeated around it; before the
/// first value comes the last, as NumPy's negative indices have it, which matters for keypoints that are nowhere
void refine_udp(HeatmapPeak& peak, const std::vector<cv::Mat1f>& images, int64_t index) {
  const int64_t row = images.front().cols + 2, size = row * (images.front().rows + 2);
  const auto count = static_cast<int64_t>(images.size());
  const auto at = [&](int64_t offset) {
    const int64_t place = (index + offset + size * count) % (size * count);
    const cv::Mat1f& image = images[static_cast<size_t>(place / size)];
    const int y = std::clamp(static_cast<int>(place % size / row) - 1, 0, image.rows - 1);
    const int x = std::clamp(static_cast<int>(place % row) - 1, 0, image.cols - 1);
    return std::log(std::clamp(image(y, x), 1e-3F, 50.0F));
  };
  const float middle = at(0), right = at(1), left = at(-1), below = at(row), above = at(-row);
  const float dx = 0.5F * (right - left), dy = 0.5F * (below - above);
  const float dxx = right - 2 * middle + left, dyy = below - 2 * middle + above;
  const float dxy = 0.5F * (at(row + 1) - right - below + middle + middle - left - above + at(-row - 1));
  constexpr double kEps = std::numeric_limits<float>::epsilon();
  newton_step(peak, static_cast<double>(dx), static_cast<double>(dy), static_cast<double>(dxx) + kEps,
              static_cast<double>(dxy), static_cast<double>(dyy) + kEps);
}

std::vector<HeatmapPeak> find_udp(const Heatmaps& maps, int blur) {
  std::vector<HeatmapPeak> peaks;
  std::vector<cv::Mat1f> images;
  for (int64_t k = 0; k < maps.channels; ++k) {
    const Map map{maps.data + k * maps.height * maps.width, maps.height, maps.width};
    peaks.push_back(largest(map));
    images.push_back(blurred(map, blur));
  }
  const int64_t row = maps.width + 2;
  for (size_t k = 0; k < peaks.size(); ++k) {
    const auto x = static_cast<int64_t>(peaks[k].place[0]), y = static_cast<int64_t>(peaks[k].place[1]);
    refine_udp(peaks[k], images, static_cast<int64_t>(k) * row * (maps.height + 2) + (y + 1) * row + x + 1);
  }
  return peaks;
}

std::vector<HeatmapPeak> find_combined(const Heatmaps& maps, int blur, double radius_factor) {
  const int64_t size = maps.height * maps.width, count = maps.channels / 3;
  const auto radius = static_cast<float>(radius_factor * static_cast<double>(std::max(maps.height, maps.width)));
  std::vector<HeatmapPeak> peaks;
  for (int64_t k = 0; k < count; ++k) {
    cv::Mat1f image;
    const int kernel = 2 * blur + 1;
    cv::GaussianBlur(cv::Mat1f(static_cast<int>(maps.height), static_cast<int>(maps.width),
                               const_cast<float*>(maps.data + 3 * k * size)),
                     image, cv::Size(kernel, kernel), 0);
    HeatmapPeak peak = largest(map_of(image));
    const int64_t index =
        k * size + static_cast<int64_t>(peak.place[1]) * maps.width + static_cast<int64_t>(peak.place[0]);
    const int64_t place = (index + count * size) % (count * size);  // as in refine_udp()
    const float* ways = maps.data + 3 * (place / size) * size + place % size;
    peak.place[0] += ways[size] * radius;
    peak.place[1] += ways[2 * size] * radius;
    peaks.push_back(peak);
  }
  return peaks;
}

}  // namespace

std::vector<HeatmapPeak> find_heatmap_peaks(const Heatmaps& maps, HeatmapDecoding decoding, int blur,
                                            double radius_factor) {
  if (decoding == HeatmapDecoding::kUdp) return find_udp(maps, blur);
  if (decoding == HeatmapDecoding::kCombined) return find_combined(maps, blur, radius_factor);
  std::vector<HeatmapPeak> peaks;
  for (int64_t k = 0; k < maps.channels; ++k) {
    const Map map{maps.data + k * maps.height * maps.width, maps.height, maps.width};
    if (decoding == HeatmapDecoding::kMegvii) {
      const cv::Mat1f image = blurred(map, blur);
      peaks.push_back(largest(map_of(image)));
      lean_megvii(peaks.back(), map_of(image));
      continue;
    }
    peaks.push_back(largest(map));
    if (decoding == HeatmapDecoding::kDefault) lean(peaks.back(), map);
    if (decoding == HeatmapDecoding::kUnbiased) refine_unbiased(peaks.back(), map, blur);
  }
  return peaks;
}

}  // namespace slipway::runtime
