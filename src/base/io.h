// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/cleanup.h"

namespace slipway::io {

/// Whole contents of a file. Errors: slipway::Error for a missing file, a folder, an unreadable one.
std::string read_file(const std::filesystem::path& file);

/// Writes a file whole or not at all: to a temporary name beside it, then renamed. Errors: slipway::Error with the
/// system's reason.
void write_file(const std::filesystem::path& file, std::string_view contents);

/// The same, with the folders above the file made where they are absent; where writing fails they go away again.
void write_file_with_folders(const std::filesystem::path& file, std::string_view contents);

/// Folders that were not there before. Unless they are kept, those that are empty go away with this object, also when
/// the process is interrupted (base/cleanup.h).
class MadeFolders {
 public:
  /// Makes `folder` and its parents where absent. Errors: slipway::Error where one cannot be made.
  explicit MadeFolders(const std::filesystem::path& folder);
  ~MadeFolders();
  MadeFolders(const MadeFolders&) = delete;
  MadeFolders& operator=(const MadeFolders&) = delete;
  void keep() { kept_ = true; }

 private:
  void remove();

  std::vector<std::filesystem::path> made_;  // outermost first
  std::vector<std::unique_ptr<cleanup::OnSignal>> on_signal_;
  bool kept_ = false;
};

/// A folder in the system's place for temporary files, with all that is in it removed at the end, also of a process
/// that is interrupted.
class TemporaryFolder {
 public:
  /// @param name what its name begins with. Errors: slipway::Error where it cannot be made.
  explicit TemporaryFolder(std::string_view name);
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  std::unique_ptr<cleanup::OnSignal> on_signal_;
};

/// A folder for files that belong together: they are written to `path()`, a hidden folder inside the target, and
/// `publish()` moves them all to the target when everything is complete. Without publish() nothing of the target
/// changes and the hidden folder goes away, and with it the folders that were made for it.
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
  MadeFolders made_;
  std::filesystem::path staging_;
  std::unique_ptr<cleanup::OnSignal> on_signal_;
};

}  // namespace slipway::io
