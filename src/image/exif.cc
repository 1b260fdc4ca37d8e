// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "image/exif.h"

#include <cstdint>

namespace slipway::image {
namespace {

constexpr uint32_t kOrientation = 0x0112;
constexpr size_t kPrefix = 6;  // "Exif\0\0", which OpenCV skips without a look
constexpr size_t kEntry = 12;

/// Numbers of a TIFF file; reading beyond its end gives none.
class Tiff {
 public:
  Tiff(std::string_view bytes, bool little) : bytes_(bytes), little_(little) {}
  std::optional<uint32_t> number(size_t at, size_t size) const {
    if (at > bytes_.size() || bytes_.size() - at < size) return std::nullopt;
    uint32_t value = 0;
    for (size_t i = 0; i < size; ++i)
      value = value << 8 | static_cast<uint8_t>(bytes_[at + (little_ ? size - 1 - i : i)]);
    return value;
  }
  size_t size() const { return bytes_.size(); }

 private:
  std::string_view bytes_;
  bool little_;
};

/// Whether OpenCV gets past this entry on its way to the orientation. It reads the texts before it (tags are in
/// ascending order), and ends where one lies outside.
bool can_be_passed(const Tiff& tiff, size_t at, uint32_t tag) {
  constexpr uint32_t kFirstText = 0x010E;
  constexpr uint32_t kLastText = 0x0110;
  if (tag > kOrientation) return false;  // not in order: which of them OpenCV reads depends on its version
  if (tag < kFirstText || tag > kLastText) return true;
  const uint64_t size = tiff.number(at + 4, 4).value_or(UINT32_MAX);
  return size <= 4 || uint64_t{tiff.number(at + 8, 4).value_or(UINT32_MAX)} + size <= tiff.size();
}

}  // namespace

std::optional<int> exif_orientation(std::string_view segment) {
  if (segment.size() <= kPrefix) return 1;
  segment.remove_prefix(kPrefix);
  if (segment.size() < 2 || segment[0] != segment[1] || (segment[0] != 'I' && segment[0] != 'M')) return 1;
  const Tiff tiff(segment, segment[0] == 'I');
  if (tiff.number(2, 2) != 0x2AU) return 1;
  const std::optional<uint32_t> start = tiff.number(4, 4);
  const std::optional<uint32_t> count = start ? tiff.number(*start, 2) : std::nullopt;
  if (!count) return 1;
  bool passed = true;
  for (size_t i = 0; i < *count; ++i) {
    const size_t at = size_t{*start} + 2 + i * kEntry;
    const std::optional<uint32_t> tag = tiff.number(at, 2);
    if (!tag) return 1;
    if (tag != kOrientation) {
      passed = passed && can_be_passed(tiff, at, *tag);
      continue;
    }
    const std::optional<uint32_t> value = tiff.number(at + 8, 2);
    if (!value || *value < 2 || *value > 8) return 1;
    if (!passed) return std::nullopt;
    return static_cast<int>(*value);
  }
  return 1;
}

void turn_upright(cv::Mat& image, int orientation) {
  constexpr int kBoth = -1;
  constexpr int kUpDown = 0;
  constexpr int kLeftRight = 1;
  if (orientation >= 5) cv::transpose(image, image);
  switch (orientation) {
    case 2:
    case 6:
      cv::flip(image, image, kLeftRight);
      break;
    case 3:
    case 7:
      cv::flip(image, image, kBoth);
      break;
    case 4:
    case 8:
      cv::flip(image, image, kUpDown);
      break;
    default:
      break;
  }
}

}  // namespace slipway::image
