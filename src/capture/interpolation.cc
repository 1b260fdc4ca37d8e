// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Newton's forward differences in several variables: f(t) = sum over exponents m of (difference of f of order m at 0) *
// product of C(t_i, m_i). The difference of order m needs f at all points below m, so the set of exponents must hold,
// with m, all that is below it.
#include "capture/interpolation.h"

#include <algorithm>
#include <numeric>

namespace slipway::capture {
namespace {

using graph::SymInt;

/// Products of more axes than this are not looked for.
constexpr int64_t kMaxFactors = 3;
/// Up to so many axes all products of squares are looked for, beyond it squares of single axes only.
constexpr size_t kMaxAxesWithMixedSquares = 2;

int64_t binomial(int64_t n, int64_t k) { return k == 0 ? 1 : k == 1 ? n : n * (n - 1) / 2; }

bool is_wanted(const Point& point, int degree) {
  const int64_t total = std::accumulate(point.begin(), point.end(), int64_t{0});
  const int64_t highest = point.empty() ? 0 : *std::max_element(point.begin(), point.end());
  if (highest <= 1) return total <= kMaxFactors;
  return degree == 2 && (point.size() <= kMaxAxesWithMixedSquares || total == 2);
}

}  // namespace

Interpolation::Interpolation(std::vector<int64_t> examples, std::vector<int64_t> steps, int degree)
    : examples_(std::move(examples)), steps_(std::move(steps)) {
  Point point(examples_.size(), 0);
  while (true) {  // counts through all points up to `degree` in each axis
    if (is_wanted(point, degree)) points_.push_back(point);
    size_t axis = 0;
    while (axis < point.size() && point[axis] == degree) point[axis++] = 0;
    if (axis == point.size()) break;
    ++point[axis];
  }
  for (const Point& order : points_) {
    SymInt basis = 1;
    for (size_t i = 0; i < order.size(); ++i) {
      const SymInt t = (SymInt::axis(static_cast<int>(i)) - examples_[i]).divided_by(steps_[i]);
      if (order[i] >= 1) basis = basis * t;
      if (order[i] == 2) basis = (basis * (t - 1)).divided_by(2);
    }
    basis_.push_back(basis);
    std::vector<int64_t> factors;
    for (const Point& other : points_) {
      int64_t factor = 1;
      for (size_t i = 0; i < order.size(); ++i) {
        if (other[i] > order[i])
          factor = 0;
        else
          factor *= binomial(order[i], other[i]) * ((order[i] - other[i]) % 2 == 0 ? 1 : -1);
      }
      factors.push_back(factor);
    }
    differences_.push_back(std::move(factors));
  }
}

std::vector<int64_t> Interpolation::sizes(const Point& point) const {
  std::vector<int64_t> result;
  for (size_t i = 0; i < point.size(); ++i) result.push_back(examples_[i] + steps_[i] * point[i]);
  return result;
}

SymInt Interpolation::fit(const std::vector<int64_t>& values) const {
  SymInt result;
  for (size_t i = 0; i < points_.size(); ++i) {
    SymInt difference;
    for (size_t j = 0; j < points_.size(); ++j)
      if (differences_[i][j] != 0) difference = difference + SymInt(differences_[i][j]) * SymInt(values[j]);
    if (difference != SymInt(0)) result = result + difference * basis_[i];
  }
  return result;
}

}  // namespace slipway::capture
