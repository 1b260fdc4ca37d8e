// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>

namespace slipway::cli {

/// Accepts whole numbers from `minimum` on. CLI11's own checks answer with a type error for what is no number, and with
/// all digits of the largest one.
CLI::Validator whole_number(int minimum);

}  // namespace slipway::cli
