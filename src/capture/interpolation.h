// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "graph/symint.h"

namespace slipway::capture {

/// One size per axis, as a number of steps away from the example.
using Point = std::vector<int64_t>;

/// Finds polynomials through values at several sizes, exactly. With exponents 1 at most they are affine in each axis:
/// sizes of feature maps, and products of them; with 2 they hold squares of one axis as well.
class Interpolation {
 public:
  /// @param examples,steps size and step of each axis @param degree 1 or 2
  Interpolation(std::vector<int64_t> examples, std::vector<int64_t> steps, int degree);

  /// Where values are needed, in the order in which fit() takes them; the example comes first.
  const std::vector<Point>& points() const { return points_; }
  /// Sizes of the axes at a point.
  std::vector<int64_t> sizes(const Point& point) const;
  graph::SymInt fit(const std::vector<int64_t>& values) const;

 private:
  std::vector<int64_t> examples_;
  std::vector<int64_t> steps_;
  std::vector<Point> points_;
  std::vector<graph::SymInt>
      basis_;  ///< of each point: product of binomials C(t, exponent), t = (axis - example) / step
  std::vector<std::vector<int64_t>> differences_;  ///< of each point: the factor of each value in its coefficient
};

}  // namespace slipway::capture
