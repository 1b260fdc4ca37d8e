// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/decode/detection_selection.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>

#include "base/error.h"
#include "runtime/decode/decoder.h"

namespace slipway::runtime {
namespace {

using Boxes = std::vector<std::array<float, 5>>;

std::vector<size_t> select(const Boxes& boxes, const DetectionSelection& how) {
  return select_detections(boxes.empty() ? nullptr : boxes.front().data(), boxes.size(), how);
}

TEST(DetectionSelection, BestFirstWithoutWhatOverlaps) {
  // 0 and 1 have an IoU of 0.6, 3 and 2 touch nothing.
  const Boxes boxes{{0, 0, 10, 10, 0.5F}, {0, 0, 10, 6, 0.7F}, {50, 50, 60, 60, 0.2F}, {20, 20, 30, 30, 0.9F}};
  EXPECT_EQ(select(boxes, {.score_threshold = 0.1F, .iou_threshold = 0.5F, .max_output = 9, .keep_top_k = 9}),
            (std::vector<size_t>{3, 1, 2}));
  // An IoU must be above the threshold, a score as well. 0.6 in float, as the suppression computes it.
  EXPECT_EQ(select(boxes, {.score_threshold = 0.2F, .iou_threshold = 60.0F / 100.0F, .max_output = 9, .keep_top_k = 9}),
            (std::vector<size_t>{3, 1, 0}));
}

TEST(DetectionSelection, Limits) {
  const Boxes boxes{{0, 0, 10, 10, 0.9F}, {0, 0, 10, 9, 0.8F}, {20, 0, 30, 9, 0.7F}, {40, 0, 50, 9, 0.6F}};
  const DetectionSelection all{.iou_threshold = 0.5F, .max_output = 9, .keep_top_k = 9};
  EXPECT_EQ(select(boxes, all), (std::vector<size_t>{0, 2, 3}));
  DetectionSelection how = all;
  how.pre_top_k = 2;  // before the suppression
  EXPECT_EQ(select(boxes, how), (std::vector<size_t>{0}));
  how = all;
  how.max_output = 2;  // after it
  EXPECT_EQ(select(boxes, how), (std::vector<size_t>{0, 2}));
  how = all;
  how.keep_top_k = 1;
  EXPECT_EQ(select(boxes, how), (std::vector<size_t>{0}));
}

TEST(DetectionSelection, TiesKeepTheirOrderAndNothingIsKeptOfNothing) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const Boxes boxes{{0, 0, 1, 1, 0.5F}, {5, 0, 6, 1, 0.5F}, {9, 0, 10, 1, nan}, {nan, nan, nan, nan, 0.5F}};
  EXPECT_EQ(select(boxes, {.iou_threshold = 0.5F, .max_output = 9, .keep_top_k = 9}), (std::vector<size_t>{0, 1, 3}));
  EXPECT_TRUE(select({}, {.iou_threshold = 0.5F, .max_output = 9, .keep_top_k = 9}).empty());
}

// The definition, word by word: go through all by falling score; a box stays unless one that stayed overlaps it.
TEST(DetectionSelection, EqualsTheDefinitionOnRandomBoxes) {
  std::mt19937 random(7);
  std::uniform_real_distribution<float> place(0, 40), size(1, 20), score(0, 1);
  for (int round = 0; round < 50; ++round) {
    Boxes boxes;
    for (int i = 0; i < 60; ++i) {
      const float x = place(random), y = place(random);
      boxes.push_back({x, y, x + size(random), y + size(random), score(random)});
    }
    std::vector<size_t> order(boxes.size());
    for (size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return boxes[a][4] > boxes[b][4]; });
    std::vector<size_t> expected;
    for (size_t i : order) {
      if (boxes[i][4] <= 0.3F) continue;
      bool free = true;
      for (size_t j : expected) {
        const auto &a = boxes[i], &b = boxes[j];
        const double w = std::max(0.0F, std::min(a[2], b[2]) - std::max(a[0], b[0]));
        const double h = std::max(0.0F, std::min(a[3], b[3]) - std::max(a[1], b[1]));
        const auto area = [](const std::array<float, 5>& box) { return double{box[2] - box[0]} * (box[3] - box[1]); };
        free = free && w * h / (area(a) + area(b) - w * h) <= 0.4;
      }
      if (free) expected.push_back(i);
    }
    EXPECT_EQ(select(boxes, {.score_threshold = 0.3F, .iou_threshold = 0.4F, .max_output = 99, .keep_top_k = 99}),
              expected);
  }
}

TEST(DetectionSelection, IsPartOfTheDecoder) {
  const nlohmann::json params{
      {"rescale", "none"},
      {"select",
       {{"score_threshold", 0.1}, {"iou_threshold", 0.5}, {"pre_top_k", -1}, {"max_output", 10}, {"keep_top_k", 2}}}};
  Problems problems;
  Params reader(params, "params", problems);
  const auto decoder = decoders().find("YOLOXPoseDecode")->make(reader);
  reader.finish();
  ASSERT_EQ(problems, Problems{});
  // Two images: what is chosen is of the second one. Boxes are clamped to the network's input, 20x15, after the choice.
  HostTensor dets =
      HostTensor::of<float>(DType::kF32, {2, 3, 5}, {0, 0, 9, 9, 0.9F, 0,  0, 9,  9,  0.9F, 0,  0, 9,  9,  0.9F,  //
                                                     0, 0, 4, 4, 0.2F, -5, 2, 30, 40, 0.8F, -5, 2, 30, 39, 0.7F});
  HostTensor points =
      HostTensor::of<float>(DType::kF32, {2, 3, 1, 3}, {0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 0.1F, 3, 4, 0.2F, 5, 6, 0.3F});
  ImageMeta meta;
  meta.net_size = {20, 15};
  const auto result = std::get<PoseResult>(decoder->decode({dets, points}, 1, meta));
  EXPECT_EQ(result.bboxes, (std::vector<std::array<float, 4>>{{0, 2, 20, 15}, {0, 0, 4, 4}}));
  EXPECT_EQ(result.keypoint_scores, (std::vector<std::vector<float>>{{0.2F}, {0.1F}}));
}

TEST(DetectionSelection, WrongParameters) {
  Problems problems;
  const nlohmann::json params{{"rescale", "none"}, {"select", {{"max_output", 0}, {"iou", 0.5}}}};
  Params reader(params, "params", problems);
  decoders().find("YOLOXPoseDecode")->make(reader);
  EXPECT_EQ(problems.size(), 2U);
  problems.clear();
  const nlohmann::json other{{"rescale", "none"}, {"select", 5}};
  Params again(other, "params", problems);
  decoders().find("YOLOXPoseDecode")->make(again);
  EXPECT_EQ(problems, (Problems{"params: 'select' must be an object, got 5"}));
}

}  // namespace
}  // namespace slipway::runtime
