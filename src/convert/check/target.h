// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "convert/check/part.h"
#include "lower/exported.h"
#include "package/deploy_config.h"
#include "slipway/backend.h"
#include "task/task.h"

namespace slipway::convert {

/// What a part is deployed to.
struct Target {
  package::DeployConfig deploy;
  backend::Capabilities capabilities;
  std::vector<int64_t> batches;  ///< sizes to run with where the batch is dynamic; empty: it is fixed
  std::string note;              ///< what the backend cannot do of what was asked for
};

/// The deploy config of a case for one backend: what the case says, the rest made to fit. @param task of the part, null
/// where it has none
Target make_target(const PartCase& part, const std::string& backend, const task::Task* task);
/// A model config around a part, as far as post-processing is read from one.
config::Value model_around(const config::Value& part, const std::string& scope);
/// Opens an exported part as deployments are: from a file that the backend has compiled. @param folder for the files
std::unique_ptr<backend::Session> open_exported(const Target& target, const lower::Exported& exported,
                                                const std::filesystem::path& folder);
/// A folder of its own below the system's for temporary files.
std::filesystem::path new_case_folder();
/// Files of the plugins that are loaded, or that the running program is linked with.
std::vector<std::string> plugins_in_use();

}  // namespace slipway::convert
