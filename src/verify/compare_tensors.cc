// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "base/error.h"
#include "verify/compare.h"

namespace slipway::verify {
namespace {

/// Longest last dimension whose entries count as columns with a scale of their own.
constexpr int64_t kMaxColumns = 16;

std::vector<double> to_doubles(const HostTensor& tensor) {
  std::vector<double> result(static_cast<size_t>(tensor.numel()));
  const auto read = [&]<typename T>(T) {
    const T* data = tensor.data<T>();
    for (size_t i = 0; i < result.size(); ++i) result[i] = static_cast<double>(data[i]);
  };
  switch (tensor.dtype()) {
    case DType::kF32:
      read(float{});
      break;
    case DType::kF64:
      read(double{});
      break;
    case DType::kI64:
      read(int64_t{});
      break;
    case DType::kI32:
      read(int32_t{});
      break;
    case DType::kI16:
      read(int16_t{});
      break;
    case DType::kI8:
      read(int8_t{});
      break;
    case DType::kU8:
    case DType::kBool:
      read(uint8_t{});
      break;
    case DType::kF16:
    case DType::kBF16:
      throw InternalError("half-precision tensors are compared after conversion to f32");
  }
  return result;
}

Difference not_comparable(std::string problem) {
  Difference result;
  result.comparable = false;
  result.problem = std::move(problem);
  result.max_abs = result.mean_abs = result.worst = std::numeric_limits<double>::infinity();
  return result;
}

size_t count_columns(const HostTensor& tensor, const ColumnScale& columns) {
  const int64_t last = tensor.shape().empty() ? 1 : tensor.shape().back();
  return last >= 1 && (columns.positions > 0 || last <= kMaxColumns) ? static_cast<size_t>(last) : 1;
}

/// What the tolerance allows in each column. @param values of the reference
std::vector<double> limits_of(const std::vector<double>& values, size_t count, const Tolerance& tolerance,
                              const ColumnScale& columns) {
  std::vector<double> limits(count, 0);
  std::fill_n(limits.begin(), std::min(count, columns.positions), columns.frame);
  for (size_t i = 0; i < values.size(); ++i)
    if (std::isfinite(values[i])) limits[i % count] = std::max(limits[i % count], std::abs(values[i]));
  for (double& limit : limits) limit = tolerance.atol + tolerance.rtol * limit;
  return limits;
}

/// Row `from` of image `image` of every tensor goes to row `to` of `destination`.
void copy_row(const HostTensor& source, HostTensor& destination, int64_t image, int64_t from, int64_t to) {
  const size_t row_bytes = source.nbytes() / static_cast<size_t>(source.dim(0) * source.dim(1));
  const size_t base = static_cast<size_t>(image * source.dim(1));
  std::memcpy(static_cast<char*>(destination.mutable_raw()) + (base + static_cast<size_t>(to)) * row_bytes,
              static_cast<const char*>(source.raw()) + (base + static_cast<size_t>(from)) * row_bytes, row_bytes);
}

/// Chosen rows of one image on both sides: values of all outputs, row by row.
class RowMatcher {
 public:
  RowMatcher(int64_t rows, double score_tolerance) : score_tolerance_(score_tolerance), rows_(rows) {
    match_.assign(static_cast<size_t>(rows), -1);
    taken_.assign(static_cast<size_t>(rows), false);
  }

  /// One output. @param limits of its columns @param first number of its first value among those of the whole batch
  void add(const double* actual, const double* reference, size_t row_size, const std::vector<double>& limits,
           size_t first) {
    outputs_.push_back({actual, reference, row_size, &limits, first});
  }

  /// For each row of the reference the row of `actual` that stands for it, or -1 where the row was exchanged.
  const std::vector<int64_t>& match() {
    for (int64_t r = 0; r < rows_; ++r)
      if (!pair(r, r)) find(r, [&](int64_t a) { return equal(r, a) ? distance(r, a) : kNever; });
    exchange_at_cut();
    for (int64_t r = 0; r < rows_; ++r)
      if (open(r)) find(r, [&](int64_t a) { return distance(r, a); });
    // Rows without a counterpart keep their place if it is free.
    int64_t free = 0;
    for (int64_t& row : match_) {
      if (row != kOpen) continue;
      while (taken_[static_cast<size_t>(free)]) ++free;
      row = free;
      taken_[static_cast<size_t>(free)] = true;
    }
    for (int64_t& row : match_) row = row == kExchanged ? -1 : row;
    return match_;
  }

  size_t exchanged() const { return exchanged_; }

 private:
  struct Output {
    const double *actual, *reference;
    size_t row_size;
    const std::vector<double>* limits;
    size_t first;
  };
  static constexpr int64_t kOpen = -1, kExchanged = -2;
  static constexpr double kNever = std::numeric_limits<double>::infinity();
  static constexpr double kLargest = std::numeric_limits<double>::max();

  bool open(int64_t r) const { return match_[static_cast<size_t>(r)] == kOpen; }
  static double score(const Output& dets, const double* side, int64_t row) {
    return side[(static_cast<size_t>(row) + 1) * dets.row_size - 1];
  }
  double wanted(int64_t r) const { return score(outputs_[0], outputs_[0].reference, r); }
  double given(int64_t a) const { return score(outputs_[0], outputs_[0].actual, a); }
  bool ties(double x, double y) const { return std::abs(x - y) <= score_tolerance_; }

  /// Row `a` may stand for row `r`. Its own place in the reference must tie as well: a wrong order is a fault, not a
  /// tie.
  bool may_stand(int64_t r, int64_t a) const {
    return !taken_[static_cast<size_t>(a)] && ties(given(a), wanted(r)) && ties(wanted(a), wanted(r));
  }

  bool equal(int64_t r, int64_t a) const { return distance(r, a) <= 1; }

  /// The largest difference in units of what it may be, over all outputs: of two classes of one box, which may score
  /// the same, the row of the other class is far away.
  double distance(int64_t r, int64_t a) const {
    double result = 0;
    for (const Output& output : outputs_)
      for (size_t k = 0; k < output.row_size; ++k) {
        const size_t at = static_cast<size_t>(r) * output.row_size + k;
        const double x = output.actual[static_cast<size_t>(a) * output.row_size + k];
        const double difference = std::abs(x - output.reference[at]);
        if (difference == 0) continue;
        const double part = difference / (*output.limits)[(output.first + at) % output.limits->size()];
        if (!(part <= kLargest)) return kLargest;  // not a number, or no difference is allowed
        result = std::max(result, part);
      }
    return result;
  }

  void take(int64_t r, int64_t a) {
    match_[static_cast<size_t>(r)] = a;
    taken_[static_cast<size_t>(a)] = true;
  }

  bool pair(int64_t r, int64_t a) {
    if (!may_stand(r, a) || !equal(r, a)) return false;
    take(r, a);
    return true;
  }

  /// The nearest of those that may stand for `r`, if there is one.
  template <typename Distance>
  void find(int64_t r, const Distance& distance_to) {
    int64_t best = -1;
    double nearest = kNever;
    for (int64_t a = 0; a < rows_; ++a) {
      if (!may_stand(r, a)) continue;
      const double distance = distance_to(a);
      if (distance < nearest) {
        best = a;
        nearest = distance;
      }
    }
    if (best >= 0) take(r, best);
  }

  /// Where the table is full, which of the rows that tie with its last one are in it is left to rounding.
  void exchange_at_cut() {
    const double cut = wanted(rows_ - 1);
    if (!(cut > 0) || !(given(rows_ - 1) > 0)) return;
    std::vector<int64_t> ours, theirs;
    for (int64_t row = 0; row < rows_; ++row) {
      if (!taken_[static_cast<size_t>(row)] && ties(given(row), cut)) ours.push_back(row);
      if (open(row) && ties(wanted(row), cut)) theirs.push_back(row);
    }
    const size_t count = std::min(ours.size(), theirs.size());
    if (static_cast<double>(count) > kMostExchanged * static_cast<double>(rows_)) return;
    for (size_t i = 0; i < count; ++i) {
      match_[static_cast<size_t>(theirs[i])] = kExchanged;
      taken_[static_cast<size_t>(ours[i])] = true;
    }
    exchanged_ = count;
  }

  std::vector<Output> outputs_;
  double score_tolerance_;
  int64_t rows_;
  std::vector<int64_t> match_;
  std::vector<bool> taken_;
  size_t exchanged_ = 0;
};

}  // namespace

ColumnScale columns_of(task::Role role, double frame) {
  switch (role) {
    case task::Role::kBoxes:
    case task::Role::kCandidates:
      return {frame, 4};
    case task::Role::kKeypoints:
      return {frame, 2};
    default:
      return {};
  }
}

std::vector<double> column_limits(const HostTensor& reference, const Tolerance& tolerance, const ColumnScale& columns) {
  return limits_of(to_doubles(reference), count_columns(reference, columns), tolerance, columns);
}

std::vector<double> column_differences(const HostTensor& actual, const HostTensor& reference,
                                       const ColumnScale& columns) {
  std::vector<double> largest(count_columns(reference, columns), 0);
  const std::vector<double> a = to_doubles(actual);
  const std::vector<double> b = to_doubles(reference);
  for (size_t i = 0; i < a.size(); ++i) {
    if (a[i] == b[i] || (std::isnan(a[i]) && std::isnan(b[i]))) continue;
    const double difference = std::abs(a[i] - b[i]);
    double& column = largest[i % largest.size()];
    column = std::isfinite(difference) ? std::max(column, difference) : std::numeric_limits<double>::infinity();
  }
  return largest;
}

Difference compare(const HostTensor& actual, const HostTensor& reference, const Tolerance& tolerance,
                   const ColumnScale& columns, const std::vector<double>& rounding) {
  if (actual.shape() != reference.shape() || actual.dtype() != reference.dtype())
    return not_comparable(fmt::format("{} instead of {}", actual.describe(), reference.describe()));
  Difference result;
  if (reference.numel() == 0) return result;
  const std::vector<double> a = to_doubles(actual);
  const std::vector<double> b = to_doubles(reference);
  const size_t count = count_columns(reference, columns);
  std::vector<double> limits = limits_of(b, count, tolerance, columns);
  for (size_t c = 0; c < rounding.size(); ++c) {
    limits.at(c) = std::max(limits[c], rounding[c]);
    result.rounding = std::max(result.rounding, rounding[c]);
  }
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    if (a[i] == b[i] || (std::isnan(a[i]) && std::isnan(b[i]))) continue;  // equal infinities too
    const double difference = std::abs(a[i] - b[i]);
    if (!std::isfinite(difference)) return not_comparable(fmt::format("{} instead of {} at element {}", a[i], b[i], i));
    const double allowed = limits[i % count];
    result.max_abs = std::max(result.max_abs, difference);
    result.worst = std::max(result.worst, allowed > 0 ? difference / allowed : std::numeric_limits<double>::infinity());
    sum += difference;
  }
  result.mean_abs = sum / static_cast<double>(a.size());
  return result;
}

Alignment align_detections(const std::vector<HostTensor>& outputs, const std::vector<HostTensor>& reference,
                           double score_tolerance, const std::vector<std::vector<double>>& limits) {
  const HostTensor& dets = outputs.at(0);
  for (size_t i = 0; i < outputs.size(); ++i)
    if (i >= reference.size() || outputs[i].shape() != reference[i].shape() || outputs[i].shape().size() < 2 ||
        outputs[i].dim(0) != dets.dim(0) || outputs[i].dim(1) != dets.dim(1))
      return {outputs};  // compare() will say what is wrong
  if (dets.dtype() != DType::kF32 || dets.numel() == 0) return {outputs};
  Alignment aligned;
  std::vector<std::vector<double>> ours, theirs;
  for (size_t i = 0; i < outputs.size(); ++i) {
    aligned.outputs.emplace_back(outputs[i].dtype(), outputs[i].shape());
    ours.push_back(to_doubles(outputs[i]));
    theirs.push_back(to_doubles(reference[i]));
  }
  const int64_t rows = dets.dim(1);
  for (int64_t image = 0; image < dets.dim(0); ++image) {
    RowMatcher matcher(rows, score_tolerance);
    for (size_t i = 0; i < outputs.size(); ++i) {
      const size_t row_size = ours[i].size() / static_cast<size_t>(dets.dim(0) * rows);
      const size_t first = static_cast<size_t>(image * rows) * row_size;
      matcher.add(ours[i].data() + first, theirs[i].data() + first, row_size, limits.at(i), first);
    }
    const std::vector<int64_t>& match = matcher.match();
    aligned.exchanged += matcher.exchanged();
    for (size_t i = 0; i < outputs.size(); ++i)
      for (int64_t row = 0; row < rows; ++row) {
        const int64_t from = match[static_cast<size_t>(row)];
        copy_row(from < 0 ? reference[i] : outputs[i], aligned.outputs[i], image, from < 0 ? row : from, row);
      }
  }
  return aligned;
}

std::string exchange_note(size_t count, double score_tolerance) {
  if (count == 0) return "";
  return fmt::format("{} row{} other than PyTorch's at the cut, where scores tie within {:.2g}", count,
                     count == 1 ? " is" : "s are", score_tolerance);
}

}  // namespace slipway::verify
