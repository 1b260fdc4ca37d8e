// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <string>
#include <string_view>

namespace slipway::image {

/// What became of a JPEG file's bytes.
struct JpegData {
  cv::Mat image;        ///< BGR u8[H,W,3], turned upright; empty where the file is OpenCV's to decode
  std::string problem;  ///< "is damaged: ..." where pixels would have to be made up; "" where all is well
};

/// Decodes a JPEG in one pass, and looks out for damage on the way. The pixels are those of cv::imdecode(IMREAD_COLOR),
/// which warns of damage on stderr only. What is rare (four components, colour spaces other than grey, YCbCr and RGB,
/// arithmetic codes, no Huffman tables, doubtful EXIF data) and what libjpeg gives up on is left to OpenCV, after its
/// compressed data has been read through. So is everything, where this program's libjpeg is not like OpenCV's.
/// Thread-safe. In builds without libjpeg both members are always empty.
JpegData decode_jpeg(std::string_view bytes);

/// Whether decode_jpeg() ever decodes: false without libjpeg, or where it is not like OpenCV's.
bool decodes_jpeg();

}  // namespace slipway::image
