// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/decode/selection.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>

#include "base/error.h"
#include "runtime/decode/decoder.h"

namespace slipway::runtime {
namespace {

using Boxes = std::vector<std::array<float, 5>>;

std::vector<size_t> select(const Boxes& boxes, const task::PostProcessing& how) {
  std::vector<size_t> rows;
  for (const Choice& choice :
       runtime::select(boxes.empty() ? nullptr : boxes.front().data(), boxes.size(), 1, {how, {}}, 0, 0))
    rows.push_back(choice.place);
  return rows;
}

TEST(Selection, BestFirstWithoutWhatOverlaps) {
  // 0 and 1 have an IoU of 0.6, 3 and 2 touch nothing.
  const Boxes boxes{{0, 0, 10, 10, 0.5F}, {0, 0, 10, 6, 0.7F}, {50, 50, 60, 60, 0.2F}, {20, 20, 30, 30, 0.9F}};
  EXPECT_EQ(select(boxes, {.score_threshold = 0.1F, .iou_threshold = 0.5F, .max_per_class = 9, .keep_top_k = 9}),
            (std::vector<size_t>{3, 1, 2}));
  // An IoU must be above the threshold, a score as well. 0.6 in float, as the suppression computes it.
  EXPECT_EQ(
      select(boxes, {.score_threshold = 0.2F, .iou_threshold = 60.0F / 100.0F, .max_per_class = 9, .keep_top_k = 9}),
      (std::vector<size_t>{3, 1, 0}));
}

TEST(Selection, Limits) {
  const Boxes boxes{{0, 0, 10, 10, 0.9F}, {0, 0, 10, 9, 0.8F}, {20, 0, 30, 9, 0.7F}, {40, 0, 50, 9, 0.6F}};
  const task::PostProcessing all{.iou_threshold = 0.5F, .max_per_class = 9, .keep_top_k = 9};
  EXPECT_EQ(select(boxes, all), (std::vector<size_t>{0, 2, 3}));
  task::PostProcessing how = all;
  how.pre_top_k = 2;  // before the suppression
  EXPECT_EQ(select(boxes, how), (std::vector<size_t>{0}));
  how = all;
  how.max_per_class = 2;  // after it
  EXPECT_EQ(select(boxes, how), (std::vector<size_t>{0, 2}));
  how = all;
  how.keep_top_k = 1;
  EXPECT_EQ(select(boxes, how), (std::vector<size_t>{0}));
}

TEST(Selection, TiesKeepTheirOrderAndNothingIsKeptOfNothing) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const Boxes boxes{{0, 0, 1, 1, 0.5F}, {5, 0, 6, 1, 0.5F}, {9, 0, 10, 1, nan}, {nan, nan, nan, nan, 0.5F}};
  EXPECT_EQ(select(boxes, {.iou_threshold = 0.5F, .max_per_class = 9, .keep_top_k = 9}),
            (std::vector<size_t>{0, 1, 3}));
  EXPECT_TRUE(select({}, {.iou_threshold = 0.5F, .max_per_class = 9, .keep_top_k = 9}).empty());
}

// The definition, word by word: go through all by falling score; a box stays unless one that stayed overlaps it.
TEST(Selection, EqualsTheDefinitionOnRandomBoxes) {
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
    EXPECT_EQ(select(boxes, {.score_threshold = 0.3F, .iou_threshold = 0.4F, .max_per_class = 99, .keep_top_k = 99}),
              expected);
  }
}

// Rows of x1,y1,x2,y2 and scores of two classes.
std::vector<std::pair<size_t, int64_t>> choose(const std::vector<std::array<float, 6>>& rows, const Selection& how,
                                               int64_t width = 0, int64_t height = 0) {
  std::vector<std::pair<size_t, int64_t>> found;
  for (const Choice& choice : runtime::select(rows.front().data(), rows.size(), 2, how, width, height))
    found.emplace_back(choice.place, choice.label);
  return found;
}

TEST(Selection, ClassesDoNotSuppressEachOther) {
  using Found = std::vector<std::pair<size_t, int64_t>>;
  const std::vector<std::array<float, 6>> rows{
      {0, 0, 10, 10, 0.9F, 0.6F}, {0, 0, 10, 9, 0.3F, 0.8F}, {20, 20, 20, 30, 0.7F, 0.1F}};
  Selection how{{.score_threshold = 0.2, .iou_threshold = 0.5, .keep_top_k = 9}, {}};
  EXPECT_EQ(choose(rows, how), (Found{{0, 0}, {1, 1}, {2, 0}})) << "the best class of a place only";
  how.how.multi_label = true;
  EXPECT_EQ(choose(rows, how), (Found{{0, 0}, {1, 1}, {2, 0}})) << "0 as class 1 is suppressed by 1, 1 as 0 by 0";
  how.how.iou_threshold = 1;
  EXPECT_EQ(choose(rows, how), (Found{{0, 0}, {1, 1}, {2, 0}, {0, 1}, {1, 0}}));
  how.how.max_per_class = 1;
  EXPECT_EQ(choose(rows, how), (Found{{0, 0}, {1, 1}}));
  how.how = {.score_threshold = 0.2, .iou_threshold = 0.5, .class_agnostic = true, .drop_empty = true, .keep_top_k = 9};
  EXPECT_EQ(choose(rows, how), (Found{{0, 0}})) << "one class suppresses another, and an empty box is none";
}

TEST(Selection, LevelsHaveALimitOfTheirOwn) {
  using Found = std::vector<std::pair<size_t, int64_t>>;
  // An input of 16x8: two places of stride 8, the last row is of a level of its own.
  const std::vector<std::array<float, 6>> rows{
      {0, 0, 1, 1, 0.9F, 0.8F}, {5, 5, 6, 6, 0.7F, 0}, {9, 9, 10, 10, 0.5F, 0.4F}};
  Selection how{{.multi_label = true, .nms_pre = 1, .nms_pre_of_level = true, .keep_top_k = 9}, {8}};
  EXPECT_EQ(choose(rows, how, 16, 8), (Found{{0, 0}, {2, 0}}));
  how.how.nms_pre_of_level = false;
  EXPECT_EQ(choose(rows, how, 16, 8), (Found{{0, 0}}));
}

TEST(Selection, IsPartOfTheDecoder) {
  const nlohmann::json params{
      {"rescale", "none"},
      {"select",
       {{"score_threshold", 0.1}, {"iou_threshold", 0.5}, {"pre_top_k", -1}, {"max_output", 10}, {"keep_top_k", 2}}}};
  Problems problems;
  Params reader(params, "params", problems);
  const auto decoder = decoders().find("YOLOXPoseDecode")->make(reader);
  reader.finish();
  ASSERT_EQ(problems.texts(), std::vector<std::string>{});
  // Two images: what is chosen is of the second one. Boxes are clamped to the network's input, 20x15, after the choice.
  HostTensor dets =
      HostTensor::of<float>(DType::kF32, {2, 3, 5}, {0, 0, 9, 9, 0.9F, 0,  0, 9,  9,  0.9F, 0,  0, 9,  9,  0.9F,  //
                                                     0, 0, 4, 4, 0.2F, -5, 2, 30, 40, 0.8F, -5, 2, 30, 39, 0.7F});
  HostTensor points =
      HostTensor::of<float>(DType::kF32, {2, 3, 1, 3}, {0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 0.1F, 3, 4, 0.2F, 5, 6, 0.3F});
  ImageMeta meta;
  meta.net_size = {20, 15};
  const auto result = std::get<Instances>(decoder->decode({dets, points}, 1, meta));
  EXPECT_EQ(result.boxes, (std::vector<std::array<float, 4>>{{0, 2, 20, 15}, {0, 0, 4, 4}}));
  EXPECT_EQ(result.keypoint_scores, (std::vector<std::vector<float>>{{0.2F}, {0.1F}}));
}

TEST(Selection, WrongParameters) {
  Problems problems;
  const nlohmann::json params{{"rescale", "none"}, {"select", {{"max_output", 0}, {"iou", 0.5}}}};
  Params reader(params, "params", problems);
  decoders().find("YOLOXPoseDecode")->make(reader);
  EXPECT_EQ(problems.texts().size(), 2U);
  problems = {};
  const nlohmann::json other{{"rescale", "none"}, {"select", 5}};
  Params again(other, "params", problems);
  decoders().find("YOLOXPoseDecode")->make(again);
  EXPECT_EQ(problems.texts(), (std::vector<std::string>{"params: 'select' must be an object, got 5"}));
}

}  // namespace
}  // namespace slipway::runtime
