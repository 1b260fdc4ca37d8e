// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "slipway/backend.h"
#include "verify/compare.h"
#include "verify/graph_check.h"
#include "verify/result/result.h"

namespace slipway::verify {

/// Second opinion on a comparison that failed. Two correct programs differ by rounding alone (they add f32 numbers in
/// another order), and a network may amplify that beyond limits which suit others. How far this network does is
/// measured, on PyTorch alone: with every input value moved by one unit in its last place, with what every layer gives
/// moved likewise, and, where that does not settle it, in f64 instead of f32 (which is slow).
/// A backend may differ from PyTorch by a small multiple of how far PyTorch's own results move, and it must make the
/// same choices (what is above a threshold, what suppresses what) as one of these runs of PyTorch.
/// A network whose results move by more than kMostRounding times the plain limits is never passed: it cannot be told
/// from a faulty one.
/// @{

/// A backend rounds in each of its layers, in another order; the runs of PyTorch differ in one respect each.
inline constexpr double kRoundingFactor = 4;
inline constexpr double kMostRounding = 100;
/// PyTorch's runs on moved inputs, and so many with moved layers, besides the one in f64.
inline constexpr uint64_t kMovedRuns = 3;

/// @param input f32. @return every value one f32 step up or down, by a fixed pattern of `seed`
at::Tensor move_by_one_step(const at::Tensor& input, uint64_t seed);

/// Runs the graph with every value that a layer with weights gives moved up or down by one f32 step of the layer's
/// largest value, by a pattern of `seed`: sums of the same numbers in another order are off by steps of the largest
/// ones.
/// @return the outputs
std::vector<at::Tensor> run_with_moved_layers(const graph::Graph& graph, const at::Tensor& input, uint64_t seed);

/// The same computation in f64.
graph::Graph in_double(const graph::Graph& graph);

/// What rounding may move, for each column of each output.
using Columns = std::vector<std::vector<double>>;

/// Judges a failed check again. Where it passes now, its differences say what rounding allowed; else nothing changes.
/// Each image of a batch must equal one of the runs: what one holds is chosen without the others.
/// @param rounding what was measured so far on this network; grows
void allow_rounding(GraphCheck& check, Columns& rounding, const graph::Graph& graph, backend::Session& session,
                    const at::Tensor& input, const Outputs& outputs, const Tolerance& tolerance);

/// Judges failed results again. @param actual of the backend
/// @param moved PyTorch's results on the same image, on kMovedRuns moved inputs, then with as many moved layers
/// @param exact makes those of the run in f64; called only where the others do not settle it (may be null)
/// @param limit as for compare()
/// @return `failed`, or a difference that passes and says what rounding allowed
ResultDifference allow_rounding(const ResultDifference& failed, const Result& actual, const Result& reference,
                                const std::vector<Result>& moved, const std::function<Result()>& exact, size_t limit,
                                const ResultTolerance& tolerance);
/// @}

}  // namespace slipway::verify
