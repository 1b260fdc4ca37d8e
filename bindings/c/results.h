// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "slipway/result.h"
#include "slipway/slipway.h"

namespace slipway::bindings {

/// A result with the arrays that the C interface shows of it.
struct View {
  explicit View(Result result);

  Result result;
  int32_t kind = 0;
  std::vector<float> keypoints, keypoint_scores;  // in one block each
  size_t keypoint_count = 0;
  std::vector<slw_mask> masks;
  std::string json;  // "" until it is asked for
};

slw_results* make_results(std::vector<Result> results);

}  // namespace slipway::bindings

struct slw_results {
  std::vector<std::unique_ptr<slipway::bindings::View>> views;
};
