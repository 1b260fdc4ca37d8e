// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <string>

#include "graph/graph.h"

namespace slipway::capture {

/// "aten::conv2d in backbone.stem.conv"
std::string describe(const graph::Node& node);

/// The first line of LibTorch's message, without its stack trace.
std::string first_line(const std::exception& error);

}  // namespace slipway::capture
