// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Stands in for jpeg_data.cc in builds without libjpeg.
#include "image/jpeg_data.h"

namespace slipway::image {

JpegData decode_jpeg(std::string_view) { return {}; }

bool decodes_jpeg() { return false; }

}  // namespace slipway::image
