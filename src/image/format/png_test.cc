// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <png.h>

#include <random>

#include "base/crc32.h"
#include "image/testing/same_pixels.h"

namespace slipway::image {
namespace {

struct PngKind {
  int colour = PNG_COLOR_TYPE_RGB;
  int depth = 8;
  int width = 37, height = 19;
  bool interlaced = false;
  bool transparent = false;  // a tRNS chunk
  double gamma = 0;
  int orientation = 0;
};

void collect_png(png_structp png, png_bytep data, size_t size) {
  static_cast<std::string*>(png_get_io_ptr(png))->append(reinterpret_cast<const char*>(data), size);
}

void no_flush(png_structp) {}

std::string encode_kind(const PngKind& kind) {
  std::string bytes;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_set_write_fn(png, &bytes, collect_png, no_flush);
  png_set_IHDR(png, info, static_cast<png_uint_32>(kind.width), static_cast<png_uint_32>(kind.height), kind.depth,
               kind.colour, kind.interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
               PNG_FILTER_TYPE_DEFAULT);
  std::mt19937 random(static_cast<unsigned>(kind.colour * 100 + kind.depth));
  const auto value = [&] { return static_cast<png_byte>(random()); };
  std::vector<png_color> palette(size_t{1} << std::min(kind.depth, 8));
  for (png_color& colour : palette) colour = {value(), value(), value()};
  if (kind.colour == PNG_COLOR_TYPE_PALETTE) png_set_PLTE(png, info, palette.data(), static_cast<int>(palette.size()));
  std::vector<png_byte> alphas{0, 100, 200};
  alphas.resize(std::min(alphas.size(), palette.size()));
  png_color_16 clear{1, 2, 3, 4, 5};
  if (kind.transparent) png_set_tRNS(png, info, alphas.data(), static_cast<int>(alphas.size()), &clear);
  if (kind.gamma > 0) png_set_gAMA(png, info, kind.gamma);
  std::vector<png_byte> exif{'M', 'M',  0, 42, 0, 0, 0, 8, 0, 1,
                             1,   0x12, 0, 3,  0, 0, 0, 1, 0, static_cast<png_byte>(kind.orientation),
                             0,   0,    0, 0,  0, 0};
  if (kind.orientation > 0) png_set_eXIf_1(png, info, static_cast<png_uint_32>(exif.size()), exif.data());
  png_write_info(png, info);
  std::vector<std::vector<png_byte>> rows(static_cast<size_t>(kind.height));
  std::vector<png_bytep> pointers;
  for (auto& row : rows) {
    row.resize(png_get_rowbytes(png, info));
    std::generate(row.begin(), row.end(), value);
    pointers.push_back(row.data());
  }
  png_write_image(png, pointers.data());
  png_write_end(png, nullptr);
  png_destroy_write_struct(&png, &info);
  return bytes;
}

TEST(DecodePng, EveryKindAsOpenCV) {
  const std::vector<std::pair<int, std::vector<int>>> kinds{{PNG_COLOR_TYPE_GRAY, {1, 2, 4, 8, 16}},
                                                            {PNG_COLOR_TYPE_PALETTE, {1, 2, 4, 8}},
                                                            {PNG_COLOR_TYPE_RGB, {8, 16}},
                                                            {PNG_COLOR_TYPE_GRAY_ALPHA, {8, 16}},
                                                            {PNG_COLOR_TYPE_RGB_ALPHA, {8, 16}}};
  for (const auto& [colour, depths] : kinds)
    for (const int depth : depths)
      for (const bool interlaced : {false, true})
        for (const bool transparent : {false, true})
          for (const double gamma : {0.0, 1.0}) {
            PngKind kind{colour, depth};
            kind.interlaced = interlaced, kind.gamma = gamma;
            kind.transparent = transparent && (colour & PNG_COLOR_MASK_ALPHA) == 0;
            const std::string bytes = encode_kind(kind);
            EXPECT_EQ(difference_from_opencv(bytes), "")
                << colour << ' ' << depth << ' ' << interlaced << ' ' << transparent;
            EXPECT_EQ(decoding_error(bytes), "");
          }
}

TEST(DecodePng, SizesAndOrientationsAsOpenCV) {
  for (const auto& [width, height] : std::vector<std::pair<int, int>>{{1, 1}, {1, 9}, {8, 1}, {5, 5}, {300, 2}})
    for (const bool interlaced : {false, true}) {
      PngKind kind;
      kind.width = width, kind.height = height, kind.interlaced = interlaced;
      EXPECT_EQ(difference_from_opencv(encode_kind(kind)), "") << width << ' ' << height;
    }
  for (int orientation = 1; orientation <= 9; ++orientation) {
    PngKind kind;
    kind.orientation = orientation;
    EXPECT_EQ(difference_from_opencv(encode_kind(kind)), "") << orientation;
  }
}

/// With the checksums set right again, so that it is libpng that meets the damage.
std::string with_checksums(std::string bytes) {
  for (size_t i = 8; i + 12 <= bytes.size();) {
    size_t length = 0;
    for (size_t k = 0; k < 4; ++k) length = length << 8 | static_cast<uint8_t>(bytes[i + k]);
    if (length > bytes.size() - i - 12) break;
    const uint32_t sum = crc32(std::string_view(bytes).substr(i + 4, 4 + length));
    for (size_t k = 0; k < 4; ++k) bytes[i + 8 + length + k] = static_cast<char>(sum >> (24 - 8 * k));
    i += 12 + length;
  }
  return bytes;
}

TEST(DecodePng, DamagedAsOpenCV) {
  std::mt19937 random(3);
  size_t refused = 0;
  for (size_t round = 0; round < 600; ++round) {
    PngKind kind{round % 2 == 0 ? PNG_COLOR_TYPE_PALETTE : PNG_COLOR_TYPE_RGB, 8};
    kind.width = 9, kind.height = 7, kind.interlaced = round % 3 == 0, kind.transparent = round % 5 == 0,
    kind.orientation = 6;
    std::string bytes = encode_kind(kind);
    bytes[8 + random() % (bytes.size() - 8)] = static_cast<char>(random());
    bytes = with_checksums(bytes);
    const std::string error = decoding_error(bytes);
    // What check_structure() refuses is none of the library's.
    if (error.find("is cut off") != std::string::npos || error.find("checksum") != std::string::npos) continue;
    EXPECT_EQ(difference_from_opencv(bytes), "") << round;
    refused += error.empty() ? 0 : 1;
  }
  EXPECT_GT(refused, 50U);
}

}  // namespace
}  // namespace slipway::image
