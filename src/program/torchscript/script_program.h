// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>

#include "program/program.h"

namespace slipway::program::torchscript {

/// Reads a TorchScript archive by LibTorch. Functions and methods are inlined; what is decided by sizes and settings
/// (conditions, loops, lists, tuples) is decided while it runs, which leaves a straight line of operators.
/// The file does not say how large its inputs are: their shapes are not known.
/// Errors: slipway::Error, without the file's name.
std::unique_ptr<Program> read_torchscript(const std::filesystem::path& file);

}  // namespace slipway::program::torchscript
