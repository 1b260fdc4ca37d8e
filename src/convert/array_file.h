// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "base/tensor.h"

namespace slipway::convert {

/// A tensor from a file that a user has at hand: NumPy's .npy (C order, little-endian numbers or bools).
/// Errors: slipway::Error that begins with the file's name.
HostTensor read_npy(const std::filesystem::path& file);

/// Whether the file begins as .npy files do.
bool looks_like_npy(const std::filesystem::path& file);

/// An image as networks without a config of their own usually take it: f32[batch,3,height,width], RGB, 0 to 1, resized
/// bilinearly, the same image in every row of the batch.
/// @param shape of the input that it is for. Errors: an input of another kind
HostTensor read_image_tensor(const std::filesystem::path& file, const std::vector<int64_t>& shape, DType dtype);

}  // namespace slipway::convert
