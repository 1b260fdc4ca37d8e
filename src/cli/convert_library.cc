// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/convert_library.h"

#include <dlfcn.h>

#include <filesystem>

#include "slipway/error.h"

namespace slipway::cli {

const ConvertLibrary& convert_library() {
  static const ConvertLibrary* const library = [] {
    std::error_code ignored;
    const std::filesystem::path program = std::filesystem::canonical("/proc/self/exe", ignored);
    const std::filesystem::path file = program.parent_path().parent_path() / "lib" / "libslipway_convert.so";
    if (!std::filesystem::exists(file, ignored))
      throw Error(fmt::format("{} is not there: this installation runs models but does not convert them; build it with "
                              "-DSLIPWAY_CONVERT=ON",
                              file.string()),
                  ErrorKind::kUnavailable);
    void* handle = dlopen(file.c_str(), RTLD_NOW | RTLD_GLOBAL);
    if (handle == nullptr)
      throw Error(fmt::format("cannot load the convert side: {}; 'slipway check-env' says what is missing", dlerror()),
                  ErrorKind::kUnavailable);
    auto* entry = reinterpret_cast<decltype(&slipway_convert_entry)>(dlsym(handle, "slipway_convert_entry"));
    if (entry == nullptr) throw Error(fmt::format("{} is of another version of Slipway", file.string()), ErrorKind::kUnavailable);
    return entry();
  }();
  return *library;
}

}  // namespace slipway::cli
