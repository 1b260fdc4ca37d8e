// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Transforms against what the originals made of the same image (test/data/transform/record.py).
#include "runtime/transform/transform.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/error.h"
#include "base/io.h"
#include "runtime/pipeline.h"

namespace slipway::runtime {
namespace {

using nlohmann::json;

std::string decode_base64(const std::string& text) {
  const std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  uint32_t bits = 0;
  int count = 0;
  for (char c : text) {
    if (c == '=') break;
    bits = bits << 6 | static_cast<uint32_t>(alphabet.find(c));
    count += 6;
    if (count >= 8) bytes += static_cast<char>(bits >> (count -= 8) & 0xFF);
  }
  return bytes;
}

/// The formula of record.py.
cv::Mat picture(int w, int h) {
  cv::Mat image(h, w, CV_8UC3);
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x)
      for (int c = 0; c < 3; ++c)
        image.at<cv::Vec3b>(y, x)[c] = static_cast<uchar>((37 * x + 59 * y + 83 * c + x * y * (c + 1) / 7) % 256);
  return image;
}

const json& cases() {
  static const json kCases = json::parse(io::read_file(SLIPWAY_SOURCE_DIR "/test/data/transform/cases.json"));
  return kCases;
}

Sample run_steps(const json& steps, const cv::Mat& image, const std::array<float, 4>& box = {},
                 const std::array<int64_t, 2>& batch_shape = {}) {
  Sample sample;
  sample.meta.input_box.box = box;
  sample.image = image;
  sample.batch_shape = batch_shape;
  sample.meta.ori_shape = sample.meta.img_shape = {image.rows, image.cols};
  Problems problems;
  for (const json& step : steps) {
    Params params(step, step["type"], problems);
    const std::unique_ptr<Transform> transform = transforms().at(step["type"].get<std::string>())(params);
    params.finish();
    problems.raise("step");
    transform->apply(sample);
  }
  return sample;
}

class Recorded : public testing::TestWithParam<size_t> {};

TEST_P(Recorded, EqualsTheOriginal) {
  const json& c = cases()[GetParam()];
  const cv::Mat source = picture(c["image"][0], c["image"][1]);
  const cv::Mat untouched = source.clone();
  const Sample sample =
      run_steps(c["transforms"], source, c.value("box", json{0, 0, 0, 0}).get<std::array<float, 4>>());
  EXPECT_EQ(cv::norm(source, untouched, cv::NORM_INF), 0) << "the caller's image was written into";

  const auto shape = c["shape"].get<std::vector<int>>();
  ASSERT_EQ(sample.image.rows, shape[0]);
  ASSERT_EQ(sample.image.cols, shape[1]);
  const bool is_float = c["dtype"] == "f32";
  ASSERT_EQ(sample.image.type(), is_float ? CV_32FC3 : CV_8UC3);
  std::string bytes = decode_base64(c["data"]);
  ASSERT_EQ(bytes.size(), sample.image.total() * sample.image.elemSize());
  const cv::Mat expected(shape[0], shape[1], sample.image.type(), bytes.data());
  EXPECT_LE(cv::norm(sample.image, expected, cv::NORM_INF), c["tolerance"].get<double>());

  const json meta{{"img_shape", sample.meta.img_shape},       {"scale_factor", sample.meta.scale_factor},
                  {"pad_offset", sample.meta.pad_offset},     {"input_size", sample.meta.input_size},
                  {"input_center", sample.meta.input_center}, {"input_scale", sample.meta.input_scale}};
  for (const auto& [key, value] : c["meta"].items()) EXPECT_EQ(meta.at(key), value) << key;
}

INSTANTIATE_TEST_SUITE_P(Transforms, Recorded, testing::Range<size_t>(0, cases().size()),
                         [](const auto& info) { return cases()[info.param]["name"].template get<std::string>(); });

TEST(RoundHalfEven, RoundsAsPythonDoes) {
  const std::pair<double, int64_t> kPairs[] = {{58.5, 58}, {59.5, 60}, {0.5, 0},   {1.5, 2}, {2.4999, 2}, {2.5001, 3},
                                               {-0.5, 0},  {-1.5, -2}, {-2.5, -2}, {7.0, 7}, {0.0, 0}};
  for (const auto& [value, expected] : kPairs) EXPECT_EQ(round_half_even(value), expected) << value;
}

TEST(Transforms, KnownNames) {
  // Among others: a new one is its own files and no line here.
  EXPECT_THAT(
      transforms().keys(),
      testing::IsSupersetOf({"BottomupResize", "CenterCrop", "Collect", "DefaultFormatBundle", "EfficientNetCenterCrop",
                             "FixShapeResize", "ImageToTensor", "LetterResize", "LoadImageFromFile", "Normalize", "Pad",
                             "Resize", "TopDownAffine", "TopDownGetBboxCenterScale"}));
}

TEST(ImageToTensor, MakesPlanesOfFloats) {
  cv::Mat image(2, 3, CV_8UC3);
  for (int i = 0; i < 18; ++i) image.data[i] = static_cast<uchar>(i);
  const Sample sample = run_steps(json::parse(R"([{"type": "ImageToTensor", "keys": ["img"]}])"), image);
  ASSERT_EQ(sample.tensor.describe(), "f32[1,3,2,3]");
  const std::vector<float> expected{0, 3, 6, 9, 12, 15, 1, 4, 7, 10, 13, 16, 2, 5, 8, 11, 14, 17};
  EXPECT_EQ(std::vector<float>(sample.tensor.data<float>(), sample.tensor.data<float>() + 18), expected);
}

TEST(ImageToTensor, TakesCropsWhoseRowsAreNotAdjacent) {
  const cv::Mat image = picture(9, 7)(cv::Rect(2, 1, 4, 5));
  ASSERT_FALSE(image.isContinuous());
  const Sample sample = run_steps(
      json::parse(R"([{"type": "Normalize", "mean": [0,0,0], "std": [1,1,1]}, {"type": "ImageToTensor"}])"), image);
  for (int c = 0; c < 3; ++c)
    for (int y = 0; y < 5; ++y)
      for (int x = 0; x < 4; ++x)
        EXPECT_EQ(sample.tensor.data<float>()[c * 20 + y * 4 + x], static_cast<float>(image.at<cv::Vec3b>(y, x)[c]));
}

std::string error_of_transform(const char* steps, const cv::Mat& image) {
  try {
    run_steps(json::parse(steps), image);
  } catch (const Error& e) {
    return e.what();
  }
  return "no error";
}

TEST(Resize, RefusesWhatVanishes) {
  EXPECT_EQ(error_of_transform(R"([{"type": "Resize", "size": [16, 16], "keep_ratio": true}])", picture(200, 1)),
            "Resize makes an image of 200x1 px one of 16x0 px");
  EXPECT_EQ(error_of_transform(R"([{"type": "LetterResize", "scale": [16, 16]}])", picture(200, 1)),
            "LetterResize makes an image of 200x1 px one of 16x0 px");
  EXPECT_EQ(error_of_transform(R"([{"type": "FixShapeResize", "width": 16, "height": 16}])", picture(200, 1)),
            "FixShapeResize makes an image of 200x1 px one of 0x0 px");
}

TEST(LetterResize, TakesTheShapeOfItsBatch) {
  const auto letter = [](int64_t w, int64_t h) {
    return json::array({{{"type", "LetterResize"}, {"scale", {w, h}}, {"pad_val", 7}}});
  };
  const Sample expected = run_steps(letter(48, 32), picture(37, 21));
  const Sample sample = run_steps(letter(640, 640), picture(37, 21), {}, {32, 48});
  ASSERT_EQ(sample.image.size(), expected.image.size());
  EXPECT_EQ(cv::norm(sample.image, expected.image, cv::NORM_INF), 0);
  EXPECT_EQ(sample.meta.scale_factor, expected.meta.scale_factor);
  EXPECT_EQ(sample.meta.pad_offset, expected.meta.pad_offset);
}

TEST(Resize, FitsIntoABoxThatIsNotTurned) {
  const auto size = [](const char* orientation, int w, int h) {
    json step{{"type", "Resize"}, {"size", {40, 24}}, {"keep_ratio", true}};
    if (*orientation != 0) step[orientation] = true;
    const cv::Mat image = run_steps(json::array({step}), picture(w, h)).image;
    return std::pair(image.cols, image.rows);
  };
  EXPECT_EQ(size("", 30, 60), std::pair(20, 40));
  EXPECT_EQ(size("fixed_orientation", 30, 60), std::pair(12, 24));
  EXPECT_EQ(size("fixed_orientation", 60, 30), std::pair(40, 20));
  EXPECT_EQ(size("fixed_orientation", 11, 10), std::pair(26, 24));  // 26.4
}

TEST(Resize, RefusesParametersThatDoNotGoTogether) {
  EXPECT_EQ(
      error_of_transform(R"([{"type": "Resize", "size": [8, -1], "keep_ratio": true, "fixed_orientation": true}])",
                         picture(9, 9)),
      "step: Resize: 'fixed_orientation' needs a 'size' with two sides");
  EXPECT_EQ(
      error_of_transform(R"([{"type": "Resize", "size": [8, 8], "enlarge_interpolation": "area"}])", picture(9, 9)),
      "step: Resize: 'enlarge_interpolation' needs 'keep_ratio': true and 'backend': \"cv2\"");
}

TEST(TopDown, NeedsABoxWithAnArea) {
  const auto error = [](const std::optional<InputBox>& box) {
    const json steps = json::parse(R"([{"type": "LoadImageFromFile"}, {"type": "TopDownGetBboxCenterScale"},
        {"type": "TopDownAffine", "image_size": [8, 8]}, {"type": "ImageToTensor"}])");
    const json post = json::parse(R"({"module": "mmpose", "component": "SimCCLabelDecode", "params": {}})");
    const Pipeline pipeline(
        json{{"tasks", {{{"module", "Transform"}, {"transforms", steps}}, {{"module", "Net"}}, post}}});
    EXPECT_TRUE(pipeline.takes_boxes());
    try {
      pipeline.preprocess(picture(20, 10), box);
    } catch (const Error& e) {
      return std::string(e.what());
    }
    return std::string();
  };
  EXPECT_EQ(error(std::nullopt), "");
  EXPECT_EQ(error(InputBox{{2, 3, 8, 9}}), "");
  EXPECT_EQ(error(InputBox{{2, 3, 2, 9}}), "a box must be x1,y1,x2,y2 with x1 < x2 and y1 < y2, got 2,3,2,9");
  EXPECT_NE(error(InputBox{{2, 3, std::nanf(""), 9}}), "");
  EXPECT_NE(error(InputBox{{2, 3, INFINITY, 9}}), "");
}

// RTMDet clamps boxes to img_shape, in which the padding of Pad counts and that of the data preprocessor does not.
TEST(Pad, AfterNormalizeFillsABatchUp) {
  const Sample before = run_steps(
      json::parse(R"([{"type": "Pad", "size_divisor": 8}, {"type": "Normalize", "mean": [0,0,0], "std": [1,1,1]}])"),
      picture(11, 9));
  EXPECT_EQ(before.meta.img_shape, (std::array<int64_t, 2>{16, 16}));
  const Sample after = run_steps(
      json::parse(R"([{"type": "Normalize", "mean": [0,0,0], "std": [1,1,1]}, {"type": "Pad", "size": [17, 13]}])"),
      picture(11, 9));
  EXPECT_EQ(after.meta.img_shape, (std::array<int64_t, 2>{9, 11}));
  EXPECT_EQ(after.image.size(), cv::Size(17, 13));
}

}  // namespace
}  // namespace slipway::runtime
