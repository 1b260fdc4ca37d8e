// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace slipway::io {

/// Whole contents of a file. Errors: slipway::Error for a missing file, a folder, an unreadable one.
std::string read_file(const std::filesystem::path& file);

/// Writes a file whole or not at all: to a temporary name beside it, then renamed. Errors: slipway::Error with the
/// system's reason.
void write_file(const std::filesystem::path& file, std::string_view contents);

/// A folder for files that belong together: they are written to `path()`, a hidden folder inside the target, and
/// `publish()` moves them all to the target when everything is complete. Without publish() nothing of the target
/// changes and the hidden folder goes away.
class StagingFolder {
 public:
  /// Creates the target (and its parents) where absent. Errors: slipway::Error where it cannot be made or written.
  explicit StagingFolder(std::filesystem::path target);
  ~StagingFolder();
  StagingFolder(const StagingFolder&) = delete;
  StagingFolder& operator=(const StagingFolder&) = delete;

  const std::filesystem::path& path() const { return staging_; }
  const std::filesystem::path& target() const { return target_; }
  /// Moves the files into `subfolder` of the target ("" for the target itself), replacing files of the same name.
  void publish(const std::string& subfolder = "");

 private:
  std::filesystem::path target_;
  std::filesystem::path staging_;
  bool created_target_ = false;
  bool published_ = false;
};

}  // namespace slipway::io
