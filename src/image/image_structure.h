// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace slipway::image {

/// What an image file's bytes look like from outside, without decoding the pixels.
struct ImageStructure {
  std::string problem;  ///< what is wrong: "is cut off ..."; "" where nothing is
  std::string foreign;  ///< the kind of file, where it is a known one that cannot be read: "GIF"; else ""
};

/// Walks through the segments of JPEG and the chunks of PNG up to their end marks (PNG's checksums included), and
/// compares the sizes that BMP and WebP state with what is there. Pictures of other formats are let pass.
ImageStructure check_structure(std::string_view bytes);

}  // namespace slipway::image
