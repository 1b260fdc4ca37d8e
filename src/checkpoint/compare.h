// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "checkpoint/checkpoint.h"

namespace slipway::checkpoint {

/// What a tensor's values are, computed in f64. NaN and infinite ones are counted and left out of the others.
struct Statistics {
  double sum = 0;
  double min = 0, max = 0;  ///< 0 where there is no finite value
  int64_t not_finite = 0;
};
Statistics statistics(const HostTensor& tensor);

/// A tensor of the same shape in two checkpoints whose values differ.
struct ValueDifference {
  std::string name;
  double largest = 0;   ///< absolute; infinite where one side is NaN or another infinity
  double relative = 0;  ///< that, relative to the largest absolute value of the first side; 0 where that is 0
  int64_t count = 0;    ///< of elements that differ
};

/// What two checkpoints' `state_dict`s do not have in common.
struct Comparison {
  std::vector<std::string> only_first, only_second;  ///< names, each in the order of its side
  std::vector<std::string> shapes;                   ///< "name [3,4] and [4]"
  std::vector<std::string> dtypes;                   ///< "name f32 and f16"; their values are compared all the same
  std::vector<ValueDifference> values;               ///< the largest first
  int64_t equal = 0;                                 ///< tensors of equal type, shape and values

  bool same() const {
    return only_first.empty() && only_second.empty() && shapes.empty() && dtypes.empty() && values.empty();
  }
};
/// NaN equals NaN, and 0 equals -0.
Comparison compare(const Checkpoint& first, const Checkpoint& second);

}  // namespace slipway::checkpoint
