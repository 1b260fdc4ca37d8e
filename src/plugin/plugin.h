// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// Plugins: shared libraries of users that register models, rewriters, lowerings, transforms, decoders, metrics,
/// datasets and backends (slipway/extend/). A plugin fits the build of Slipway that it was built with; that is read
/// from its file before any of its code runs. It stays loaded until the program ends. Not thread-safe: plugins are
/// loaded before the work begins.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "slipway/config.h"

namespace slipway::plugin {

/// A plugin that was loaded.
struct Loaded {
  std::filesystem::path file;           ///< canonical
  std::string version;                  ///< of Slipway that it was built for
  std::vector<std::string> registered;  ///< "model type mmpose.MyHead", "deploy config my_models::x.py", sorted
};

/// Loads plugins: files, or all plugins of a folder (its lib*.so that have the entry point). What is loaded already
/// is left alone. Deploy configs below NAME/configs beside a libNAME.so are the package NAME (config/packages.h).
/// Folders, and those of files, are searched by load_imports() from then on. Errors: slipway::Error with everything
/// that is wrong, each naming the file: no such file, no plugin, built for another Slipway, LibTorch or C++ library, a
/// symbol that is missing, a name that is registered already (both files), a rewriter for a name that nothing has.
void load(const std::vector<std::string>& files_or_folders);

/// As load(), of those that the variable SLIPWAY_PLUGINS lists, separated by ':'. Errors name the variable.
void load_environment();

/// The Python modules of a config's `custom_imports`: for the module `my_models` loads libmy_models.so, which lies
/// beside the config or in a folder of plugins. Modules of OpenMMLab's libraries are passed over. For one without a
/// plugin, errors about unknown types say from then on that the module was asked for, and what can be done.
/// Errors: those of load(); `custom_imports` of another form.
void load_imports(const config::Value& config);

/// All that were loaded, in order.
const std::vector<Loaded>& loaded();

/// What plugins must be built with, for `slipway check-env`: "Slipway 0.1.0, headers 0123456789ab, LibTorch 1.13.1".
std::string requirements();

}  // namespace slipway::plugin
