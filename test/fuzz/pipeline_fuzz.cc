// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Any pipeline.json is either refused with an Error or gives a pipeline that takes a small image, or refuses it with an
// Error.
#include <cstdint>
#include <nlohmann/json.hpp>
#include <opencv2/core.hpp>

#include "runtime/pipeline.h"
#include "slipway/error.h"

namespace {

/// Sizes up to a few thousand are a matter of memory and time, not of correctness.
bool too_large(const nlohmann::json& value) {
  if (value.is_number()) return value.get<double>() > 512;
  if (value.is_structured())
    for (const auto& item : value)
      if (too_large(item)) return true;
  return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto json = nlohmann::json::parse(data, data + size, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded() || too_large(json)) return 0;
  try {
    const slipway::runtime::Pipeline pipeline(json);
    (void)pipeline.preprocess(cv::Mat(5, 7, CV_8UC3, cv::Scalar(1, 2, 3)));
  } catch (const slipway::Error&) {
  }
  return 0;
}
