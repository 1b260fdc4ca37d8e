// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "evaluate/command/job.h"
#include "evaluate/command/ranks.h"
#include "evaluate/run/runner.h"

namespace slipway::evaluate {

/// What came of the samples of one rank, besides what its metrics hold.
struct Share {
  evaluate::RunReport run;
  std::vector<std::pair<int64_t, std::string>> predictions;  ///< (index, JSON), for --out
};

/// Collects the shares of all ranks, and what their metrics hold, in the root. All ranks call it.
/// @return in the root the whole run; the times are those of the root
Share merge_shares(TestJob& job, Share& mine, Ranks& ranks);

}  // namespace slipway::evaluate
