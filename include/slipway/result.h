// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// Results of models, in the frame of the original image, whichever backend computed them. There are three shapes of
/// them; what a model is for (its task) says which one it gives.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

namespace slipway {

/// A mask over its whole image, run-length encoded as COCO does it: column by column, the lengths of runs of zeros and
/// ones by turns, beginning with zeros.
struct RunLengthMask {
  std::array<int64_t, 2> size{};  ///< h,w in image_px
  std::vector<uint32_t> counts;
};

/// Things found in one image, best first, whatever is known of them. `boxes` and `scores` have an entry for each; the
/// other columns have one each or are empty, where the model does not give them.
struct Instances {
  std::vector<std::array<float, 4>> boxes;                     ///< x1,y1,x2,y2 in image_px
  std::vector<float> scores;                                   ///< in (0,1]
  std::vector<int64_t> labels{};                               ///< index of the class, from 0
  std::vector<std::vector<std::array<float, 2>>> keypoints{};  ///< [K] x,y in image_px
  /// [K] how sure a keypoint is: visibility in [0,1], or, where each axis is classified (SimCC), the largest value of
  /// the network's vectors, which may be more than 1.
  std::vector<std::vector<float>> keypoint_scores{};
  std::vector<RunLengthMask> masks{};
  std::vector<int64_t> track_ids{};
  /// [K] how likely a keypoint can be seen, in [0,1], where a model says that besides how sure it is of the place.
  std::vector<std::vector<float>> keypoints_visible{};

  size_t size() const { return scores.size(); }
  /// Those at the positions of `order`, in that order, with all their columns.
  Instances take(const std::vector<size_t>& order) const;
  /// The first `count` of them, or all where there are fewer.
  Instances first(size_t count) const;
  /// Adds those of `others`, which has the same columns, behind its own.
  void append(const Instances& others);
};

/// Classes of one image.
struct Classes {
  std::vector<float> scores;  ///< one per class, each in [0,1]
  /// Positive classes. Where classes exclude each other, the one that scores best; else any number of them, ascending,
  /// or best first where their number is fixed.
  std::vector<int64_t> labels{};
  /// Where classes do not exclude each other: positive ones score at least this (where their number is fixed, it is the
  /// lowest score among them). Absent where they do.
  std::optional<float> threshold{};

  bool exclusive() const { return !threshold.has_value(); }
  /// The first positive class, -1 where there is none.
  int64_t label() const { return labels.empty() ? -1 : labels.front(); }
};

/// A class for each pixel of one image.
struct LabelMap {
  int64_t height = 0, width = 0;  ///< of the image, px
  std::vector<int32_t> labels;    ///< [height*width], row by row; index of the class
  /// Network scores (before softmax) by which a pixel's class leads the next best, and the index of that one; of one
  /// score for two classes, its distance from the threshold. [height*width]; empty where only classes came out.
  std::vector<float> leads{};
  std::vector<int32_t> runners_up{};
};

using Result = std::variant<Instances, Classes, LabelMap>;

/// A box in an image, which is what one sample of a top-down model is.
struct InputBox {
  std::array<float, 4> box{};  ///< x1,y1,x2,y2 in image_px; may reach beyond the image
  float score = 1;             ///< of the detector; 1 for annotated boxes
};

/// What pre-processing did to an image, as far as decoding needs it. Units: px of the named frame.
struct ImageMeta {
  std::array<int64_t, 2> ori_shape{};        ///< h,w of the image as it was read
  std::array<int64_t, 2> img_shape{};        ///< h,w after the geometric transforms, before a batch is padded
  std::array<double, 2> scale_factor{1, 1};  ///< w,h: resized size / original size (Resize, ResizeEdge)
  std::array<double, 2> pad_offset{};   ///< x,y in input_px where the image begins (LetterResize pads on all sides)
  std::array<int64_t, 2> input_size{};  ///< w,h of the model input (BottomupResize, TopDownAffine)
  std::array<float, 2> input_center{};  ///< x,y in image_px (BottomupResize, TopDownGetBboxCenterScale)
  std::array<float, 2> input_scale{};   ///< w,h in image_px that the whole input covers (both of them)
  InputBox input_box{};                 ///< what the input shows (TopDownGetBboxCenterScale)
  std::array<int64_t, 2> net_size{};    ///< w,h of the network's input, padding included
};

}  // namespace slipway
