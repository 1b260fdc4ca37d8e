// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "draw/text.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace slipway::draw {
namespace {

constexpr int kFont = cv::FONT_HERSHEY_DUPLEX;
constexpr double kCapitalHeight = 21;  // of the font at scale 1
constexpr double kSmallest = 7;        // height of capitals that can be read

}  // namespace

TextBox::TextBox(std::string text, double height, int max_width) : text_(std::move(text)) {
  // OpenCV's fonts know ASCII only: what is more becomes one question mark per letter.
  std::string ascii;
  for (unsigned char c : text_) {
    if (c >= 0xC0) {
      ascii += '?';
    } else if (c < 0x80) {
      ascii += c < 0x20 ? ' ' : static_cast<char>(c);
    }
  }
  text_ = ascii;
  double size = height;
  lay_out(size);
  while (size_.width > max_width && size > kSmallest) lay_out(size *= 0.9);
  // Smaller letters could not be read: the end of the text goes instead.
  for (std::string kept = text_; size_.width > max_width && !kept.empty();) {
    kept.pop_back();
    text_ = kept + "...";
    lay_out(size);
  }
}

void TextBox::lay_out(double height) {
  scale_ = height / kCapitalHeight;
  thickness_ = std::max(1, static_cast<int>(std::lround(height / 11)));
  padding_ = std::max(2, static_cast<int>(std::lround(height * 0.4)));
  int below = 0;
  const cv::Size letters = cv::getTextSize(text_, kFont, scale_, thickness_, &below);
  ascent_ = letters.height;
  size_ = {letters.width + 2 * padding_, letters.height + 2 * padding_};
}

void TextBox::draw(cv::Mat& canvas, cv::Point corner, const cv::Scalar& background, double opacity) const {
  fill(canvas, cv::Rect(corner, size_), background, opacity);
  // Perceived brightness of a BGR colour.
  const double brightness = 0.114 * background[0] + 0.587 * background[1] + 0.299 * background[2];
  const cv::Scalar ink = brightness > 140 ? cv::Scalar(0, 0, 0) : cv::Scalar(255, 255, 255);
  cv::putText(canvas, text_, corner + cv::Point(padding_, padding_ + ascent_), kFont, scale_, ink, thickness_,
              cv::LINE_AA);
}

void fill(cv::Mat& canvas, const cv::Rect& area, const cv::Scalar& color, double opacity) {
  const cv::Rect inside = area & cv::Rect(0, 0, canvas.cols, canvas.rows);
  if (inside.empty()) return;
  cv::Mat part = canvas(inside);
  const cv::Mat flat(part.size(), part.type(), color);
  cv::addWeighted(flat, opacity, part, 1 - opacity, 0, part);
}

}  // namespace slipway::draw
