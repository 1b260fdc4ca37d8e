// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cstdio>

#include "cli/evaluate/commands.h"
#include "evaluate/dataset/dataset.h"
#include "evaluate/metric/metric.h"

namespace slipway::cli {

void list_evaluation(const std::string& what) {
  const std::vector<std::string> names = what == "datasets" ? evaluate::datasets().keys() : evaluate::metrics().keys();
  for (const std::string& name : names) fmt::print("{}\n", name);
}

}  // namespace slipway::cli

namespace {
const slipway::cli::EvaluateLibrary kLibrary{slipway::cli::test, slipway::cli::list_evaluation};
}  // namespace

extern "C" const slipway::cli::EvaluateLibrary* slipway_evaluate_entry() { return &kLibrary; }
