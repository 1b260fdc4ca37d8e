// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <opencv2/imgproc.hpp>

#include "base/error.h"
#include "draw/result/result.h"
#include "draw/text.h"

namespace slipway::draw {
namespace {

constexpr double kOpacity = 0.55;
constexpr double kSmallestLegend = 0.002;  // part of the picture from which on a class is named

}  // namespace

void draw(Canvas& canvas, const LabelMap& map, const Options& options) {
  if (map.labels.size() != static_cast<size_t>(map.height * map.width) || map.labels.empty())
    fail("a map of labels has {} values for {}x{} px", map.labels.size(), map.width, map.height);
  cv::Mat colors(static_cast<int>(map.height), static_cast<int>(map.width), CV_8UC3);
  std::map<int32_t, size_t> counts;
  for (int y = 0; y < colors.rows; ++y)
    for (int x = 0; x < colors.cols; ++x) {
      const int32_t label =
          map.labels[static_cast<size_t>(y) * static_cast<size_t>(map.width) + static_cast<size_t>(x)];
      ++counts[label];
      const Rgb color = class_color(options, label);
      colors.at<cv::Vec3b>(y, x) = {static_cast<uchar>(color[2]), static_cast<uchar>(color[1]),
                                    static_cast<uchar>(color[0])};
    }
  cv::Mat scaled;
  cv::resize(colors, scaled, canvas.picture.size(), 0, 0, cv::INTER_NEAREST);
  cv::addWeighted(scaled, kOpacity, canvas.picture, 1 - kOpacity, 0, canvas.picture);
  // The classes that are there, those of most pixels first, as far as there is room.
  std::vector<std::pair<size_t, int32_t>> order;
  for (const auto& [label, count] : counts)
    if (static_cast<double>(count) >= kSmallestLegend * static_cast<double>(map.labels.size()))
      order.emplace_back(count, label);
  std::sort(order.rbegin(), order.rend());
  const int margin = static_cast<int>(canvas.letters * 0.8);
  int y = margin;
  for (const auto& [count, label] : order) {
    const TextBox box(class_name(options, label), canvas.letters, std::max(1, canvas.picture.cols - 2 * margin));
    if (y > margin && y + box.size().height > canvas.picture.rows) break;
    box.draw(canvas.picture, {margin, y}, bgr(class_color(options, label)));
    y += box.size().height;
  }
}

}  // namespace slipway::draw
