// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Against what Pillow made of the same images (test/data/transform/record_pillow.py).
#include "runtime/transform/pillow_resize.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/io.h"
#include "runtime/transform/transform.h"

namespace slipway::runtime {
namespace {

using nlohmann::json;

/// The formula of record_pillow.py.
cv::Mat picture_pillow_resize(int w, int h, int kind) {
  cv::Mat image(h, w, CV_8UC3);
  for (uint32_t i = 0; i < image.total() * 3; ++i) {
    uint32_t x = i * 2654435761U;
    x ^= x >> 15;
    x *= 2246822519U;
    const auto byte = static_cast<uchar>(x >> 24);
    image.data[i] = kind == 1 ? (byte < 128 ? 0 : 255) : byte;
  }
  return image;
}

std::string fnv(const cv::Mat& image) {
  uint64_t value = 0xCBF29CE484222325U;
  for (size_t i = 0; i < image.total() * image.elemSize(); ++i) value = (value ^ image.data[i]) * 0x100000001B3U;
  return fmt::format("{:016x}", value);
}

TEST(PillowResize, EqualsPillowToTheBit) {
  const json cases = json::parse(io::read_file(SLIPWAY_SOURCE_DIR "/test/data/transform/pillow.json"));
  ASSERT_EQ(cases.size(), 56U);
  for (const json& c : cases) {
    const cv::Mat source = picture_pillow_resize(c["source"][0], c["source"][1], c["kind"]);
    const std::string before = fnv(source);
    ASSERT_EQ(c["hashes"].size(), 6U);
    for (const auto& [name, expected] : c["hashes"].items()) {
      const cv::Mat result = pillow_resize(source, {c["size"][0], c["size"][1]}, *pillow_filter(name));
      ASSERT_TRUE(result.isContinuous());
      ASSERT_EQ(result.type(), CV_8UC3);
      EXPECT_EQ(expected, fnv(result)) << name << " " << c["source"] << " to " << c["size"];
    }
    EXPECT_EQ(fnv(source), before) << "the source was written into";
  }
}

TEST(PillowResize, TakesCropsWhoseRowsAreNotAdjacent) {
  const cv::Mat whole = picture_pillow_resize(50, 40, 0);
  const cv::Mat part = whole(cv::Rect(7, 5, 31, 22));
  for (const PillowFilter filter : {PillowFilter::kNearest, PillowFilter::kBicubic})
    for (const cv::Size size : {cv::Size(31, 22), cv::Size(31, 9), cv::Size(13, 22), cv::Size(40, 11)})
      EXPECT_EQ(fnv(pillow_resize(part, size, filter)), fnv(pillow_resize(part.clone(), size, filter)));
}

TEST(PillowResize, GivesMemoryOfItsOwn) {
  const cv::Mat source = picture_pillow_resize(8, 6, 0);
  EXPECT_NE(pillow_resize(source, source.size(), PillowFilter::kLanczos).data, source.data);
}

TEST(PillowResize, KnowsTheNames) {
  EXPECT_EQ(pillow_filter("bicubic"), PillowFilter::kBicubic);
  EXPECT_EQ(pillow_filter("area"), std::nullopt);
  EXPECT_EQ(pillow_filter(""), std::nullopt);
}

std::string error_of_pillow_resize(const json& step, const cv::Mat& image) {
  try {
    Problems problems;
    Params params(step, "Resize", problems);
    const std::unique_ptr<Transform> transform = transforms().at("Resize")(params);
    params.finish();
    problems.raise("step");
    Sample sample;
    sample.image = image;
    transform->apply(sample);
  } catch (const Error& e) {
    return e.what();
  }
  return "no error";
}

TEST(Resize, BackendsHaveInterpolationsOfTheirOwn) {
  const cv::Mat image = picture_pillow_resize(8, 6, 0);
  json step{{"type", "Resize"}, {"size", {4, 4}}, {"backend", "pillow"}, {"interpolation", "area"}};
  EXPECT_THAT(error_of_pillow_resize(step, image),
              testing::HasSubstr("'interpolation' is \"area\", supported: 'nearest', 'box'"));
  step["backend"] = "cv2";
  EXPECT_EQ(error_of_pillow_resize(step, image), "no error");
  step["interpolation"] = "hamming";
  EXPECT_THAT(error_of_pillow_resize(step, image), testing::HasSubstr("'interpolation' is \"hamming\""));
  step["backend"] = "tensorflow";
  EXPECT_THAT(error_of_pillow_resize(step, image),
              testing::HasSubstr("'backend' is \"tensorflow\", supported: 'cv2', 'pillow'"));
}

TEST(Resize, PillowTakesBytesOnly) {
  const json step{{"type", "Resize"}, {"size", {4, 4}}, {"backend", "pillow"}};
  EXPECT_THAT(error_of_pillow_resize(step, cv::Mat(6, 6, CV_32FC3, cv::Scalar(1, 2, 3))),
              testing::HasSubstr("before Normalize"));
}

}  // namespace
}  // namespace slipway::runtime
