// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/command/interface.h"

#include "base/load_library.h"

namespace slipway::evaluate {

const EvaluateLibrary& evaluate_library() {
  static const EvaluateLibrary* const library = [] {
    void* entry = load_entry("libslipway_evaluate.so", "slipway_evaluate_entry", "what tests models",
                             "the installation is not complete");
    return reinterpret_cast<decltype(&slipway_evaluate_entry)>(entry)();
  }();
  return *library;
}

}  // namespace slipway::evaluate
