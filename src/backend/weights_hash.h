// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace slipway::backend {

/// Of the contents of a file, as 16 hexadecimal digits (see base/hash64.h). Errors: slipway::Error for a file that
/// cannot be read.
std::string hash_of_file(const std::filesystem::path& file);
/// The same of what such a file holds.
std::string hash_of(std::string_view contents);

}  // namespace slipway::backend
