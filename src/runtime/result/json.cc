// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/result/json.h"

#include <nlohmann/json.hpp>

namespace slipway::runtime {

nlohmann::json to_json(const Result& result) {
  return std::visit([](const auto& kind) { return to_json(kind); }, result);
}

cv::Mat to_image(const Result& result) {
  const auto* map = std::get_if<LabelMap>(&result);
  return map == nullptr ? cv::Mat() : to_image(*map);
}

}  // namespace slipway::runtime
