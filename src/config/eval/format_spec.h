// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "config/eval/evaluator.h"

namespace slipway::config {

/// Widths and precisions above this are an error.
constexpr int kMaxWidth = 10000;

/// A format spec such as ">10.3f", taken apart.
struct FormatSpec {
  std::string fill = " ";
  char align = 0;
  char sign = '-';
  bool alternate = false;
  char group = 0;
  int width = 0;
  int precision = -1;
  char type = 0;
};

/// @throws Error for what is no spec
FormatSpec parse_format_spec(Evaluator& e, std::string_view text);
/// Sign and digits, filled up to the width.
std::string pad(const FormatSpec& spec, std::string sign, std::string body, char default_align);
std::string format_float(const FormatSpec& spec, double value);
std::string format_integer(Evaluator& e, const FormatSpec& spec, int64_t value);
/// The first characters of a text; all of them for a negative precision.
std::string truncated(std::string_view text, int precision);

}  // namespace slipway::config
