// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// OpenCV decodes what it can of a damaged file, prints remarks on stderr and goes on: a wrong picture for the right
// name. So the structure of the file is checked before it is decoded.
#include "image/image.h"

#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>

#include "base/error.h"
#include "base/io.h"
#include "image/image_structure.h"
#include "image/jpeg_data.h"

namespace slipway::image {

cv::Mat decode_image(std::string_view bytes, const std::string& name) {
  static const bool kQuiet = [] {
    cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
    return true;
  }();
  static_cast<void>(kQuiet);
  if (bytes.empty()) fail("{}: the image is empty (0 bytes)", name);
  ImageStructure structure = check_structure(bytes);
  if (structure.problem.empty() && structure.format == "JPEG") {
    JpegData jpeg = decode_jpeg(bytes);
    if (!jpeg.image.empty()) return jpeg.image;
    structure.problem = std::move(jpeg.problem);
  }
  if (!structure.problem.empty()) fail("{}: the image {}", name, structure.problem);
  const std::string_view source = structure.cleaned.empty() ? bytes : std::string_view(structure.cleaned);
  cv::Mat image;
  std::string reason;
  try {
    // The header refers to the bytes; imdecode does not write into them.
    const cv::Mat1b data(1, static_cast<int>(source.size()),
                         reinterpret_cast<uchar*>(const_cast<char*>(source.data())));
    image = cv::imdecode(data, cv::IMREAD_COLOR);
  } catch (const cv::Exception& e) {
    reason = " (" + e.err + ")";
  }
  if (image.empty()) {
    if (structure.format.empty()) fail("{}: is no image that OpenCV can read{}", name, reason);
    fail("{}: the image cannot be decoded as {}; it is damaged or of a kind that OpenCV can't read{}", name,
         structure.format, reason);
  }
  return image;
}

cv::Mat read_image(const std::filesystem::path& file) { return decode_image(io::read_file(file), file.string()); }

}  // namespace slipway::image
