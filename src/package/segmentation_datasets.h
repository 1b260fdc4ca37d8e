// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::package {

/// What a dataset of semantic segmentation is, where its config says nothing else.
struct SegmentationDataset {
  const char* type;  ///< of mmsegmentation: "CityscapesDataset"
  const char* image_suffix;
  const char* map_suffix;
  bool reduce_zero_label;
  const char* classes;  ///< names, one behind the other, with ';' between them
  const char* palette;  ///< RGB of each, six hexadecimal digits
};

const std::vector<SegmentationDataset>& segmentation_datasets();
/// Null for any other type. @param type with or without a scope
const SegmentationDataset* find_segmentation_dataset(std::string_view type);
std::vector<std::string> class_names(const SegmentationDataset& dataset);
std::vector<std::array<int, 3>> palette(const SegmentationDataset& dataset);

}  // namespace slipway::package
