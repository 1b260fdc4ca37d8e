// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "slipway/backend.h"

namespace slipway::runtime {

/// What the two JSON files of a model directory say, read but for the pipeline's own contents.
struct ModelFolder {
  std::filesystem::path folder;
  nlohmann::json pipeline;  ///< pipeline.json
  nlohmann::json deploy;    ///< deploy.json
  std::string backend;
  std::vector<std::filesystem::path> files;  ///< of the backend, as Backend::open() takes them

  /// Errors: slipway::Error with the folder before what the backend says.
  std::unique_ptr<backend::Session> open(const backend::SessionOptions& options) const;
};

/// Whether the files that deploy.json names have to lie in the directory itself: not so for one's own, in which a large
/// file may be a link to another place.
enum class Trust { kOwn, kForeign };

/// Errors: slipway::Error for a folder without these files, broken JSON, no model or several; with Trust::kForeign, for
/// files that lie elsewhere, and for JSON of more than 64 MiB.
ModelFolder read_model_folder(const std::filesystem::path& folder, Trust trust = Trust::kOwn);

}  // namespace slipway::runtime
