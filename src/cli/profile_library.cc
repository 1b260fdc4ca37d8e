// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/profile_library.h"

#include "base/load_library.h"

namespace slipway::cli {

const profile::Library& profile_library() {
  static const profile::Library* const library = [] {
    void* entry = load_entry("libslipway_profile.so", "slipway_profile_entry", "what measures models",
                             "the installation is not complete");
    return reinterpret_cast<decltype(&slipway_profile_entry)>(entry)();
  }();
  return *library;
}

}  // namespace slipway::cli
