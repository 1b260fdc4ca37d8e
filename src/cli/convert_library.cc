// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "convert/interface.h"

#include "base/load_library.h"

namespace slipway::convert {

const ConvertLibrary& convert_library() {
  static const ConvertLibrary* const library = [] {
    void* entry =
        load_entry("libslipway_convert.so", "slipway_convert_entry", "the convert side",
                   "this installation runs models but does not convert them; build it with -DSLIPWAY_CONVERT=ON");
    return reinterpret_cast<decltype(&slipway_convert_entry)>(entry)();
  }();
  return *library;
}

}  // namespace slipway::convert
