// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cstdio>

#include "evaluate/command/commands.h"
#include "evaluate/dataset/dataset.h"
#include "evaluate/metric/metric.h"

namespace slipway::evaluate {

void list_evaluation(const std::string& what) {
  const std::vector<std::string> names = what == "datasets" ? evaluate::datasets().keys() : evaluate::metrics().keys();
  for (const std::string& name : names) fmt::print("{}\n", name);
}

}  // namespace slipway::evaluate

namespace {
const slipway::evaluate::EvaluateLibrary kLibrary{slipway::evaluate::test, slipway::evaluate::list_evaluation};
}  // namespace

extern "C" const slipway::evaluate::EvaluateLibrary* slipway_evaluate_entry() { return &kLibrary; }
