// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <initializer_list>
#include <string_view>

namespace slipway::backend {

/// What a file looks like by its first bytes.
enum class FileKind { kUnknown, kOnnx, kZip, kOpenVino, kNcnn, kJson };
FileKind kind_of(const std::filesystem::path& file);

/// What every backend asks of a file before it hands it to its runtime, so that all refuse in the same words.
/// Errors: slipway::Error for one that is not there, a folder, or empty.
void require_file(const std::filesystem::path& file, bool may_be_empty = false);
/// The same, and for a model of another backend. A file of no known kind passes: its runtime knows better.
/// @param reads "ONNX Runtime reads ONNX models (.onnx)"
void require_model(const std::filesystem::path& file, FileKind wanted, std::string_view reads);

}  // namespace slipway::backend
