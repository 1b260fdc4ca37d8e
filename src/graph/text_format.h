// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "graph/cursor.h"

namespace slipway::graph {

/// The text form, line by line. `#` starts a comment; that of a node is its scope.
///
///     slipway graph 1
///     axis batch = 1
///     input %input: f32[batch,3,640,640]
///     constant @stem.weight: f32[32,3,3,3] = checksum:0f1e2d3c4b5a6978
///     constant @scale: f32[2] = [0.5,inf]
///     %stem/conv2d: f32[batch,32,320,320] = aten::conv2d(input=%input, weight=@stem.weight, bias=None, stride=[2,2],
///     ...)  # stem return %stem/conv2d
///
/// Names of values with other characters than letters, digits, `_`, `.` and `/` stand in double quotes, such names of
/// axes in backticks. Empty lists tell their kind: `[]` of integers, `floats[]`, `bools[]`, `tensors[]`. The number in
/// the first line changes whenever an older reader would misunderstand a newer text.
constexpr std::string_view kTextHeader = "slipway graph 1";

inline bool is_name_part(char c) { return is_word_part(c) || c == '.' || c == '/'; }

}  // namespace slipway::graph
