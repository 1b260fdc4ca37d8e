// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "evaluate/metric/coco_data.h"

namespace slipway::evaluate {

/// What tells the types of mmpose apart that read a file in COCO's format.
struct CocoStyle {
  /// Every box is a square of so many px in the corner of the image, whatever the annotation says; 0: the annotation's.
  float whole = 0;
  bool counts_keypoints = false;  ///< keypoints are counted, whatever `num_keypoints` says
  bool has_subset = false;        ///< DeepFashion: `subset` says which keypoints there are
  bool whole_body = false;        ///< keypoints are those of body, feet, face and hands, one behind the other
  bool centred = false;           ///< a box is a square around `center`, of `scale` times 200 px, not clipped
  bool clips = true;              ///< a box ends where the image does
  bool has_crowds = true;         ///< false: crowds are no samples of their own, and not read
  float origin = 0;               ///< coordinates of the first pixel
  /// Keys in the place of `keypoints` and `bbox`, and the one that says whether they are valid; null: COCO's own. Where
  /// `sides` is set, they follow "left" and "right", and each annotation has two instances, which are numbered.
  const char* keypoints = nullptr;
  const char* box = nullptr;
  const char* valid = nullptr;
  bool sides = false;
  std::vector<std::string> required{};  ///< keys of numbers that an annotation must have besides
  const char* head_size = nullptr;      ///< key of the size of the head, px

  /// The keys beyond COCO's own, for the reader.
  std::vector<std::string> keys() const;
};

/// One instance as a style reads it.
struct CocoInstance {
  std::array<float, 4> box{};                   ///< x1,y1,x2,y2 in image_px
  std::vector<std::array<float, 2>> keypoints;  ///< image_px
  std::vector<char> visible;                    ///< whether each is labelled
  double head_size = 0;                         ///< px; 0: not known
  bool is_sample = true;  ///< false: it is one, but cannot be used (a crowd, no box, no keypoints)
};

/// The instances of an annotation: mostly one, none where the style passes over it. @param image whose size clips boxes
/// Errors: slipway::Error with what the annotation lacks ("has no 'center'").
std::vector<CocoInstance> read_instances(const CocoAnnotation& annotation, const CocoTruth& truth,
                                         const CocoImage& image, const CocoStyle& style);

}  // namespace slipway::evaluate
