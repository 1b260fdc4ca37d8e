// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace slipway::backend {

/// 16 hexadecimal digits that differ for different contents (by accident, not by attack): 64 bits, at the speed of
/// memory. Errors: slipway::Error for a file that cannot be read.
std::string hash_of_file(const std::filesystem::path& file);
/// The same of what such a file holds.
std::string hash_of(std::string_view contents);

}  // namespace slipway::backend
