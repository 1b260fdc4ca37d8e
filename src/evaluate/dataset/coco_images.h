// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "evaluate/dataset/dataset.h"
#include "evaluate/metric/coco_data.h"

namespace slipway::evaluate {

/// Images in the order of an annotation file, each with its annotations. Of several with one id the last counts, at the
/// place of the first.
struct AnnotatedImages {
  const CocoTruth* truth = nullptr;
  std::vector<CocoImage> images;
  std::vector<std::vector<const CocoAnnotation*>> annotations;  ///< of each image
  std::unordered_map<int64_t, size_t> places;                   ///< image id: position
  size_t duplicate_images = 0, duplicate_annotations = 0, orphans = 0;

  /// Says in the dataset's notes what is odd about the file.
  void add_notes(Dataset& dataset) const;
};

/// Takes the images out of `file`. What comes back points to file.truth.
AnnotatedImages group_by_image(CocoFile& file);

}  // namespace slipway::evaluate
