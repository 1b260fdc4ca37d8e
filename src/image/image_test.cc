// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "image/image.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/io.h"
#include "image/image_structure.h"
#include "runtime/pipeline.h"

namespace slipway::image {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;

const fs::path kFolder = SLIPWAY_SOURCE_DIR "/test/data/image";

std::string bytes_of(const std::string& name) { return io::read_file(kFolder / name); }

std::string error_of(std::string_view bytes) {
  try {
    decode_image(bytes, "a.jpg");
  } catch (const Error& e) {
    return e.what();
  }
  return "no slipway::Error";
}

TEST(ReadImage, EveryKindAsTheOriginalReadsIt) {
  const json expected = json::parse(io::read_file(kFolder / "expected.json"));
  ASSERT_GE(expected.size(), 20U);
  for (const auto& [name, value] : expected.items()) {
    testing::internal::CaptureStderr();
    const cv::Mat image = read_image(kFolder / name);
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "") << name;
    ASSERT_EQ(image.type(), CV_8UC3) << name;
    EXPECT_EQ((std::vector<int>{image.rows, image.cols, 3}), value["shape"].get<std::vector<int>>()) << name;
    const auto pixels = value["pixels"].get<std::vector<uchar>>();
    ASSERT_EQ(image.total() * 3, pixels.size()) << name;
    EXPECT_TRUE(std::equal(pixels.begin(), pixels.end(), image.ptr<uchar>())) << name;
  }
}

TEST(ReadImage, FilesThatAreNotThere) {
  const auto error = [](const fs::path& file) {
    try {
      read_image(file);
    } catch (const Error& e) {
      return std::string(e.what());
    }
    return std::string("no slipway::Error");
  };
  EXPECT_EQ(error("/nonexistent/a.jpg"), "/nonexistent/a.jpg: no such file");
  EXPECT_EQ(error(kFolder), kFolder.string() + ": is a folder, not a file");
}

TEST(ReadImage, BytesThatAreNoImage) {
  EXPECT_EQ(error_of(""), "a.jpg: the image is empty (0 bytes)");
  for (const std::string& bytes : {std::string("this is not an image"), std::string("x"), std::string(1000, '\0')})
    EXPECT_EQ(error_of(bytes), "a.jpg: is no image that Slipway can read (BMP, JPEG, PNG, PNM, TIFF, WebP)");
}

TEST(ReadImage, KindsThatAreNotReadAreNamed) {
  EXPECT_EQ(error_of("GIF89a0000000000"),
            "a.jpg: is a file of the kind GIF, which Slipway does not read; convert it to one of BMP, JPEG, PNG, PNM, "
            "TIFF, WebP");
  EXPECT_THAT(error_of(std::string("\0\0\0\x0CjP  \r\n", 10)), HasSubstr("of the kind JPEG 2000"));
  EXPECT_THAT(error_of(std::string(128, '\0') + "DICM"), HasSubstr("of the kind DICOM"));
  EXPECT_THAT(error_of(std::string("\0\0\0\x20"
                                   "ftypavif",
                                   12)),
              HasSubstr("of the kind AVIF"));
}

TEST(ReadImage, EveryCutOfAJpegIsRefused) {
  for (const char* name : {"color.jpg", "progressive.jpg", "restarts.jpg", "grey.jpg", "turned.jpg"}) {
    const std::string bytes = bytes_of(name);
    for (size_t size = 3; size < bytes.size(); ++size)
      ASSERT_THAT(error_of(std::string_view(bytes).substr(0, size)),
                  HasSubstr("the image is cut off: the JPEG file ends"))
          << name << size;
  }
}

TEST(ReadImage, EveryCutOfAPngBmpAndWebpIsRefused) {
  for (const auto& [name, format] : std::vector<std::pair<std::string, std::string>>{
           {"color.png", "PNG"}, {"color.bmp", "BMP"}, {"color.webp", "WebP"}}) {
    const std::string bytes = bytes_of(name);
    for (size_t size = 12; size < bytes.size(); ++size)
      ASSERT_THAT(error_of(std::string_view(bytes).substr(0, size)), HasSubstr("the image is cut off: the " + format))
          << name << size;
  }
}

TEST(ReadImage, EveryDamagedByteOfAPngIsFound) {
  const std::string bytes = bytes_of("color.png");
  for (size_t i = 8; i < bytes.size(); ++i) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x55);
    ASSERT_THAT(error_of(damaged), HasSubstr("the image is ")) << i;
  }
}

TEST(ReadImage, DamagedJpegDataIsFound) {
  std::string bytes = bytes_of("color.jpg");
  // The last bytes of the compressed data, before the end mark, replaced by a run of ones: no valid code.
  for (size_t i = bytes.size() - 200; i + 2 < bytes.size(); i += 2) {
    bytes[i] = '\xFF';
    bytes[i + 1] = '\0';
  }
  EXPECT_THAT(error_of(bytes),
              HasSubstr("the image is damaged: its compressed data breaks off or holds invalid codes"));
}

TEST(ReadImage, BytesAfterTheEndDoNotMatter) {
  for (const char* name : {"color.jpg", "color.png", "color.bmp"}) {
    const cv::Mat plain = decode_image(bytes_of(name), name);
    const cv::Mat longer = decode_image(bytes_of(name) + "trailing bytes", name);
    EXPECT_EQ(cv::norm(plain, longer, cv::NORM_INF), 0) << name;
  }
}

TEST(ImageStructure, AThumbnailsEndMarkIsNotTheEnd) {
  // A segment that holds a whole JPEG file, as EXIF data do.
  const std::string inner = bytes_of("one_pixel.jpg");
  const std::string outer = bytes_of("color.jpg");
  const size_t length = inner.size() + 2;
  std::string bytes =
      outer.substr(0, 2) + "\xFF\xE5" + static_cast<char>(length >> 8) + static_cast<char>(length & 0xFF) + inner;
  const size_t header = bytes.size();
  bytes += outer.substr(2);
  EXPECT_EQ(check_structure(bytes).problem, "");
  EXPECT_THAT(check_structure(std::string_view(bytes).substr(0, header + 300)).problem, HasSubstr("is cut off"));
}

}  // namespace
}  // namespace slipway::image
