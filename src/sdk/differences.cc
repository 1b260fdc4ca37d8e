// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "sdk/differences.h"

#include <functional>

namespace slipway::sdk {
namespace {

/// A transform's type or a component's name, and what is different about it.
struct Difference {
  const char* name;
  const char* text;
};

constexpr Difference kDifferences[] = {
    {"CenterCrop",
     "CenterCrop: an offset that ends in a half is rounded to the even neighbour, as mmcv does; MMDeploy rounds it up, "
     "which moves the crop by a pixel and scores by some thousandths"},
    {"ResizeBBox",
     "ResizeBBox: boxes end where the network's input ends, as in mmdet; MMDeploy cuts them at the image's last pixel "
     "and drops those that are nothing then"},
    {"LinearClsHead",
     "LinearClsHead: results have the scores of all classes; MMDeploy returns the best 'topk' of them"},
    {"TopDownAffine",
     "TopDownAffine: the network sees what mmpose shows it, to the bit; MMDeploy's runtime warps boxes otherwise, and "
     "its keypoints differ by some pixels"},
};

}  // namespace

std::vector<std::string> differences_from_mmdeploy(const nlohmann::json& pipeline) {
  std::vector<std::string> names;
  const std::function<void(const nlohmann::json&)> collect = [&](const nlohmann::json& value) {
    if (value.is_object())
      for (const char* key : {"type", "component"})
        if (const auto found = value.find(key); found != value.end() && found->is_string())
          names.push_back(found->get<std::string>());
    if (value.is_object() || value.is_array())
      for (const nlohmann::json& item : value)
        if (item.is_structured()) collect(item);
  };
  collect(pipeline);
  std::vector<std::string> result;
  for (const Difference& difference : kDifferences)
    for (const std::string& name : names)
      if (name == difference.name) {
        result.emplace_back(difference.text);
        break;
      }
  return result;
}

}  // namespace slipway::sdk
