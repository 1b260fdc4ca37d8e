// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "slipway/result.h"
#include "slipway/slipway.h"

namespace slipway::run {

/// A result of the SDK as the rest of the program knows it, for drawing and for results.json.
Result to_result(const slw_results* results, size_t index);

}  // namespace slipway::run
