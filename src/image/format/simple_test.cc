// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// WebP, BMP and PNM, and what is written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <webp/encode.h>

#include <filesystem>
#include <random>

#include "base/io.h"
#include "image/testing/same_pixels.h"

namespace slipway::image {
namespace {

cv::Mat noise(int width, int height, int type, unsigned seed = 1) {
  cv::Mat image(height, width, type);
  std::mt19937 random(seed);
  for (int y = 0; y < height; ++y)
    for (size_t i = 0; i < image.cols * image.elemSize(); ++i)
      image.ptr(y)[i] = static_cast<uchar>(random() % 3 == 0 ? random() : i * 3 + static_cast<size_t>(y) * 5);
  return image;
}

void expect_same_pixels(const std::string& bytes, const std::string& what) {
  EXPECT_EQ(difference_from_opencv(bytes), "") << what;
  EXPECT_EQ(decoding_error(bytes), "") << what;
}

TEST(DecodeWebp, EveryKindAsOpenCV) {
  for (const int type : {CV_8UC3, CV_8UC4})
    for (const int quality : {1, 60, 100, 101})
      for (const auto& [width, height] : std::vector<std::pair<int, int>>{{1, 1}, {33, 17}, {64, 48}, {101, 203}}) {
        std::vector<uchar> bytes;
        cv::imencode(".webp", noise(width, height, type), bytes, {cv::IMWRITE_WEBP_QUALITY, quality});
        expect_same_pixels({bytes.begin(), bytes.end()}, fmt::format("{} {} {}", type, quality, width));
      }
}

TEST(DecodeWebp, DamagedAsOpenCV) {
  std::mt19937 random(4);
  for (const int quality : {60, 101})
    for (int round = 0; round < 300; ++round) {
      std::vector<uchar> encoded;
      cv::imencode(".webp", noise(33, 17, round % 2 == 0 ? CV_8UC3 : CV_8UC4), encoded,
                   {cv::IMWRITE_WEBP_QUALITY, quality});
      std::string bytes(encoded.begin(), encoded.end());
      bytes[12 + random() % (bytes.size() - 12)] = static_cast<char>(random());
      EXPECT_EQ(difference_from_opencv(bytes), "") << quality << ' ' << round;
    }
}

std::string little(uint32_t value, size_t size) {
  std::string bytes;
  for (size_t i = 0; i < size; ++i) bytes += static_cast<char>(value >> (8 * i));
  return bytes;
}

std::string random_bytes(size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::string bytes;
  for (size_t i = 0; i < count; ++i) bytes += static_cast<char>(random());
  return bytes;
}

struct BmpKind {
  int32_t width = 21, height = 13;
  uint32_t bits = 24, compression = 0, used = 0;
  uint32_t header = 40;
  std::string masks = "";
  std::string pixels = "";  // else random rows
};

std::string encode_bmp(const BmpKind& kind) {
  const bool old = kind.header == 12;
  std::string rest = old ? little(static_cast<uint32_t>(kind.width), 2) + little(static_cast<uint32_t>(kind.height), 2)
                         : little(static_cast<uint32_t>(kind.width), 4) + little(static_cast<uint32_t>(kind.height), 4);
  rest += little(1, 2) + little(kind.bits, 2);
  if (!old)
    rest += little(kind.compression, 4) + little(0, 12 - 8) + little(2835, 4) + little(2835, 4) + little(kind.used, 4) +
            little(0, 4);
  if (kind.header > 40) rest += kind.masks;
  rest.resize(kind.header - 4, '\0');
  const size_t colours = kind.bits > 8 ? 0 : kind.used > 0 ? kind.used : size_t{1} << kind.bits;
  rest += random_bytes(colours * (old ? 3 : 4), 9);
  if (kind.header == 40) rest += kind.masks;
  const size_t row = (static_cast<size_t>(kind.width) * kind.bits + 31) / 32 * 4;
  const std::string pixels =
      kind.pixels.empty() ? random_bytes(row * static_cast<size_t>(std::abs(kind.height)), 5) : kind.pixels;
  const auto offset = static_cast<uint32_t>(14 + 4 + rest.size());
  return "BM" + little(static_cast<uint32_t>(offset + pixels.size()), 4) + little(0, 4) + little(offset, 4) +
         little(kind.header, 4) + rest + pixels;
}

TEST(DecodeBmp, EveryKindAsOpenCV) {
  for (const uint32_t bits : {1, 4, 8, 16, 24, 32})
    for (const uint32_t header : {12U, 40U, 56U, 108U, 124U})
      for (const int32_t height : {13, -13, 1})
        for (const int32_t width : {1, 2, 7, 8, 9, 21}) {
          BmpKind kind;
          kind.bits = bits, kind.header = header, kind.height = height, kind.width = width;
          if (header == 12 && (bits == 16 || height < 0)) continue;
          expect_same_pixels(encode_bmp(kind), fmt::format("{} {} {} {}", bits, header, height, width));
        }
  BmpKind few;
  few.bits = 8, few.used = 5;
  expect_same_pixels(encode_bmp(few), "few colours");
  few.used = 257;
  EXPECT_EQ(difference_from_opencv(encode_bmp(few)), "");
}

TEST(DecodeBmp, MasksAsOpenCV) {
  const std::vector<std::array<uint32_t, 4>> masks{
      {0x7C00, 0x03E0, 0x001F, 0},          {0xF800, 0x07E0, 0x001F, 0},          {0x0F00, 0x00F0, 0x000F, 0xF000},
      {0xFF0000, 0xFF00, 0xFF, 0xFF000000}, {0xFF, 0xFF00, 0xFF0000, 0xFF000000}, {0xFF000000, 0xFF0000, 0xFF00, 0xFF}};
  for (const auto& mask : masks)
    for (const uint32_t bits : {16, 32})
      for (const uint32_t header : {40U, 56U, 108U, 124U}) {
        BmpKind kind;
        kind.bits = bits, kind.compression = 3, kind.header = header;
        for (const uint32_t value : mask) kind.masks += little(value, 4);
        if (kNewerOpenCV && bits == 32 && header > 40 && mask[0] != 0xFF0000)
          EXPECT_THAT(difference_from_opencv(encode_bmp(kind)), ::testing::HasSubstr("channel")) << header;
        else
          EXPECT_EQ(difference_from_opencv(encode_bmp(kind)), "") << bits << ' ' << header << ' ' << mask[0];
      }
}

TEST(DecodeBmp, RunsAsOpenCV) {
  std::mt19937 random(2);
  size_t read = 0;
  for (size_t round = 0; round < 3000; ++round) {
    BmpKind kind;
    kind.width = 6, kind.height = round % 2 == 0 ? 4 : -4;
    kind.bits = round % 4 < 2 ? 8 : 4, kind.compression = kind.bits == 8 ? 1 : 2;
    uint32_t left = 6;
    for (int row = 0; row < 4;) {
      const uint32_t choice = random() % 12;
      if (choice < 5 && left > 0) {  // a run
        const uint32_t count = 1 + random() % (round % 3 == 0 ? left + 1 : left);
        kind.pixels += little(count, 1) + little(random(), 1);
        left -= std::min(left, count);
      } else if (choice < 7 && left >= 3) {  // pixels one by one
        const uint32_t count = 3 + random() % (left - 2);
        const uint32_t size = kind.bits == 8 ? count : (count + 1) / 2;
        kind.pixels += little(0, 1) + little(count, 1) + random_bytes(size + size % 2, random());
        left -= count;
      } else if (choice == 7) {  // a shift
        kind.pixels += little(0, 1) + little(2, 1) + little(random() % 8, 1) + little(random() % 3, 1);
        left = std::min(left, 6U - static_cast<uint32_t>(random() % 6));
      } else if (choice == 8 && random() % 4 == 0) {  // the end
        kind.pixels += little(0, 1) + little(1, 1);
        ++row;
      } else {  // the end of a row
        kind.pixels += little(0, 2);
        left = 6, ++row;
      }
    }
    kind.pixels += little(0, 1) + little(1, 1);
    const std::string bytes = encode_bmp(kind);
    ASSERT_EQ(difference_from_opencv(bytes), "") << round;
    read += decoding_error(bytes).empty() ? 1 : 0;
  }
  EXPECT_GT(read, 500U);
  EXPECT_LT(read, 2900U);
}

TEST(DecodeBmp, DamagedHeadersAsOpenCV) {
  std::mt19937 random(6);
  for (size_t round = 0; round < 2000; ++round) {
    BmpKind kind;
    kind.bits = std::array{1U, 4U, 8U, 16U, 24U, 32U}[round % 6];
    kind.header = std::array{12U, 40U, 108U}[round % 3];
    std::string bytes = encode_bmp(kind);
    bytes[10 + random() % 50] = static_cast<char>(random() % 3 == 0 ? random() : random() % 40);
    EXPECT_EQ(difference_from_opencv(bytes), "") << round;
  }
}

TEST(DecodePnm, EveryKindAsOpenCV) {
  for (const int kind : {1, 2, 3, 4, 5, 6})
    for (const int largest : {1, 7, 100, 255, 256, 1000, 65535})
      for (const auto& [width, height] : std::vector<std::pair<int, int>>{{1, 1}, {7, 3}, {8, 2}, {9, 5}, {16, 2}}) {
        std::string bytes = fmt::format("P{}\n# a comment\n{} {}\n", kind, width, height);
        if (kind % 3 != 1) bytes += fmt::format("{}\n", largest);
        const int samples = width * height * (kind % 3 == 0 ? 3 : 1);
        std::mt19937 random(7);
        if (kind == 4)
          bytes += random_bytes(static_cast<size_t>((width + 7) / 8 * height), 3);
        else if (kind > 4)
          bytes += random_bytes(static_cast<size_t>(samples * (largest > 255 ? 2 : 1)), 3);
        else
          for (int i = 0; i < samples; ++i)
            bytes += kind == 1 ? fmt::format("{}{}", random() % 2, i % 3 == 0 ? "\n" : "")
                               : fmt::format("{} ", random() % static_cast<unsigned>(largest + 3));
        expect_same_pixels(bytes, fmt::format("P{} {} {}x{}", kind, largest, width, height));
      }
}

TEST(DecodePnm, OddOnesAsOpenCV) {
  for (const std::string& bytes :
       {std::string("P2\n2 2\n255\n1 2 3 4"), std::string("P2\n2 2\n255\n1 2 3 4 "),
        std::string("P2\n2 2\n0\n1 2 3 4 "), std::string("P5\n2 2\n65536\nabcdefgh"), std::string("P5\n2 2\n255\nabc"),
        std::string("P5\n2 -2\n255\nabcd"), std::string("P5 2 2 255 abcd"), std::string("P5\r\n2\t2\v255\fabcd"),
        std::string("P5\n#a\n#b\r2 2\n255#c\nabcd"), std::string("P1\n2 2\n0110"), std::string("P1\n2 2\n1203"),
        std::string("P1 2 2 0 1 x 0"), std::string("P6\n0 2\n255\n"), std::string("P6\n99999999999 2\n255\n"),
        std::string("P4\n2 2\n\x80"), std::string("P6"), std::string("P62 2 255 ")})
    EXPECT_EQ(difference_from_opencv(bytes), "") << bytes;
}

TEST(WriteImage, BytesOfOpenCV) {
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "slipway_write_image";
  std::filesystem::create_directories(folder);
  for (const char* extension : {".jpg", ".jpeg", ".png"})
    for (const int type : {CV_8UC1, CV_8UC3, CV_8UC4})
      for (const auto& [width, height] : std::vector<std::pair<int, int>>{{1, 1}, {33, 17}, {640, 480}}) {
        const cv::Mat image = noise(width, height, type);
        const std::filesystem::path file = folder / (std::string("a") + extension);
        write_image(file, image);
        std::vector<uchar> theirs;
        const std::vector<int> quality{cv::IMWRITE_JPEG_QUALITY, 95};
        cv::imencode(extension, image, theirs, extension[1] == 'j' ? quality : std::vector<int>{});
        EXPECT_EQ(io::read_file(file), std::string(theirs.begin(), theirs.end())) << extension << type << width;
        // A part of a larger picture.
        write_image(file, noise(width + 9, height + 9, type)(cv::Rect(3, 4, width, height)));
        EXPECT_EQ(decode_image(io::read_file(file), "a").size(), image.size());
      }
  EXPECT_THROW(write_image(folder / "wide.jpg", cv::Mat(1, 70000, CV_8UC3, cv::Scalar::all(0))), Error);
  EXPECT_THROW(write_image(folder / "a.bmp", noise(3, 3, CV_8UC3)), Error);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace slipway::image
