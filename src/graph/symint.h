// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace slipway::graph {

/// An integer of a graph as a function of its dynamic axes: a polynomial with rational coefficients, e.g. "batch*8400"
/// or "height*width/64". Division is exact by contract: evaluating to a fraction is an Error.
class SymInt {
 public:
  /// Sorted axis indices with repetition ({} = the constant term) -> coefficient.
  struct Coefficient {
    int64_t numerator = 0;
    int64_t denominator = 1;  ///< > 0, lowest terms
    bool operator==(const Coefficient&) const = default;
  };
  using Terms = std::map<std::vector<int>, Coefficient>;

  SymInt(int64_t constant = 0);
  static SymInt axis(int index);
  static SymInt from_terms(Terms terms);

  bool is_constant() const;
  /// Errors: InternalError where it is not constant.
  int64_t constant() const;
  int64_t eval(const std::vector<int64_t>& axis_values) const;
  const Terms& terms() const { return terms_; }

  SymInt operator+(const SymInt& other) const;
  SymInt operator-(const SymInt& other) const;
  SymInt operator*(const SymInt& other) const;
  SymInt divided_by(int64_t divisor) const;
  bool operator==(const SymInt&) const = default;

  /// @param axis_names by index
  std::string text(const std::vector<std::string>& axis_names) const;
  /// Inverse of text(). Errors: slipway::Error.
  static SymInt parse(std::string_view text, const std::vector<std::string>& axis_names);

 private:
  Terms terms_;  ///< no zero coefficients; empty = 0
};

}  // namespace slipway::graph
