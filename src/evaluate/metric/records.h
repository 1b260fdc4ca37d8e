// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "base/error.h"

namespace slipway::evaluate {

/// Puts what was kept of the samples in the order of the dataset. Of several with one index the first to come counts.
template <typename Record>
void sort_by_index(std::vector<Record>& records) {
  std::stable_sort(records.begin(), records.end(), [](const Record& a, const Record& b) { return a.index < b.index; });
  records.erase(
      std::unique(records.begin(), records.end(), [](const Record& a, const Record& b) { return a.index == b.index; }),
      records.end());
}

/// Errors where one of the numbers of a result is infinite or none.
inline void require_finite(std::span<const float> values, int64_t image_id) {
  if (!std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); }))
    fail("the result of image {} has a number that is not finite", image_id);
}

}  // namespace slipway::evaluate
