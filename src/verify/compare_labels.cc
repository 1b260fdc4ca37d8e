// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "verify/compare_labels.h"

#include <ATen/ATen.h>

#include "base/error.h"
#include "capture/interpreter.h"

namespace slipway::verify {
namespace {

Difference incomparable(std::string problem) {
  Difference result;
  result.comparable = false;
  result.problem = std::move(problem);
  result.max_abs = result.mean_abs = result.worst = std::numeric_limits<double>::infinity();
  return result;
}

}  // namespace

Difference compare_labels(const HostTensor& actual, const HostTensor& reference, const at::Tensor& scores,
                          const Tolerance& tolerance) {
  if (actual.shape() != reference.shape())
    return incomparable(fmt::format("{} instead of {}", actual.describe(), reference.describe()));
  const at::Tensor ours = capture::from_host(actual).to(at::kLong),
                   theirs = capture::from_host(reference).to(at::kLong);
  Difference result;
  const at::Tensor other = at::ne(ours, theirs);
  const int64_t count = other.sum().item<int64_t>();
  if (count == 0) return result;
  const int64_t classes = scores.size(1);
  if (ours.min().item<int64_t>() < 0 || ours.max().item<int64_t>() >= classes)
    return incomparable(
        fmt::format("classes from {} to {}, of {}", ours.min().item<int64_t>(), ours.max().item<int64_t>(), classes));
  const at::Tensor lead = scores.gather(1, theirs) - scores.gather(1, ours);
  const at::Tensor leads = lead.masked_select(other).abs();
  // Both classes' scores may be off.
  const double allowed = 2 * (tolerance.atol + tolerance.rtol * scores.abs().max().item<double>());
  result.max_abs = leads.max().item<double>();
  result.mean_abs = leads.sum().item<double>() / static_cast<double>(actual.numel());
  result.worst = result.max_abs / allowed;
  const int64_t ties = at::le(leads, allowed).sum().item<int64_t>();
  result.note =
      fmt::format("{} of {} pixels are of another class, {} of them ties within rounding", count, actual.numel(), ties);
  return result;
}

}  // namespace slipway::verify
