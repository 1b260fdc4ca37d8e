// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Stands in for jpeg_data.cc in builds without libjpeg.
#include "runtime/image_structure.h"

namespace slipway::runtime {

std::string check_jpeg_data(std::string_view) { return ""; }

}  // namespace slipway::runtime
