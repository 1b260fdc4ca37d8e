// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// Pictures of results. Images are BGR u8[H,W,3]; colours are given as RGB, as dataset metainfos have them. All
/// functions are pure and safe to call from any number of threads.
#pragma once

#include <array>
#include <filesystem>
#include <opencv2/core.hpp>
#include <string>
#include <utility>
#include <vector>

#include "slipway/result.h"

namespace slipway::draw {

using Rgb = std::array<int, 3>;

/// How the keypoints of a dataset are joined and coloured.
struct SkeletonInfo {
  std::vector<std::string> keypoint_names;  ///< [K]
  std::vector<std::array<int, 2>> links;    ///< [L] indices of the keypoints that a link joins
  std::vector<Rgb> link_colors;             ///< [L]
  std::vector<Rgb> keypoint_colors;         ///< [K]
};

/// COCO's 17 body keypoints: left side green, right side orange, head and torso blue.
const SkeletonInfo& coco17();
/// For any number of keypoints: coco17() for 17, else points of changing hue without links.
SkeletonInfo default_skeleton(size_t keypoints);

struct Options {
  double score_threshold = 0.3;          ///< instances below are left out
  double keypoint_threshold = 0.3;       ///< keypoints of lower visibility, and their links, are left out
  int min_side = 480;                    ///< smaller images are enlarged until their shorter side has this many px
  int max_side = 1920;                   ///< but never beyond this on the longer side
  SkeletonInfo skeleton;                 ///< empty: default_skeleton()
  std::vector<std::string> class_names;  ///< by label; empty: "class N"
  std::vector<Rgb> palette{};            ///< by label; labels beyond it get colours of their own
};

/// The image, enlarged where it is small, with what the model found in it.
/// @param image BGR u8[H,W,3], not changed
cv::Mat draw_result(const cv::Mat& image, const Result& result, const Options& options = {});

/// Two pictures beside each other under a title bar each; the right one is scaled to the height of the left one.
cv::Mat side_by_side(const cv::Mat& left, const cv::Mat& right, const std::pair<std::string, std::string>& titles);

}  // namespace slipway::draw
