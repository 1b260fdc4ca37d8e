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

/// Chunks: length, type, data, checksum of type and data.
std::string check_png(std::string_view bytes) {
  size_t i = 8;
  while (true) {
    if (i + 12 > bytes.size()) return cut_off("PNG", bytes.size(), "before its end chunk");
    const uint64_t length = big_endian(bytes, i, 4);
    const size_t next = i + 12 + length;
    if (next > bytes.size()) return cut_off("PNG", bytes.size(), fmt::format("inside a chunk that ends at {}", next));
    if (crc32(bytes.substr(i + 4, 4 + length)) != big_endian(bytes, i + 8 + length, 4))
      return fmt::format("is damaged: the checksum of a PNG chunk at byte {} is wrong", i);
    if (bytes.substr(i + 4, 4) == "IEND") return "";
    i = next;
  }
}

/// For formats that state the file's size.
std::string check_size(std::string_view format, std::string_view bytes, uint64_t stated) {
  if (bytes.size() >= stated) return "";
  return cut_off(format, bytes.size(), fmt::format("of the {} that it states", stated));
}

struct ForeignKind {
  size_t offset;
  std::string_view mark;
  const char* name;
};

/// Kinds of files that people take for pictures, and that cannot be read here.
std::string foreign_kind(std::string_view bytes) {
  using std::string_view_literals::operator""sv;
  static constexpr ForeignKind kKinds[] = {
      {0, "GIF8"sv, "GIF"},
      {4, "ftypavif"sv, "AVIF"},
      {4, "ftyphei"sv, "HEIC"},
      {4, "ftypmif1"sv, "HEIF"},
      {0, "\0\0\0\x0CjP  "sv, "JPEG 2000"},
      {0, "\xFF\x4F\xFF\x51"sv, "JPEG 2000"},
      {0, "\xFF\x0A"sv, "JPEG XL"},
      {0, "\0\0\0\x0CJXL "sv, "JPEG XL"},
      {0, "\x76\x2F\x31\x01"sv, "OpenEXR"},
      {0, "#?RADIANCE"sv, "Radiance HDR"},
      {0, "#?RGBE"sv, "Radiance HDR"},
      {0, "P7\n"sv, "PAM"},
      {0, "Pf\n"sv, "PFM"},
      {0, "PF\n"sv, "PFM"},
      {0, "\x59\xA6\x6A\x95"sv, "Sun raster"},
      {128, "DICM"sv, "DICOM"},
      {0, "8BPS"sv, "Photoshop"},
      {0, "%PDF"sv, "PDF"},
  };
  for (const ForeignKind& kind : kKinds)
    if (bytes.size() >= kind.offset && starts_with(bytes.substr(kind.offset), kind.mark)) return kind.name;
  return "";
}

}  // namespace

ImageStructure check_structure(std::string_view bytes) {
  using std::string_view_literals::operator""sv;
  if (starts_with(bytes, "\xFF\xD8\xFF"sv)) return {check_jpeg(bytes), ""};
  if (starts_with(bytes, "\x89PNG\r\n\x1A\n"sv)) return {check_png(bytes), ""};
  if (starts_with(bytes, "BM"sv) && bytes.size() >= 6 && little_endian(bytes, 2) >= 26)
    return {check_size("BMP", bytes, little_endian(bytes, 2)), ""};
  if (starts_with(bytes, "RIFF"sv) && bytes.size() >= 12 && bytes.substr(8, 4) == "WEBP")
    return {check_size("WebP", bytes, uint64_t{little_endian(bytes, 4)} + 8), ""};
  return {"", foreign_kind(bytes)};
}

}  // namespace slipway::image
