// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/metric/coco_source.h"

#include <filesystem>

#include "base/error.h"

namespace slipway::evaluate {

std::shared_ptr<const CocoTruth> find_coco_truth(const std::string& own_file, const DatasetInfo& dataset,
                                                 bool needs_annotations) {
  const std::string file = own_file.empty() ? dataset.ann_file : own_file;
  if (file.empty()) fail("there is no annotation file: neither the metric nor the dataset names one ('ann_file')");
  std::error_code ignored;
  const bool same = dataset.truth != nullptr &&
                    (file == dataset.ann_file || std::filesystem::equivalent(file, dataset.ann_file, ignored));
  auto truth = same ? dataset.truth : std::make_shared<const CocoTruth>(read_coco_truth(file));
  require_complete(*truth);
  if (needs_annotations && !truth->has_annotations)
    fail("{} has no 'annotations'; ground truth is needed where format_only is False", file);
  return truth;
}

void require_purpose(bool format_only, const std::string& outfile_prefix) {
  if (format_only && outfile_prefix.empty()) fail("format_only=True needs an outfile_prefix to write the results to");
}

}  // namespace slipway::evaluate
