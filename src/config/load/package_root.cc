// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Where the configs of another package are, for bases such as 'mmdet::rtmdet/rtmdet_m_8xb32-300e_coco.py'. mmengine
// asks Python where the package is installed; here it is looked for where Python would most likely find it.
#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <set>
#include <system_error>

#include "config/load/loader.h"
#include "config/packages.h"

namespace slipway::config {
namespace {

namespace fs = std::filesystem;

/// Repositories that are called otherwise than the package in them.
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kRepositories = {
    {{"mmdet", "mmdetection"}, {"mmseg", "mmsegmentation"}}};

bool holds_configs(const fs::path& folder) {
  std::error_code ignored;
  return fs::is_directory(folder / ".mim" / "configs", ignored) || fs::is_directory(folder / "configs", ignored);
}

/// The package, or the checkout of it, among the entries of a folder; "" where there is none.
fs::path among(const fs::path& folder, const std::string& package) {
  if (holds_configs(folder / package)) return folder / package;
  for (const auto& [name, repository] : kRepositories)
    if (name == package && holds_configs(folder / repository)) return folder / repository;
  return {};
}

/// Packages that are installed in the Python environment of `variable`, whatever version of Python it has.
fs::path in_environment(const char* variable, const std::string& package) {
  const char* prefix = std::getenv(variable);
  if (prefix == nullptr || *prefix == '\0') return {};
  std::error_code ignored;
  std::set<fs::path> folders;  // in an order that does not depend on the disk
  for (const auto& entry : fs::directory_iterator(fs::path(prefix) / "lib", ignored))
    if (entry.path().filename().string().rfind("python", 0) == 0) folders.insert(entry.path() / "site-packages");
  for (const fs::path& folder : folders)
    if (fs::path found = among(folder, package); !found.empty()) return found;
  return {};
}

}  // namespace

std::filesystem::path Loader::package_root(const std::string& package, const fs::path& file, Asker asker) const {
  if (const auto root = options_.package_roots.find(package); root != options_.package_roots.end()) return root->second;
  if (const ConfigPackage* known = find_config_package(package)) return known->folder;
  std::error_code ignored;
  for (fs::path folder = fs::weakly_canonical(file, ignored).parent_path(); folder.has_relative_path();
       folder = folder.parent_path())
    if (fs::path found = among(folder, package); !found.empty()) return found;
  for (const char* variable : {"VIRTUAL_ENV", "CONDA_PREFIX"})
    if (fs::path found = in_environment(variable, package); !found.empty()) return found;
  fail_at(asker,
          fmt::format("the folder of package '{0}' is not known: it is neither beside the config nor in the Python "
                      "environment of $VIRTUAL_ENV or $CONDA_PREFIX; give it with --config-root {0}=DIR, or a plugin that "
                      "has it with --plugin",
                      package));
}

}  // namespace slipway::config
