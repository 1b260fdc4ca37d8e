// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "draw/draw.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "base/error.h"
#include "draw/result/result.h"
#include "draw/text.h"

namespace slipway::draw {

cv::Mat draw_result(const cv::Mat& image, const Result& result, const Options& options) {
  Canvas canvas = make_canvas(image, options);
  std::visit([&](const auto& kind) { draw(canvas, kind, options); }, result);
  return canvas.picture;
}

cv::Mat side_by_side(const cv::Mat& left, const cv::Mat& right, const std::pair<std::string, std::string>& titles) {
  if (left.empty() || right.empty() || left.type() != CV_8UC3 || right.type() != CV_8UC3)
    fail("pictures to put side by side must be BGR u8[H,W,3] and not empty");
  cv::Mat scaled = right;
  if (right.rows != left.rows) {
    const double factor = static_cast<double>(left.rows) / right.rows;
    cv::resize(right, scaled, cv::Size(std::max(1, static_cast<int>(std::lround(right.cols * factor))), left.rows), 0,
               0, cv::INTER_AREA);
  }
  const double letters = std::max(9.0, std::sqrt(static_cast<double>(left.rows) * left.cols) / 44);
  const int gap = std::max(2, static_cast<int>(letters / 2));
  const TextBox title_left(titles.first, letters, left.cols);
  const TextBox title_right(titles.second, letters, scaled.cols);
  const int bar = std::max(title_left.size().height, title_right.size().height) + static_cast<int>(letters * 0.6);
  cv::Mat sheet(left.rows + bar, left.cols + gap + scaled.cols, CV_8UC3, bgr(kDark));
  const auto put = [&](const cv::Mat& picture, const TextBox& title, int x) {
    picture.copyTo(sheet(cv::Rect(x, bar, picture.cols, picture.rows)));
    title.draw(sheet, {x + (picture.cols - title.size().width) / 2, (bar - title.size().height) / 2}, bgr(kDark));
  };
  put(left, title_left, 0);
  put(scaled, title_right, left.cols + gap);
  return sheet;
}

}  // namespace slipway::draw
