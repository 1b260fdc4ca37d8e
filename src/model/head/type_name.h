// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "slipway/config.h"

namespace slipway::model {

/// The type of a part that is no module (a prior generator, a coder of boxes), without its library.
/// @param what the noun for messages
/// Errors: none of `known`; the message has the nearest of them.
std::string require_type_name(const config::Value& config, std::string_view what,
                              const std::vector<std::string>& known);

}  // namespace slipway::model
