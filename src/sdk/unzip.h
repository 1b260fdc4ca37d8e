// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace slipway::sdk {

/// What an archive may unpack to; more is refused before memory is taken for it.
struct UnzipLimits {
  size_t files = 64;
  uint64_t bytes = uint64_t{8} << 30;  ///< of all files together
  uint64_t ratio = 200;                ///< unpacked to packed, of a file of more than 1 MiB
};

/// The files of a zip archive, stored or deflated, by their names without the one folder that all of them may lie in.
/// The archive is not trusted. Errors: slipway::Error for a damaged or encrypted one, names that lead elsewhere
/// ("..", absolute, with a backslash), folders within the folder, links and devices, names that appear twice, wrong
/// checksums, and what exceeds the limits.
std::map<std::string, std::string> unzip(std::string_view archive, const UnzipLimits& limits = {});

}  // namespace slipway::sdk
