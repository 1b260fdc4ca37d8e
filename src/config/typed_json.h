// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include "slipway/config.h"

namespace slipway::config {

/// A value with all types kept apart, for comparisons with other programs: None, True, ints and strings are themselves;
/// a float is
/// {"f": repr}, a list {"l": [...]}, a tuple {"t": ...}, a set {"s": ...} (sorted by the items' texts), bytes {"b":
/// repr}, a dict
/// {"d": [[key, value], ...]}.
nlohmann::ordered_json typed_json(const Value& value);

}  // namespace slipway::config
