// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/compare.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "base/half.h"
#include "base/tensor_element.h"

namespace slipway::checkpoint {
namespace {

/// Of two integers in 64 bits, which f64 would not tell apart, too.
bool same_value(const HostTensor& a, const HostTensor& b, int64_t i) {
  if (a.dtype() == DType::kI64 && b.dtype() == DType::kI64) return a.data<int64_t>()[i] == b.data<int64_t>()[i];
  const double x = element_at(a, i), y = element_at(b, i);
  return x == y || (std::isnan(x) && std::isnan(y));
}

ValueDifference value_difference(const std::string& name, const HostTensor& a, const HostTensor& b) {
  ValueDifference result{name};
  double scale = 0;
  for (int64_t i = 0; i < a.numel(); ++i) {
    const double x = element_at(a, i);
    if (std::isfinite(x)) scale = std::max(scale, std::abs(x));
    if (same_value(a, b, i)) continue;
    const double difference = std::abs(x - element_at(b, i));
    result.largest =
        std::max(result.largest, std::isnan(difference) ? std::numeric_limits<double>::infinity() : difference);
    ++result.count;
  }
  result.relative = scale > 0 ? result.largest / scale : 0;
  return result;
}

}  // namespace

Statistics statistics(const HostTensor& tensor) {
  Statistics result;
  bool first = true;
  for (int64_t i = 0; i < tensor.numel(); ++i) {
    const double value = element_at(tensor, i);
    if (!std::isfinite(value)) {
      ++result.not_finite;
      continue;
    }
    result.sum += value;
    result.min = first ? value : std::min(result.min, value);
    result.max = first ? value : std::max(result.max, value);
    first = false;
  }
  return result;
}

Comparison compare(const Checkpoint& first, const Checkpoint& second) {
  std::unordered_map<std::string_view, const HostTensor*> others;
  for (const NamedTensor& entry : second.state_dict) others.emplace(entry.name, &entry.tensor);
  Comparison result;
  for (const NamedTensor& entry : first.state_dict) {
    const auto found = others.find(entry.name);
    if (found == others.end()) {
      result.only_first.push_back(entry.name);
      continue;
    }
    const HostTensor& a = entry.tensor;
    const HostTensor& b = *found->second;
    others.erase(found);
    if (a.shape() != b.shape()) {
      result.shapes.push_back(
          fmt::format("{} {} and {}", entry.name, format_shape(a.shape()), format_shape(b.shape())));
      continue;
    }
    if (a.dtype() != b.dtype())
      result.dtypes.push_back(fmt::format("{} {} and {}", entry.name, name_of(a.dtype()), name_of(b.dtype())));
    ValueDifference difference = value_difference(entry.name, a, b);
    if (difference.count > 0)
      result.values.push_back(std::move(difference));
    else if (a.dtype() == b.dtype())
      ++result.equal;
  }
  for (const NamedTensor& entry : second.state_dict)
    if (others.count(entry.name) > 0) result.only_second.push_back(entry.name);
  std::stable_sort(result.values.begin(), result.values.end(),
                   [](const ValueDifference& a, const ValueDifference& b) { return a.largest > b.largest; });
  return result;
}

}  // namespace slipway::checkpoint
