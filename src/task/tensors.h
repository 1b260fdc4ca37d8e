// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace slipway::task {

/// What `task` of deploy.json says of a program that came without a config: its results are its tensors, by the names
/// of the network's outputs, and nothing is decoded. It takes tensors, too.
inline constexpr std::string_view kTensorsClass = "Tensors";

}  // namespace slipway::task
