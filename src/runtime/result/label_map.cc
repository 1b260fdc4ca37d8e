// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "base/error.h"
#include "runtime/result/json.h"

namespace slipway::runtime {

nlohmann::json to_json(const LabelMap& map) {
  std::map<int32_t, int64_t> counts;
  for (const int32_t label : map.labels) ++counts[label];
  nlohmann::json pixels = nlohmann::json::object();
  for (const auto& [label, count] : counts) pixels[std::to_string(label)] = count;
  return {{"shape", {map.height, map.width}}, {"pixels", pixels}};
}

cv::Mat to_image(const LabelMap& map) {
  constexpr int32_t kMostLabels = 256;
  const cv::Mat labels(static_cast<int>(map.height), static_cast<int>(map.width), CV_32SC1,
                       const_cast<int32_t*>(map.labels.data()));
  double largest = 0;
  if (!map.labels.empty()) cv::minMaxLoc(labels, nullptr, &largest);
  cv::Mat image;
  if (largest >= kMostLabels)
    fail("a map with the class {} has no picture: a pixel is one of {} classes", largest, kMostLabels);
  labels.convertTo(image, CV_8UC1);
  return image;
}

}  // namespace slipway::runtime
