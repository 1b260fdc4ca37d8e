// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/tensor.h"
#include "task/task.h"

namespace slipway::verify {

/// What two tensors may differ by: atol + rtol · (largest reference value of the column), where the columns are those
/// of the last dimension if it is short (x1,y1,x2,y2,score have scales of their own), else there is one for the whole
/// tensor. The defaults are up to twice what LibTorch and ONNX Runtime were seen to differ by on a full-size network
/// with random weights, which amplify the rounding of f32 sums in another order: 1e-4 in probabilities, 2e-5 of the
/// largest value in coordinates (0.01 px of 460 px).
struct Tolerance {
  double rtol = 3e-5;
  double atol = 2e-4;
};

struct Difference {
  double max_abs = 0;
  double mean_abs = 0;
  double worst = 0;            ///< largest difference / what the tolerance allows there; passed where <= 1
  std::string run;             ///< the run of PyTorch that it equals, where rounding alone moved a choice
  std::string note;            ///< what else is worth saying of it
  double rounding = 0;         ///< most that the network's own rounding allowed in a column; 0 where not asked
  bool reference_too = false;  ///< in f16: PyTorch's own run in it is as far off
  bool comparable = true;      ///< false where shapes or dtypes differ, or a NaN stands against a number
  std::string problem;         ///< says why not comparable
  bool passed() const { return comparable && worst <= 1; }
  /// Passed only by what the network's own rounding may move or choose.
  bool by_rounding() const { return rounding > 0 || !run.empty(); }
};

/// What the columns of an output are, where the task's role of it says that.
struct ColumnScale {
  double frame = 0;  ///< size of the frame that positions lie in, px: their scale, however near to its origin they are
  size_t positions = 0;  ///< the first so many columns are positions; 0: no column has a meaning of its own
};
/// @param frame longer side of the network's input, px
ColumnScale columns_of(task::Role role, double frame);

/// @param actual, reference of one shape; any numeric dtype
/// @param rounding what the network's own rounding allows in each column, where that was measured
Difference compare(const HostTensor& actual, const HostTensor& reference, const Tolerance& tolerance,
                   const ColumnScale& columns = {}, const std::vector<double>& rounding = {});
/// What `tolerance` allows in each column of `reference`.
std::vector<double> column_limits(const HostTensor& reference, const Tolerance& tolerance, const ColumnScale& columns);
/// The largest difference in each column; infinite where a value is not comparable.
std::vector<double> column_differences(const HostTensor& actual, const HostTensor& reference,
                                       const ColumnScale& columns);

/// Detections in the order of those that they are compared with.
struct Alignment {
  std::vector<HostTensor> outputs;
  size_t exchanged =
      0;  ///< rows at the cut that are others on both sides; `outputs` has the reference's in their place
};

/// Of the rows of an image at most this part may be others at the cut. Where all scores lie within 1e-4 of each other,
/// 1 to 2 % were seen to be; where many more are, they cannot be told from wrong ones.
inline constexpr double kMostExchanged = 0.1;

/// Detections whose scores tie may come in another order from another runtime. Reorders the rows of `outputs` (all
/// [B,N,...]; the first one is dets [B,N,5] with the score last) so that each stands where its counterpart stands in
/// `reference`, as far as rows with scores within `score_tolerance` of each other go. Where a table is full, rows that
/// score as its last one, within `score_tolerance`, were chosen by rounding among others that do: those without a
/// counterpart are counted and left out. Other rows stay, so a real difference is still seen.
/// @param limits what two equal rows may differ by, for each column of each output (column_limits())
Alignment align_detections(const std::vector<HostTensor>& outputs, const std::vector<HostTensor>& reference,
                           double score_tolerance, const std::vector<std::vector<double>>& limits);
/// What a person should know of exchanged rows; "" where there are none.
std::string exchange_note(size_t count, double score_tolerance);

}  // namespace slipway::verify
