// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <opencv2/imgcodecs.hpp>

#include "base/error.h"
#include "base/io.h"
#include "base/strings.h"
#include "image/image.h"

namespace slipway::image {

void write_image(const std::filesystem::path& file, const cv::Mat& image) {
  if (image.empty()) fail("{}: there is no picture to write", file.string());
  std::vector<uchar> bytes;
  try {
    const std::string extension = to_lower(file.extension().string());
    const bool jpeg = extension == ".jpg" || extension == ".jpeg";
    const std::vector<int> parameters = jpeg ? std::vector<int>{cv::IMWRITE_JPEG_QUALITY, 95} : std::vector<int>{};
    if (!cv::haveImageWriter("a" + extension) || !cv::imencode(extension, image, bytes, parameters))
      fail("{}: OpenCV cannot write pictures with the extension '{}'; use .jpg or .png", file.string(),
           file.extension().string());
  } catch (const cv::Exception& e) {
    fail("{}: OpenCV cannot write this picture: {}", file.string(), e.err);
  }
  io::write_file(file, std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

}  // namespace slipway::image
