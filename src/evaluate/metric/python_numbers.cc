// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/metric/python_numbers.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace slipway::evaluate {

std::string python_text(double value) {
  const std::string text = std::isnan(value) ? "nan" : fmt::format("{}", value);
  return text.find_first_of(".en") == std::string::npos ? text + ".0" : text;
}

double round_as_python(double value, int digits) {
  if (!std::isfinite(value)) return value;
  constexpr size_t kLongest = 400;  // 309 digits before the point
  char text[kLongest];
  const auto [end, error] = std::to_chars(text, text + kLongest, value, std::chars_format::fixed, digits);
  if (error == std::errc()) std::from_chars(text, end, value);
  return value;
}

double round_as_numpy(double value, int digits) {
  const double scale = std::pow(10.0, digits);
  return std::rint(value * scale) / scale;
}

}  // namespace slipway::evaluate
