// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/metric/whole_body.h"

#include <fmt/format.h>

#include "base/error.h"

namespace slipway::evaluate {

const std::vector<std::string>& whole_body_keys() {
  static const std::vector<std::string> kKeys{"foot_kpts", "face_kpts", "lefthand_kpts", "righthand_kpts"};
  return kKeys;
}

std::shared_ptr<const CocoTruth> join_whole_bodies(const CocoFile& file, std::vector<std::string>& bad) {
  auto joined = std::make_shared<CocoTruth>(*file.truth);
  joined->annotations.clear();
  joined->numbers.clear();
  for (CocoAnnotation annotation : file.truth->annotations) {
    std::vector<NumberRange> parts{annotation.keypoints};
    parts.insert(parts.end(), annotation.more.begin(), annotation.more.end());
    std::string missing;
    for (size_t i = 0; i < annotation.more.size() && missing.empty(); ++i)
      if (annotation.more[i].size == 0) missing = whole_body_keys()[i];
    if (annotation.has_keypoints && !missing.empty()) {
      bad.push_back(fmt::format("annotations[{}] (id {}): has no '{}'", annotation.index, annotation.id, missing));
      continue;
    }
    annotation.keypoints.begin = joined->numbers.size();
    for (const NumberRange& part : parts) {
      const auto values = file.truth->of(part);
      joined->numbers.insert(joined->numbers.end(), values.begin(), values.end());
    }
    annotation.keypoints.size = joined->numbers.size() - annotation.keypoints.begin;
    annotation.more.clear();
    joined->annotations.push_back(std::move(annotation));
  }
  return joined;
}

std::shared_ptr<const CocoTruth> read_whole_bodies(const std::string& own_file, const DatasetInfo& dataset,
                                                   std::vector<std::string>& bad) {
  const std::string file = own_file.empty() ? dataset.ann_file : own_file;
  if (file.empty()) fail("there is no annotation file: neither the metric nor the dataset names one ('ann_file')");
  std::vector<std::string> broken;
  const auto truth = join_whole_bodies(read_coco_file(file, whole_body_keys()), broken);
  for (const std::string& annotation : broken) bad.push_back(file + ": " + annotation);
  require_complete(*truth);
  if (truth->annotations.empty())
    fail("{} has no annotations of whole bodies{}", file, broken.empty() ? "" : "; " + broken.front());
  return truth;
}

}  // namespace slipway::evaluate
