// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/transform/warp_matrix.h"

#include <opencv2/imgproc.hpp>

namespace slipway::runtime {

// Centre, left edge's middle, and a third point at a right angle to them, in the image and in the input: f32, as
// three-point affine matrices are made from.
cv::Mat warp_matrix(const std::array<float, 2>& center, const std::array<float, 2>& scale,
                    const std::array<int64_t, 2>& size) {
  const auto third = [](const cv::Point2f& a, const cv::Point2f& b) {
    const cv::Point2f direction = a - b;
    return cv::Point2f(b.x - direction.y, b.y + direction.x);
  };
  const cv::Point2f from_center(center[0], center[1]);
  const cv::Point2f from_left(static_cast<float>(static_cast<double>(center[0]) - 0.5 * static_cast<double>(scale[0])),
                              center[1]);
  const cv::Point2f to_center(static_cast<float>(size[0]) * 0.5F, static_cast<float>(size[1]) * 0.5F);
  const cv::Point2f to_left(0, to_center.y);
  const cv::Point2f from[3] = {from_center, from_left, third(from_center, from_left)};
  const cv::Point2f to[3] = {to_center, to_left, third(to_center, to_left)};
  return cv::getAffineTransform(from, to);
}

cv::Mat udp_warp_matrix(const std::array<float, 2>& center, const std::array<float, 2>& scale,
                        const std::array<double, 2>& size) {
  cv::Mat1f matrix = cv::Mat1f::zeros(2, 3);
  for (int axis = 0; axis < 2; ++axis) {
    const auto index = static_cast<size_t>(axis);
    const double length = static_cast<double>(scale[index]);
    const double factor = (size[index] - 1) / length;
    const auto twice_center = static_cast<double>(center[index] * 2);
    matrix(axis, axis) = static_cast<float>(factor);
    matrix(axis, 2) = static_cast<float>(factor * (-0.5 * twice_center + 0.5 * length));
  }
  return matrix;
}

}  // namespace slipway::runtime
