// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>

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

/// For each row of the reference the row of `actual` that stands for it; rows without a counterpart keep their place if
/// it is free.
std::vector<int64_t> match_rows(const float* actual, const float* reference, int64_t rows, int64_t columns,
                                double tolerance) {
  std::vector<int64_t> match(static_cast<size_t>(rows), -1);
  std::vector<bool> taken(static_cast<size_t>(rows), false);
  for (int64_t r = 0; r < rows; ++r) {
    const float* wanted = reference + r * columns;
    int64_t best = -1;
    double best_distance = std::numeric_limits<double>::infinity();
    for (int64_t a = 0; a < rows; ++a) {
      const float* row = actual + a * columns;
      // The row's own place in the reference must tie as well: a wrong order is a fault, not a tie.
      const float* own_place = reference + a * columns;
      if (taken[static_cast<size_t>(a)] || std::abs(row[columns - 1] - wanted[columns - 1]) > tolerance ||
          std::abs(own_place[columns - 1] - wanted[columns - 1]) > tolerance)
        continue;
      double distance = 0;
      for (int64_t c = 0; c < columns; ++c) distance = std::max<double>(distance, std::abs(row[c] - wanted[c]));
      if (distance < best_distance || (distance == best_distance && a == r)) {
        best = a;
        best_distance = distance;
      }
    }
    if (best >= 0) {
      match[static_cast<size_t>(r)] = best;
      taken[static_cast<size_t>(best)] = true;
    }
  }
  int64_t free = 0;
  for (int64_t& row : match) {
    if (row >= 0) continue;
    while (taken[static_cast<size_t>(free)]) ++free;
    row = free;
    taken[static_cast<size_t>(free)] = true;
  }
  return match;
}

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

std::vector<HostTensor> align_detections(const std::vector<HostTensor>& outputs,
                                         const std::vector<HostTensor>& reference, double score_tolerance) {
  const HostTensor& dets = outputs.at(0);
  for (size_t i = 0; i < outputs.size(); ++i)
    if (i >= reference.size() || outputs[i].shape() != reference[i].shape() || outputs[i].shape().size() < 2 ||
        outputs[i].dim(0) != dets.dim(0) || outputs[i].dim(1) != dets.dim(1))
      return outputs;  // compare() will say what is wrong
  if (dets.dtype() != DType::kF32 || dets.numel() == 0) return outputs;
  std::vector<HostTensor> aligned;
  for (const HostTensor& output : outputs) aligned.emplace_back(output.dtype(), output.shape());
  const int64_t rows = dets.dim(1);
  const int64_t columns = dets.dim(2);
  for (int64_t image = 0; image < dets.dim(0); ++image) {
    const int64_t offset = image * rows * columns;
    const std::vector<int64_t> match =
        match_rows(dets.data<float>() + offset, reference[0].data<float>() + offset, rows, columns, score_tolerance);
    for (size_t i = 0; i < outputs.size(); ++i)
      for (int64_t row = 0; row < rows; ++row)
        copy_row(outputs[i], aligned[i], image, match[static_cast<size_t>(row)], row);
  }
  return aligned;
}

}  // namespace slipway::verify
