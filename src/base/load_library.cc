// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "base/load_library.h"

#include <dlfcn.h>

#include <filesystem>

#include "base/cleanup.h"
#include "base/error.h"

namespace slipway {

void* load_entry(const std::string& file, const std::string& entry, const std::string& what,
                 const std::string& absent) {
  std::error_code ignored;
  const std::filesystem::path program = std::filesystem::canonical("/proc/self/exe", ignored);
  const std::filesystem::path path = program.parent_path().parent_path() / "lib" / file;
  if (!std::filesystem::exists(path, ignored))
    throw Error(fmt::format("{} is not there: {}", path.string(), absent), ErrorKind::kUnavailable);
  void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_GLOBAL);
  if (handle == nullptr)
    throw Error(fmt::format("cannot load {}: {}; 'slipway check-env' says what is missing", what, dlerror()),
                ErrorKind::kUnavailable);
  cleanup::take_signals_back();
  void* found = dlsym(handle, entry.c_str());
  if (found == nullptr)
    throw Error(fmt::format("{} is of another version of Slipway", path.string()), ErrorKind::kUnavailable);
  return found;
}

}  // namespace slipway
