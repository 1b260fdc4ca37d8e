// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "checkpoint/bytes.h"
#include "program/program.h"

namespace slipway::program::pt2 {

/// Reads a .pt2 archive. Dynamic sizes get names by where they stand: the first axis of an input is "batch", the last
/// two of four are "height" and "width". Errors: slipway::Error, without the file's name.
std::unique_ptr<Program> read_pt2(const checkpoint::Bytes& file);

}  // namespace slipway::program::pt2
