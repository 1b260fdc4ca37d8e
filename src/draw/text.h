// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <string>

namespace slipway::draw {

/// Text of one line with some room around it, laid out but not drawn yet. All sizes in px of the canvas.
class TextBox {
 public:
  /// @param height of the capital letters
  /// @param max_width the letters get smaller where the text would be wider, and at last it is cut short
  TextBox(std::string text, double height, int max_width = 1 << 20);

  cv::Size size() const { return size_; }
  /// Fills the box at `corner` (top left) and writes into it, in black or white, whichever stands out. Parts outside
  /// are cut off.
  /// @param opacity of the fill, in [0,1]
  void draw(cv::Mat& canvas, cv::Point corner, const cv::Scalar& fill, double opacity = 1) const;

 private:
  void lay_out(double height);

  std::string text_;
  double scale_ = 1;
  int thickness_ = 1;
  int padding_ = 1;
  int ascent_ = 0;
  cv::Size size_;
};

/// Fills a rectangle of the canvas, letting some of the picture through.
void fill(cv::Mat& canvas, const cv::Rect& area, const cv::Scalar& color, double opacity);

}  // namespace slipway::draw
