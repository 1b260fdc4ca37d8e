// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace slipway {

/// Loads a shared library of Slipway that a command asks for, once; all its symbols become visible to later ones.
/// @param file "libslipway_convert.so", in lib/ beside the program's folder
/// @param what for messages: "the convert side"
/// @param absent what it means that the file is not there
/// @return its function `entry`. Errors: slipway::Error, kind kUnavailable.
void* load_entry(const std::string& file, const std::string& entry, const std::string& what, const std::string& absent);

}  // namespace slipway
