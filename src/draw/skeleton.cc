// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <opencv2/imgproc.hpp>

#include "base/coco_keypoints.h"
#include "draw/draw.h"

namespace slipway::draw {
namespace {

SkeletonInfo make_coco17() {
  SkeletonInfo info;
  for (const CocoKeypoint& keypoint : kCocoKeypoints) {
    info.keypoint_names.emplace_back(keypoint.name);
    info.keypoint_colors.push_back(keypoint.color);
  }
  for (const CocoLink& link : kCocoLinks) {
    info.links.push_back({static_cast<int>(link.from), static_cast<int>(link.to)});
    info.link_colors.push_back(link.color);
  }
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
