// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sdk/session.h"
#include "slipway/result.h"
#include "slipway/slipway.h"

namespace slipway::bindings {

/// A result, or an output of a network, with the arrays that the C interface shows of it.
struct View {
  explicit View(Result result);
  explicit View(sdk::NamedTensor output);

  Result result;
  sdk::NamedTensor output;
  int32_t kind = 0;
  std::vector<float> keypoints, keypoint_scores, keypoints_visible;  // in one block each
  size_t keypoint_count = 0;
  std::vector<slw_mask> masks;
  std::string json;  // "" until it is asked for
};

}  // namespace slipway::bindings

struct slw_results {
  std::vector<std::unique_ptr<slipway::bindings::View>> views;
};

namespace slipway::bindings {

/// Of Results or NamedTensors.
template <typename T>
slw_results* make_results(std::vector<T> found) {
  auto made = std::make_unique<slw_results>();
  for (T& one : found) made->views.push_back(std::make_unique<View>(std::move(one)));
  return made.release();
}

}  // namespace slipway::bindings
