// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "image/image_structure.h"

#include <fmt/format.h>

#include <cstdint>

#include "base/crc32.h"
#include "base/strings.h"

namespace slipway::image {
namespace {

uint8_t byte_at(std::string_view bytes, size_t i) { return static_cast<uint8_t>(bytes[i]); }

uint32_t big_endian(std::string_view bytes, size_t at, size_t count) {
  uint32_t value = 0;
  for (size_t i = 0; i < count; ++i) value = value << 8 | byte_at(bytes, at + i);
  return value;
}

uint32_t little_endian(std::string_view bytes, size_t at) {
  uint32_t value = 0;
  for (size_t i = 4; i-- > 0;) value = value << 8 | byte_at(bytes, at + i);
  return value;
}

std::string cut_off(std::string_view format, size_t size, std::string_view missing) {
  return fmt::format("is cut off: the {} file ends after {} bytes, {}", format, size, missing);
}

/// Goes from marker to marker; between them are segments that state their length and entropy-coded data, in which 0xFF
/// is followed by 0 or a restart marker.
std::string check_jpeg(std::string_view bytes) {
  const std::string end_missing = cut_off("JPEG", bytes.size(), "before its end mark");
  size_t i = 2;
  bool scan_seen = false;
  while (true) {
    i = bytes.find('\xFF', i);  // past entropy-coded data, or stray bytes as decoders tolerate them
    while (i < bytes.size() && byte_at(bytes, i) == 0xFF) ++i;  // any number of fill bytes
    if (i >= bytes.size()) return end_missing;
    const uint8_t marker = byte_at(bytes, i++);
    if (marker == 0xD9) break;
    if (marker == 0x00 || marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) continue;
    if (i + 2 > bytes.size()) return end_missing;
    const uint32_t length = big_endian(bytes, i, 2);
    if (length < 2) return "is damaged: a JPEG segment states a length below 2";
    if (marker == 0xDA) scan_seen = true;
    i += length;
  }
  return scan_seen ? "" : "is damaged: the JPEG file holds no picture data";
}

/// Chunks: length, type, data, checksum of type and data. Colour profiles are left out of the copy: OpenCV does not
/// apply them, but libpng remarks on many of them on stderr.
void check_png(std::string_view bytes, ImageStructure& result) {
  size_t i = 8;
  size_t copied = 0;
  std::string cleaned;
  while (true) {
    if (i + 12 > bytes.size()) {
      result.problem = cut_off("PNG", bytes.size(), "before its end chunk");
      return;
    }
    const uint64_t length = big_endian(bytes, i, 4);
    const std::string_view type = bytes.substr(i + 4, 4);
    if (i + 12 + length > bytes.size()) {
      result.problem = cut_off("PNG", bytes.size(), fmt::format("inside a chunk that ends at {}", i + 12 + length));
      return;
    }
    if (crc32(bytes.substr(i + 4, 4 + length)) != big_endian(bytes, i + 8 + length, 4)) {
      result.problem = fmt::format("is damaged: the checksum of a PNG chunk at byte {} is wrong", i);
      return;
    }
    const size_t next = i + 12 + length;
    if (type == "iCCP") {
      cleaned.append(bytes.substr(copied, i - copied));
      copied = next;
    }
    i = next;
    if (type == "IEND") break;
  }
  if (copied > 0) result.cleaned = cleaned.append(bytes.substr(copied, i - copied));
}

/// For formats that state the file's size.
std::string check_size(std::string_view format, std::string_view bytes, uint64_t stated) {
  if (bytes.size() >= stated) return "";
  return cut_off(format, bytes.size(), fmt::format("of the {} that it states", stated));
}

}  // namespace

ImageStructure check_structure(std::string_view bytes) {
  using std::string_view_literals::operator""sv;
  ImageStructure result;
  if (starts_with(bytes, "\xFF\xD8\xFF"sv)) {
    result.format = "JPEG";
    result.problem = check_jpeg(bytes);
  } else if (starts_with(bytes, "\x89PNG\r\n\x1A\n"sv)) {
    result.format = "PNG";
    check_png(bytes, result);
  } else if (starts_with(bytes, "BM"sv) && bytes.size() >= 6 && little_endian(bytes, 2) >= 26) {
    result.format = "BMP";
    result.problem = check_size("BMP", bytes, little_endian(bytes, 2));
  } else if (starts_with(bytes, "RIFF"sv) && bytes.size() >= 12 && bytes.substr(8, 4) == "WEBP") {
    result.format = "WebP";
    result.problem = check_size("WebP", bytes, uint64_t{little_endian(bytes, 4)} + 8);
  } else if (starts_with(bytes, "II*\0"sv) || starts_with(bytes, "MM\0*"sv)) {
    result.format = "TIFF";
  } else if (starts_with(bytes, "GIF8"sv)) {
    result.format = "GIF";
  } else if (bytes.size() > 2 && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '7' && bytes[2] <= ' ') {
    result.format = "PNM";
  }
  return result;
}

}  // namespace slipway::image
