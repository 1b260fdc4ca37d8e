// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// The libraries decode what they can of a damaged file, and some say nothing: a wrong picture for the right name. So
// the structure of the file is checked before it is decoded.
#include "image/image.h"

#include <fmt/ranges.h>

#include "base/error.h"
#include "base/io.h"
#include "image/format/format.h"
#include "image/image_structure.h"

namespace slipway::image {

cv::Mat decode_image(std::string_view bytes, const std::string& name) {
  if (bytes.empty()) fail("{}: the image is empty (0 bytes)", name);
  const ImageStructure structure = check_structure(bytes);
  if (!structure.problem.empty()) fail("{}: the image {}", name, structure.problem);
  for (const auto& [key, format] : formats().entries()) {
    if (!format.recognises(bytes)) continue;
    try {
      return format.decode(bytes);
    } catch (const Error& e) {
      fail("{}: the image {}", name, e.what());
    }
  }
  const std::string known = fmt::format("{}", fmt::join(formats().keys(), ", "));
  if (!structure.foreign.empty())
    fail("{}: is a file of the kind {}, which Slipway does not read; convert it to one of {}", name, structure.foreign,
         known);
  fail("{}: is no image that Slipway can read ({})", name, known);
}

cv::Mat read_image(const std::filesystem::path& file) { return decode_image(io::read_file(file), file.string()); }

}  // namespace slipway::image
