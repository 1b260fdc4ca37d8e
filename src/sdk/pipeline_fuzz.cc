// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <opencv2/core.hpp>

#include "base/error.h"
#include "runtime/pipeline.h"

namespace {

using namespace slipway;

HostTensor ramp(std::vector<int64_t> shape) {
  std::vector<float> values(static_cast<size_t>(HostTensor(DType::kF32, shape).numel()));
  std::iota(values.begin(), values.end(), -1.F);
  return HostTensor::of(DType::kF32, std::move(shape), values);
}

/// What networks may give, whether it is what the pipeline decodes or not.
const std::vector<std::vector<HostTensor>>& outputs() {
  static const HostTensor labels = HostTensor::of(DType::kI64, {1, 5}, std::vector<int64_t>{0, 1, -1, 7, 2});
  static const std::vector<std::vector<HostTensor>> all{{ramp({1, 3})},
                                                        {ramp({1, 5, 5}), labels},
                                                        {ramp({1, 5, 5}), ramp({1, 5, 17, 3})},
                                                        {ramp({1, 9, 6})},
                                                        {ramp({1, 17, 32}), ramp({1, 17, 24})},
                                                        {ramp({1, 17, 8, 6})},
                                                        {ramp({1, 5, 9, 7})},
                                                        {}};
  return all;
}

}  // namespace

/// Any pipeline.json is an Error, or a pipeline that gives results or Errors.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const nlohmann::json json = nlohmann::json::parse(data, data + size, nullptr, false);
  if (json.is_discarded()) return 0;
  static const cv::Mat image(11, 13, CV_8UC3, cv::Scalar(9, 99, 199));
  try {
    const runtime::Pipeline pipeline(json);
    std::optional<InputBox> box;
    if (pipeline.takes_boxes()) box = InputBox{{2, 1, 9, 8}, 0.5F};
    const runtime::Preprocessed ready = pipeline.preprocess(image, box);
    for (const std::vector<HostTensor>& some : outputs()) {
      try {
        static_cast<void>(pipeline.decode(some, 0, ready.meta));
      } catch (const Error&) {
      }
    }
  } catch (const Error&) {
  }
  return 0;
}
