// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// OpenCV is what is compared with: its pixels, and what it says on stderr of damaged files.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <functional>
#include <random>

// After <cstdio>, which it needs.
#include <jpeglib.h>

#include "base/error.h"
#include "image/exif.h"
#include "image/image_structure.h"
#include "image/testing/same_pixels.h"

namespace slipway::image {
namespace {

using testing::HasSubstr;
using Bytes = std::string;

struct Kind {
  int width = 41, height = 29;
  int quality = 90;
  int components = 3;                  // of the picture: grey, RGB, CMYK
  J_COLOR_SPACE stored = JCS_UNKNOWN;  // other than libjpeg's choice
  int sampling_x = 2, sampling_y = 2;  // of the first component
  int colour_x = 1, colour_y = 1;      // of the others
  bool progressive = false, optimal = false, no_tables = false, arithmetic = false;
  int restart = 0;  // MCUs
  Bytes exif;       // contents of an APP1 segment
};

J_COLOR_SPACE space_of(int components) {
  if (components == 1) return JCS_GRAYSCALE;
  return components == 3 ? JCS_RGB : JCS_CMYK;
}

/// Smooth areas, edges and noise.
std::vector<unsigned char> picture(const Kind& kind) {
  std::mt19937 random(static_cast<unsigned>(kind.width * 1000 + kind.height));
  std::vector<unsigned char> pixels;
  for (int y = 0; y < kind.height; ++y)
    for (int x = 0; x < kind.width; ++x)
      for (int c = 0; c < kind.components; ++c)
        pixels.push_back(
            static_cast<unsigned char>((x / 7 + y / 5 + c) % 3 == 0 ? random() & 0xFF : (x * 3 + y * (c + 2)) & 0xFF));
  return pixels;
}

Bytes encode(const Kind& kind) {
  jpeg_compress_struct info;
  jpeg_error_mgr manager;
  info.err = jpeg_std_error(&manager);
  jpeg_create_compress(&info);
  unsigned char* memory = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &memory, &size);
  info.image_width = static_cast<JDIMENSION>(kind.width);
  info.image_height = static_cast<JDIMENSION>(kind.height);
  info.input_components = kind.components;
  info.in_color_space = space_of(kind.components);
  jpeg_set_defaults(&info);
  if (kind.stored != JCS_UNKNOWN) jpeg_set_colorspace(&info, kind.stored);
  jpeg_set_quality(&info, kind.quality, TRUE);
  for (int c = 0; c < info.num_components && kind.components != 1; ++c) {
    info.comp_info[c].h_samp_factor = c == 0 || c == 3 ? kind.sampling_x : kind.colour_x;
    info.comp_info[c].v_samp_factor = c == 0 || c == 3 ? kind.sampling_y : kind.colour_y;
  }
  if (kind.progressive) jpeg_simple_progression(&info);
  info.optimize_coding = kind.optimal ? TRUE : FALSE;
  info.arith_code = kind.arithmetic ? TRUE : FALSE;
  info.restart_interval = static_cast<unsigned>(kind.restart);
  if (kind.no_tables)
    for (int i = 0; i < 2; ++i) info.dc_huff_tbl_ptrs[i]->sent_table = info.ac_huff_tbl_ptrs[i]->sent_table = TRUE;
  jpeg_start_compress(&info, kind.no_tables ? FALSE : TRUE);
  if (!kind.exif.empty())
    jpeg_write_marker(&info, JPEG_APP0 + 1, reinterpret_cast<const JOCTET*>(kind.exif.data()),
                      static_cast<unsigned>(kind.exif.size()));
  std::vector<unsigned char> pixels = picture(kind);
  for (int y = 0; y < kind.height; ++y) {
    JSAMPROW row = pixels.data() + static_cast<size_t>(y) * static_cast<size_t>(kind.width * kind.components);
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  Bytes bytes(reinterpret_cast<char*>(memory), size);
  jpeg_destroy_compress(&info);
  std::free(memory);
  return bytes;
}

void expect_opencvs_pixels(const Kind& kind, const std::string& what) {
  const std::string difference = difference_from_opencv(encode(kind));
  EXPECT_EQ(difference, "") << what;
}

Bytes number(uint32_t value, size_t size, bool little) {
  Bytes bytes;
  for (size_t i = 0; i < size; ++i) {
    const size_t place = little ? i : size - 1 - i;
    bytes += static_cast<char>(value >> (8 * place));
  }
  return bytes;
}

struct Entry {
  uint32_t tag, type, count, value;
};

Bytes exif(const std::vector<Entry>& entries, bool little) {
  Bytes bytes("Exif\0\0", 6);
  bytes += little ? "II" : "MM";
  bytes += number(42, 2, little) + number(8, 4, little) + number(static_cast<uint32_t>(entries.size()), 2, little);
  for (const Entry& entry : entries) {
    bytes += number(entry.tag, 2, little) + number(entry.type, 2, little) + number(entry.count, 4, little);
    // A short value stands first in its four bytes.
    bytes += entry.type == 3 ? number(entry.value, 2, little) + Bytes(2, '\0') : number(entry.value, 4, little);
  }
  return bytes + number(0, 4, little) + Bytes(20, 'x');
}

TEST(DecodeJpeg, EverySamplingAndSizeAsOpenCV) {
  const std::vector<std::array<int, 4>> samplings{{1, 1, 1, 1}, {2, 1, 1, 1}, {1, 2, 1, 1}, {2, 2, 1, 1}, {4, 1, 1, 1},
                                                  {4, 2, 1, 1}, {2, 2, 2, 1}, {2, 2, 1, 2}, {3, 1, 1, 1}, {1, 4, 1, 1}};
  for (const auto& [x, y, colour_x, colour_y] : samplings)
    for (const auto& [width, height] : std::vector<std::pair<int, int>>{
             {1, 1}, {2, 3}, {7, 8}, {8, 7}, {16, 16}, {17, 33}, {33, 15}, {64, 48}, {101, 67}, {640, 31}})
      for (const bool progressive : {false, true}) {
        Kind kind;
        kind.width = width, kind.height = height, kind.progressive = progressive;
        kind.sampling_x = x, kind.sampling_y = y, kind.colour_x = colour_x, kind.colour_y = colour_y;
        expect_opencvs_pixels(
            kind, fmt::format("{}x{},{}x{} of {}x{} {}", x, y, colour_x, colour_y, width, height, progressive));
      }
}

TEST(DecodeJpeg, GreyRgbQualitiesRestartsAndTablesAsOpenCV) {
  for (const int quality : {1, 25, 75, 100})
    for (const int restart : {0, 1, 3})
      for (const bool optimal : {false, true}) {
        Kind kind;
        kind.quality = quality, kind.restart = restart, kind.optimal = optimal;
        expect_opencvs_pixels(kind, fmt::format("{} {} {}", quality, restart, optimal));
        kind.components = 1;
        expect_opencvs_pixels(kind, fmt::format("grey {} {} {}", quality, restart, optimal));
        kind.progressive = true;
        expect_opencvs_pixels(kind, fmt::format("progressive grey {} {} {}", quality, restart, optimal));
        kind.components = 3, kind.stored = JCS_RGB, kind.sampling_x = kind.sampling_y = 1, kind.progressive = false;
        expect_opencvs_pixels(kind, fmt::format("RGB {} {} {}", quality, restart, optimal));
      }
}

TEST(DecodeJpeg, EveryOrientationAsOpenCV) {
  for (const bool little : {false, true})
    for (uint32_t orientation = 0; orientation <= 9; ++orientation) {
      Kind kind;
      kind.exif = exif(
          {{0x0100, 4, 1, 41}, {0x010F, 2, 10, 60}, {0x0110, 2, 3, 0}, {0x0112, 3, 1, orientation}, {0x011A, 5, 1, 60}},
          little);
      expect_opencvs_pixels(kind, fmt::format("{} {}", orientation, little));
      EXPECT_EQ(pixels_by_opencv(encode(kind)).cols, orientation >= 5 && orientation <= 8 ? 29 : 41) << orientation;
    }
}

TEST(DecodeJpeg, OddExifDataAsOpenCV) {
  const std::vector<Bytes> odd{Bytes("http://ns.adobe.com/xap/1.0/"),
                               Bytes("Exif"),
                               Bytes("Exif\0\0II", 8),
                               Bytes("Exif\0\0I", 7),
                               exif({{0x0110, 2, 9, 999}, {0x0112, 3, 1, 1}}, true),
                               exif({}, false),
                               exif({{0x0110, 2, 900, 60}, {0x0112, 3, 1, 6}}, true),  // a text outside of the data
                               exif({{0x011A, 5, 1, 999}, {0x0112, 3, 1, 6}}, true),   // a number outside, out of order
                               exif({{0x011A, 5, 1, 20}, {0x0112, 3, 1, 6}}, true),    // out of order, nothing outside
                               exif({{0x0112, 3, 1, 9}, {0x0112, 3, 1, 6}}, false),    // twice, the first is invalid
                               exif({{0x0112, 3, 1, 3}, {0x0110, 2, 900, 60}}, false)};  // something wrong after it
  for (size_t i = 0; i < odd.size(); ++i) {
    Kind kind;
    kind.exif = odd[i];
    expect_opencvs_pixels(kind, fmt::format("{}", i));
  }
  Bytes unknown_order = exif({{0x0112, 3, 1, 6}}, false);
  unknown_order[6] = unknown_order[7] = 'X';
  Kind kind;
  kind.exif = unknown_order;
  expect_opencvs_pixels(kind, "unknown byte order");
}

TEST(DecodeJpeg, EveryDamageOfExifDataAsOpenCV) {
  const Bytes whole = exif({{0x010E, 2, 12, 60},
                            {0x0131, 2, 8, 62},
                            {0x0128, 3, 1, 2},
                            {0x013E, 5, 2, 60},
                            {0x0211, 5, 3, 50},
                            {0x0112, 3, 1, 8},
                            {0x0214, 5, 6, 30}},
                           true);
  std::mt19937 random(5);
  for (size_t round = 0; round < 600; ++round) {
    Kind kind;
    kind.width = 5, kind.height = 3, kind.exif = whole;
    if (round < whole.size())
      kind.exif.resize(round + 1);
    else
      kind.exif[6 + random() % (whole.size() - 6)] = static_cast<char>(random());
    expect_opencvs_pixels(kind, fmt::format("{}", round));
  }
}

TEST(DecodeJpeg, RareKindsAsOpenCV) {
  Kind cmyk;
  cmyk.components = 4;
  expect_opencvs_pixels(cmyk, "CMYK");
  cmyk.sampling_x = cmyk.sampling_y = 1;
  expect_opencvs_pixels(cmyk, "CMYK in full");
  cmyk.stored = JCS_YCCK;
  expect_opencvs_pixels(cmyk, "YCCK in full");
  cmyk.sampling_x = cmyk.sampling_y = 2, cmyk.progressive = true;
  expect_opencvs_pixels(cmyk, "YCCK");
  Kind motion;
  motion.no_tables = true;
  expect_opencvs_pixels(motion, "without Huffman tables");
  Kind arithmetic;
  arithmetic.arithmetic = true;
  expect_opencvs_pixels(arithmetic, "arithmetic");
  arithmetic.progressive = true, arithmetic.restart = 2;
  expect_opencvs_pixels(arithmetic, "arithmetic, progressive");
}

TEST(DecodeJpeg, DamageIsFoundWhereLibjpegRemarksOnIt) {
  std::mt19937 random(11);
  size_t damaged = 0;
  size_t unharmed = 0;
  for (size_t round = 0; round < 600; ++round) {
    Kind kind;
    kind.progressive = round % 3 == 1;
    kind.restart = round % 4 == 2 ? 2 : 0;
    kind.components = round % 5 == 3 ? 1 : 3;
    if (round % 7 == 5) kind.components = 4;
    Bytes bytes = encode(kind);
    const size_t first = bytes.find("\xFF\xDA") + 14;
    const size_t at = first + random() % (bytes.size() - 2 - first);
    if (round % 2 == 0)
      bytes[at] = static_cast<char>(random());
    else
      bytes.erase(at, std::min<size_t>(1 + random() % 9, bytes.size() - 2 - at));
    if (!check_structure(bytes).problem.empty()) continue;
    testing::internal::CaptureStderr();
    pixels_by_opencv(bytes);
    const std::string remark = testing::internal::GetCapturedStderr();
    const auto says = [&](const char* text) { return remark.find(text) != std::string::npos; };
    if (says("bad Huffman code") || says("premature end of data") || says("instead of RST")) {
      EXPECT_THAT(decoding_error(bytes), HasSubstr("is damaged: its compressed data")) << round << remark;
      ++damaged;
    } else if (remark.empty()) {
      EXPECT_EQ(difference_from_opencv(bytes), "") << round;
      ++unharmed;
    }
  }
  EXPECT_GT(damaged, 50U);
  EXPECT_GT(unharmed, 50U);
}

}  // namespace
}  // namespace slipway::image
