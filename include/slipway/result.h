// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// Results of models, in the frame of the original image, whichever backend computed them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

namespace slipway {

/// People (or other instances with keypoints) found in one image, best first. All members have one entry per instance.
struct PoseResult {
  std::vector<std::array<float, 4>> bboxes;                  ///< x1,y1,x2,y2 in image_px
  std::vector<float> bbox_scores;                            ///< in (0,1]
  std::vector<std::vector<std::array<float, 2>>> keypoints;  ///< [K] x,y in image_px
  std::vector<std::vector<float>> keypoint_scores;           ///< [K], visibility in [0,1]
  size_t size() const { return bbox_scores.size(); }
};

/// Class of one image.
struct ClassResult {
  std::vector<float> scores;  ///< one per class, after softmax
  int64_t label = -1;         ///< argmax of scores
};

/// Classes of one image that do not exclude each other: any number of them may be positive, none as well.
struct MultiLabelResult {
  std::vector<float> scores;  ///< one per class, each in [0,1] on its own
  /// Positive classes: ascending, or the best ones, best first, where their number is fixed.
  std::vector<int64_t> labels;
  float threshold = 0;  ///< positive classes score at least this; where their number is fixed, the lowest of them
};

using Result = std::variant<PoseResult, ClassResult, MultiLabelResult>;

/// What pre-processing did to an image, as far as decoding needs it. Units: px of the named frame.
struct ImageMeta {
  std::array<int64_t, 2> ori_shape{};        ///< h,w of the image as it was read
  std::array<int64_t, 2> img_shape{};        ///< h,w after the geometric transforms, before a batch is padded
  std::array<double, 2> scale_factor{1, 1};  ///< w,h: resized size / original size (Resize, ResizeEdge)
  std::array<int64_t, 2> input_size{};       ///< w,h of the model input (BottomupResize)
  std::array<float, 2> input_center{};       ///< x,y in image_px (BottomupResize)
  std::array<float, 2> input_scale{};        ///< w,h in image_px that the whole input covers (BottomupResize)
  std::array<int64_t, 2> net_size{};         ///< w,h of the network's input, padding included
};

}  // namespace slipway
