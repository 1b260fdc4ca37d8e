// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "draw/draw.h"

#include <opencv2/imgproc.hpp>

namespace slipway::draw {
namespace {

constexpr Rgb kLeft{0, 255, 0};
constexpr Rgb kRight{255, 128, 0};
constexpr Rgb kMiddle{51, 153, 255};

SkeletonInfo make_coco17() {
  SkeletonInfo info;
  info.keypoint_names = {"nose",           "left_eye",   "right_eye",   "left_ear",   "right_ear",   "left_shoulder",
                         "right_shoulder", "left_elbow", "right_elbow", "left_wrist", "right_wrist", "left_hip",
                         "right_hip",      "left_knee",  "right_knee",  "left_ankle", "right_ankle"};
  for (size_t i = 0; i < info.keypoint_names.size(); ++i) {
    // The face is one group; below it, names say the side.
    const bool face = i < 5;
    info.keypoint_colors.push_back(face ? kMiddle : info.keypoint_names[i].front() == 'l' ? kLeft : kRight);
  }
  const auto link = [&](int a, int b, Rgb color) {
    info.links.push_back({a, b});
    info.link_colors.push_back(color);
  };
  link(15, 13, kLeft), link(13, 11, kLeft);                                                                 // left leg
  link(16, 14, kRight), link(14, 12, kRight);                                                               // right leg
  link(11, 12, kMiddle), link(5, 11, kMiddle), link(6, 12, kMiddle), link(5, 6, kMiddle);                   // torso
  link(5, 7, kLeft), link(7, 9, kLeft);                                                                     // left arm
  link(6, 8, kRight), link(8, 10, kRight);                                                                  // right arm
  link(1, 2, kMiddle), link(0, 1, kMiddle), link(0, 2, kMiddle), link(1, 3, kMiddle), link(2, 4, kMiddle);  // face
  link(3, 5, kMiddle), link(4, 6, kMiddle);  // ears to shoulders
  return info;
}

}  // namespace

const SkeletonInfo& coco17() {
  static const SkeletonInfo kInfo = make_coco17();
  return kInfo;
}

SkeletonInfo default_skeleton(size_t keypoints) {
  if (keypoints == coco17().keypoint_names.size()) return coco17();
  SkeletonInfo info;
  for (size_t i = 0; i < keypoints; ++i) {
    const cv::Mat3b hsv(1, 1, cv::Vec3b(static_cast<uchar>(180 * i / keypoints), 200, 255));
    cv::Mat3b rgb;
    cv::cvtColor(hsv, rgb, cv::COLOR_HSV2RGB);
    info.keypoint_names.push_back(std::to_string(i));
    info.keypoint_colors.push_back({rgb(0)[0], rgb(0)[1], rgb(0)[2]});
  }
  return info;
}

}  // namespace slipway::draw
