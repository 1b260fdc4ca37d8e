// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace slipway::evaluate {

/// The text of a file without a copy of it (a pipe is read). Errors: slipway::Error for what cannot be read, is a
/// folder, or is empty.
class MappedFile {
 public:
  explicit MappedFile(const std::filesystem::path& file);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  std::string_view text() const {
    return data_ == nullptr ? copy_ : std::string_view(static_cast<const char*>(data_), size_);
  }

 private:
  std::string copy_;
  void* data_ = nullptr;
  size_t size_ = 0;
};

}  // namespace slipway::evaluate
