// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace slipway::evaluate {

/// An array of numbers of a MATLAB file.
struct MatArray {
  std::vector<int64_t> shape;
  std::vector<double> values;  ///< the first index runs fastest
};

/// The array `name` of a file of MATLAB's version 5 (as MATLAB writes it since 1997, compressed or not; format:
/// MathWorks' "MAT-File Format"). Errors: slipway::Error for a file that cannot be read, is of another kind
/// (version 7.3 is HDF5) or broken, and where it has no such array of real numbers.
MatArray read_mat_array(const std::filesystem::path& file, const std::string& name);

}  // namespace slipway::evaluate
