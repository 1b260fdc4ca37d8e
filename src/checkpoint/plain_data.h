// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "checkpoint/pickle.h"

namespace slipway::checkpoint {

/// The part of a pickle that is settings and not weights, as JSON. Small numpy arrays become lists; an object of an
/// unknown class is its dotted name; a key that is no string is spelled out; what is too large or too deep is "...".
/// Never fails, and takes bounded time whatever the pickle shares or repeats.
nlohmann::json plain_data(const Pickle& pickle, Pickle::Ref ref);

}  // namespace slipway::checkpoint
