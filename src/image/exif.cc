// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "image/exif.h"

#include <cstdint>
#include <optional>

namespace slipway::image {
namespace {

constexpr uint32_t kOrientation = 0x0112;
constexpr size_t kEntry = 12;

/// Numbers of a TIFF file; reading beyond its end gives none.
class Tiff {
 public:
  Tiff(std::string_view bytes, bool little) : bytes_(bytes), little_(little) {}
  std::optional<uint32_t> number(size_t at, size_t size) const {
    if (!holds(at, size)) return std::nullopt;
    uint32_t value = 0;
    for (size_t i = 0; i < size; ++i)
      value = value << 8 | static_cast<uint8_t>(bytes_[at + (little_ ? size - 1 - i : i)]);
    return value;
  }
  bool holds(size_t at, size_t size) const { return at <= bytes_.size() && bytes_.size() - at >= size; }

 private:
  std::string_view bytes_;
  bool little_;
};

/// What OpenCV reads of an entry although nobody asks for it: it gives up the rest of the file where that is not there.
bool can_be_passed(const Tiff& tiff, size_t at, uint32_t tag) {
  constexpr size_t kRational = 8;
  size_t rationals = 0;
  switch (tag) {
    case 0x010E:  // description, maker, model, software, date, copyright: texts
    case 0x010F:
    case 0x0110:
    case 0x0131:
    case 0x0132:
    case 0x8298: {
      const std::optional<uint32_t> size = tiff.number(at + 4, 4);
      if (!size) return false;
      // Short texts stand in the entry itself; OpenCV looks for those at byte 8 of the file.
      const std::optional<uint32_t> start = *size > 4 ? tiff.number(at + 8, 4) : 8;
      return start && tiff.holds(*start, *size);
    }
    case 0x0128:  // unit of the resolution, place of the colour samples: numbers
    case 0x0213:
      return tiff.holds(at + 8, 2);
    case 0x011A:  // resolution
    case 0x011B:
      rationals = 1;
      break;
    case 0x013E:  // white point
      rationals = 2;
      break;
    case 0x0211:  // coefficients of YCbCr
      rationals = 3;
      break;
    case 0x013F:  // primaries
    case 0x0214:  // black and white
      rationals = 6;
      break;
    default:
      return true;
  }
  const std::optional<uint32_t> start = tiff.number(at + 8, 4);
  return start && tiff.holds(*start, rationals * kRational);
}

}  // namespace

int exif_orientation(std::string_view data) {
  if (data.empty()) return 1;
  // Anything that is not marked as little-endian is taken for the other, as OpenCV does.
  const bool little = data[0] == 'I' && (data.size() < 2 || data[1] == 'I');
  const Tiff tiff(data, little);
  if (tiff.number(2, 2) != 0x2AU) return 1;
  const std::optional<uint32_t> start = tiff.number(4, 4);
  const std::optional<uint32_t> count = start ? tiff.number(*start, 2) : std::nullopt;
  if (!count) return 1;
  for (size_t i = 0; i < *count; ++i) {
    const size_t at = size_t{*start} + 2 + i * kEntry;
    const std::optional<uint32_t> tag = tiff.number(at, 2);
    if (!tag) return 1;
    if (*tag == kOrientation) {
      const uint32_t value = tiff.number(at + 8, 2).value_or(1);
      return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
    }
    if (!can_be_passed(tiff, at, *tag)) return 1;
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
