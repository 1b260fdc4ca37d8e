// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <vector>

#include "draw/draw.h"

namespace slipway::draw {

inline cv::Scalar bgr(const Rgb& color) { return cv::Scalar(color[2], color[1], color[0]); }

constexpr Rgb kDark{24, 26, 30};
/// What stands out from most pictures.
constexpr Rgb kStrong{255, 221, 51};

/// An enlarged copy of the image and the sizes that go with it.
struct Canvas {
  cv::Mat picture;
  double scale = 1;     // canvas px / image px
  int thickness = 1;    // of lines
  double letters = 10;  // height of capital letters

  cv::Point2d at(double x, double y) const { return {(x + 0.5) * scale - 0.5, (y + 0.5) * scale - 0.5}; }
};
Canvas make_canvas(const cv::Mat& image, const Options& options);

/// Coordinates in sixteenths of a px, at which OpenCV draws with kShift.
constexpr int kShift = 4;
cv::Point fixed(const cv::Point2d& p);

void line(Canvas& canvas, const cv::Point2d& a, const cv::Point2d& b, const cv::Scalar& color, int thickness);
void disc(Canvas& canvas, const cv::Point2d& center, double radius, const cv::Scalar& color);
/// A place for a label near the box: above it, else in its upper corners, else below, inside the picture and off the
/// other labels.
cv::Rect place_label(const Canvas& canvas, const cv::Rect2d& box, const cv::Size& size,
                     const std::vector<cv::Rect>& taken);

/// A colour for each class, far from those of its neighbours: any number of classes has one.
Rgb class_color(const Options& options, int64_t label);
/// Its name, or "class N" where none is known.
std::string class_name(const Options& options, int64_t label);

}  // namespace slipway::draw
