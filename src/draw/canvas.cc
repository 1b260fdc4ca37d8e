// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "draw/canvas.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "base/error.h"

namespace slipway::draw {

Canvas make_canvas(const cv::Mat& image, const Options& options) {
  if (image.empty() || image.type() != CV_8UC3) fail("a picture to draw on must be BGR u8[H,W,3] and not empty");
  Canvas canvas;
  const double shorter = std::min(image.rows, image.cols);
  const double longer = std::max(image.rows, image.cols);
  canvas.scale = std::max(1.0, std::min(options.min_side / shorter, options.max_side / longer));
  if (canvas.scale > 1)
    cv::resize(image, canvas.picture, cv::Size(), canvas.scale, canvas.scale, cv::INTER_CUBIC);
  else
    canvas.picture = image.clone();
  // A panorama's letters should not be as small as its height asks for.
  const double size = std::sqrt(static_cast<double>(canvas.picture.rows) * canvas.picture.cols);
  canvas.thickness = std::max(1, static_cast<int>(std::lround(size / 280)));
  canvas.letters = std::max(7.0, size / 48);
  return canvas;
}

cv::Point fixed(const cv::Point2d& p) {
  const auto clamped = [](double v) {
    return static_cast<int>(std::lround(std::clamp(v, -30000.0, 30000.0) * (1 << kShift)));
  };
  return {clamped(p.x), clamped(p.y)};
}

void line(Canvas& canvas, const cv::Point2d& a, const cv::Point2d& b, const cv::Scalar& color, int thickness) {
  cv::line(canvas.picture, fixed(a), fixed(b), color, thickness, cv::LINE_AA, kShift);
}

void disc(Canvas& canvas, const cv::Point2d& center, double radius, const cv::Scalar& color) {
  cv::circle(canvas.picture, fixed(center), static_cast<int>(std::lround(radius * (1 << kShift))), color, cv::FILLED,
             cv::LINE_AA, kShift);
}

cv::Rect place_label(const Canvas& canvas, const cv::Rect2d& box, const cv::Size& size,
                     const std::vector<cv::Rect>& taken) {
  const auto left = static_cast<int>(std::lround(box.x));
  const auto right = static_cast<int>(std::lround(box.x + box.width)) - size.width;
  const auto top = static_cast<int>(std::lround(box.y));
  const auto bottom = static_cast<int>(std::lround(box.y + box.height));
  const cv::Point candidates[] = {
      {left, top - size.height},    {right, top - size.height},   {left, top}, {right, top}, {left, bottom},
      {left, bottom - size.height}, {right, bottom - size.height}};
  const auto inside = [&](cv::Point corner) {
    corner.x = std::clamp(corner.x, 0, std::max(0, canvas.picture.cols - size.width));
    corner.y = std::clamp(corner.y, 0, std::max(0, canvas.picture.rows - size.height));
    return cv::Rect(corner, size);
  };
  for (const cv::Point& candidate : candidates) {
    const cv::Rect area = inside(candidate);
    // A candidate that had to be moved far has left its box.
    if (std::abs(area.y - candidate.y) > size.height / 2) continue;
    if (std::none_of(taken.begin(), taken.end(), [&](const cv::Rect& other) { return (other & area).area() > 0; }))
      return area;
  }
  return inside(candidates[0]);
}

Rgb class_color(const Options& options, int64_t label) {
  if (label >= 0 && static_cast<size_t>(label) < options.palette.size())
    return options.palette[static_cast<size_t>(label)];
  // Steps of the golden angle spread hues evenly, however many there are; brightness alternates besides.
  const double hue = std::fmod(static_cast<double>(label) * 137.508 + 50, 360.0);
  const double value = label % 2 == 0 ? 1.0 : 0.82;
  const double saturation = label % 3 == 2 ? 0.55 : 0.8;
  const auto channel = [&](double offset) {
    const double k = std::fmod(offset + hue / 60, 6.0);
    return static_cast<int>(std::lround(255 * (value - value * saturation * std::clamp(std::min(k, 4 - k), 0.0, 1.0))));
  };
  return {channel(5), channel(3), channel(1)};
}

std::string class_name(const Options& options, int64_t label) {
  const bool known = label >= 0 && static_cast<size_t>(label) < options.class_names.size();
  return known ? options.class_names[static_cast<size_t>(label)] : "class " + std::to_string(label);
}

}  // namespace slipway::draw
