// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace slipway::backend::openvino {

/// 16 hexadecimal digits that differ for different contents (by accident, not by attack): 64 bits, at the speed of
/// memory. Errors: slipway::Error for a file that cannot be read.
std::string hash_of_file(const std::filesystem::path& file);

}  // namespace slipway::backend::openvino
