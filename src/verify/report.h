// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "rewrite/rewriter.h"
#include "verify/compare.h"
#include "verify/graph_check.h"
#include "verify/result/result.h"

namespace slipway::verify {

struct ImageCheck {
  std::string image;
  ResultDifference difference;
  /// What the deploy config's limits cut of PyTorch's results, one sentence a limit; the rest is compared.
  std::vector<std::string> cuts{};
};

/// Everything that verification found.
struct Report {
  bool done = false;  ///< false: verification was switched off
  Tolerance tolerance;
  ResultTolerance result_tolerance;
  std::string precision = "FP32";  ///< as deploy.json names it
  bool half_activations = false;   ///< in FP16: layers compute in f16, not only weights are stored in it
  bool by_own_moves = false;       ///< limits are what f16 does to PyTorch's own results (half.h)
  std::vector<GraphCheck> graph;   ///< backend against the captured graph on LibTorch, one per input size
  std::vector<ImageCheck> images;  ///< decoded results against the unrewritten eager model
  std::optional<LayerDifference> first_difference;
  std::vector<rewrite::Use> rewriters;  ///< that the deployed network was made with

  bool passed() const;
  /// Whether all that failed fails for PyTorch's own run in f16, too.
  bool cannot_be_half() const;
  /// Whether something passed only by what the network's own rounding allows.
  bool needed_rounding() const;
};

/// @name The first layer that differs, for verify.json and for a person, who reads a line
/// @{
nlohmann::ordered_json to_json(const LayerDifference& layer);
std::string describe(const LayerDifference& layer);
/// @}

/// verify.json
nlohmann::ordered_json to_json(const Report& report);
/// The table that a person reads, ends with a newline.
std::string table(const Report& report, const std::string& backend);

}  // namespace slipway::verify
