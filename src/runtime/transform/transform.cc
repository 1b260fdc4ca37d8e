// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/transform/transform.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace slipway::runtime {

Registry<TransformMaker>& transforms() {
  static Registry<TransformMaker> registry("transform");
  return registry;
}

cv::Scalar read_color(Params& params, std::string_view key, const nlohmann::json* value, double fallback) {
  if (value != nullptr && value->is_object()) {
    const auto image = value->find("img");
    value = image == value->end() ? nullptr : &*image;
  }
  if (value == nullptr) return cv::Scalar::all(fallback);
  if (value->is_number_integer()) return cv::Scalar::all(value->get<double>());
  // The original repeats an int for every channel, but hands a float on to OpenCV, for which it is the first channel's
  // value.
  if (value->is_number()) return {value->get<double>()};
  if (value->is_array() && value->size() == 3 && (*value)[0].is_number() && (*value)[1].is_number() &&
      (*value)[2].is_number())
    return {(*value)[0].get<double>(), (*value)[1].get<double>(), (*value)[2].get<double>()};
  params.problem(fmt::format("'{}' must be a number or a list of three, got {}", key, brief(*value)));
  return cv::Scalar::all(fallback);
}

void require_size(const cv::Mat& from, int64_t width, int64_t height, const char* owner) {
  constexpr double kAlwaysGood = 1 << 27;
  const double pixels = static_cast<double>(width) * static_cast<double>(height);
  if (width < 1 || height < 1 || pixels > std::max(kAlwaysGood, 2 * static_cast<double>(from.total())))
    fail("{} makes an image of {}x{} px one of {}x{} px", owner, from.cols, from.rows, width, height);
}

int64_t round_half_even(double value) {
  const double below = std::floor(value);
  const double rest = value - below;
  if (rest != 0.5) return static_cast<int64_t>(std::floor(value + 0.5));
  return static_cast<int64_t>(std::fmod(below, 2.0) == 0.0 ? below : below + 1);
}

}  // namespace slipway::runtime
