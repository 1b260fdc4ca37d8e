// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "runtime/decode/decoder.h"

namespace slipway::runtime {
namespace {

std::unique_ptr<Decoder> resize_mask(const nlohmann::json& values = nlohmann::json::object()) {
  Problems problems;
  Params params(values, "ResizeMask", problems);
  auto decoder = decoders().at("ResizeMask").make(params);
  params.finish();
  problems.raise("params");
  return decoder;
}

ImageMeta shown(std::array<int64_t, 2> in_input, std::array<int64_t, 2> in_image) {
  ImageMeta meta;
  meta.img_shape = in_input;
  meta.ori_shape = in_image;
  return meta;
}

TEST(ResizeMask, EnlargesClassesByTheNearestPixelWithoutPadding) {
  // Of two images the second; its last row and column are padding.
  const HostTensor labels = HostTensor::of<int64_t>(
      DType::kI64, {2, 1, 3, 3}, std::vector<int64_t>{9, 9, 9, 9, 9, 9, 9, 9, 9, 1, 2, 7, 3, 4, 7, 7, 7, 7});
  const auto map = std::get<LabelMap>(resize_mask()->decode({labels}, 1, shown({2, 2}, {4, 3})));
  EXPECT_EQ(map.height, 4);
  EXPECT_EQ(map.width, 3);
  EXPECT_EQ(map.labels, (std::vector<int32_t>{1, 1, 2, 1, 1, 2, 3, 3, 4, 3, 3, 4}));
}

TEST(ResizeMask, EnlargesScoresBeforeItChooses) {
  // Class 1 leads by 2.5 on the left, class 0 by 1 on the right; read at 0, 1/4, 3/4 and 1.
  const HostTensor scores = HostTensor::of<float>(DType::kF32, {1, 2, 1, 2}, std::vector<float>{0, 1, 2.5, 0});
  EXPECT_EQ(std::get<LabelMap>(resize_mask()->decode({scores}, 0, shown({1, 2}, {1, 4}))).labels,
            (std::vector<int32_t>{1, 1, 0, 0}));
  // With aligned corners the places are 0, 1/3, 2/3 and 1: leads of 2.5, 4/3, 1/6 and -1.
  EXPECT_EQ(
      std::get<LabelMap>(resize_mask({{"align_corners", true}})->decode({scores}, 0, shown({1, 2}, {1, 4}))).labels,
      (std::vector<int32_t>{1, 1, 1, 0}));
}

TEST(ResizeMask, OneScoreIsComparedWithTheThreshold) {
  // sigmoid(0) = 0.5, sigmoid(-1) = 0.27
  const HostTensor scores = HostTensor::of<float>(DType::kF32, {1, 1, 1, 2}, std::vector<float>{0, -1});
  const auto labels = [&](const nlohmann::json& params) {
    return std::get<LabelMap>(resize_mask(params)->decode({scores}, 0, shown({1, 2}, {1, 2}))).labels;
  };
  EXPECT_EQ(labels(nlohmann::json::object()), (std::vector<int32_t>{1, 0}));
  EXPECT_EQ(labels({{"threshold", 0.2}}), (std::vector<int32_t>{1, 1}));
  EXPECT_EQ(labels({{"threshold", 0.6}}), (std::vector<int32_t>{0, 0}));
}

TEST(ResizeMask, RefusesOtherOutputs) {
  const auto refused = [](const HostTensor& output, const char* text) {
    try {
      resize_mask({{"num_classes", 3}})->decode({output}, 0, shown({2, 2}, {2, 2}));
      FAIL() << "no slipway::Error";
    } catch (const Error& e) {
      EXPECT_THAT(e.what(), testing::HasSubstr(text));
    }
  };
  refused(HostTensor(DType::kF32, {1, 3}), "takes one output");
  refused(HostTensor(DType::kI64, {1, 1, 1, 2}), "maps of 2x1 px");
  refused(HostTensor(DType::kF32, {1, 4, 2, 2}), "is for 3 classes, the network gives 4");
}

}  // namespace
}  // namespace slipway::runtime
