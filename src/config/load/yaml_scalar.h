// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "config/eval/object.h"

namespace slipway::config {

/// The value of a plain scalar by YAML 1.1, as PyYAML reads it: null, bool, int, float, else a str.
/// @throws Unplaced for a date and for an integer that does not fit
Object* yaml_scalar(Heap& heap, std::string_view text);

}  // namespace slipway::config
