// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "rewrite/pose_selection.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "base/error.h"
#include "package/post_processing.h"

namespace slipway::rewrite {
namespace {

constexpr int64_t kCandidates = 60;
constexpr int64_t kPoints = 3;
constexpr int64_t kWidth = 64, kHeight = 48;

struct Candidates {
  at::Tensor boxes, scores, keypoints;
};

Candidates random_candidates(int64_t batch, uint64_t seed) {
  at::manual_seed(seed);
  const at::Tensor corner = at::rand({batch, kCandidates, 2}) * 60 - 5;
  const at::Tensor size = at::rand({batch, kCandidates, 2}) * 30 + 2;
  return {at::cat({corner, corner + size}, 2), at::rand({batch, kCandidates}),
          at::rand({batch, kCandidates, kPoints, 3}) * 50};
}

double iou(const float* a, const float* b) {
  const double w = std::max(0.0F, std::min(a[2], b[2]) - std::max(a[0], b[0]));
  const double h = std::max(0.0F, std::min(a[3], b[3]) - std::max(a[1], b[1]));
  const double areas = double(a[2] - a[0]) * (a[3] - a[1]) + double(b[2] - b[0]) * (b[3] - b[1]);
  return w * h / (areas - w * h);
}

/// The definition, one image at a time and candidate by candidate: what of `boxes` is kept, best first.
std::vector<int64_t> kept(const at::Tensor& boxes, const at::Tensor& scores, const SelectionParameters& parameters) {
  const float* box = boxes.data_ptr<float>();
  const float* score = scores.data_ptr<float>();
  std::vector<int64_t> order;
  for (int64_t i = 0; i < scores.size(0); ++i)
    if (score[i] > parameters.score_threshold) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) { return score[a] > score[b]; });
  if (parameters.pre_top_k > 0 && static_cast<int64_t>(order.size()) > parameters.pre_top_k)
    order.resize(parameters.pre_top_k);
  std::vector<int64_t> result;
  for (int64_t i : order)
    if (std::none_of(result.begin(), result.end(),
                     [&](int64_t j) { return iou(box + 4 * i, box + 4 * j) > parameters.iou_threshold; }))
      result.push_back(i);
  const auto limit = static_cast<size_t>(std::min(parameters.keep_top_k, parameters.max_output));
  if (result.size() > limit) result.resize(limit);
  return result;
}

void expect_selection(int64_t batch, const SelectionParameters& parameters) {
  const Candidates c = random_candidates(batch, 7 + static_cast<uint64_t>(batch));
  const std::vector<at::Tensor> out = select_people(c.boxes, c.scores, c.keypoints, kWidth, kHeight, parameters);
  const int64_t rows = out[0].size(1);
  ASSERT_EQ(out[0].sizes(), (at::IntArrayRef{batch, rows, 5}));
  ASSERT_EQ(out[1].sizes(), (at::IntArrayRef{batch, rows, kPoints, 3}));
  for (int64_t image = 0; image < batch; ++image) {
    const std::vector<int64_t> expected = kept(c.boxes[image].contiguous(), c.scores[image].contiguous(), parameters);
    ASSERT_LE(static_cast<int64_t>(expected.size()), rows);
    for (int64_t row = 0; row < rows; ++row) {
      const at::Tensor det = out[0][image][row];
      if (row >= static_cast<int64_t>(expected.size())) {
        EXPECT_TRUE(at::all(det == 0).item<bool>() && at::all(out[1][image][row] == 0).item<bool>())
            << image << ", " << row;
        continue;
      }
      const int64_t index = expected[static_cast<size_t>(row)];
      const at::Tensor box = c.boxes[image][index];
      EXPECT_FLOAT_EQ(det[0].item<float>(), std::clamp(box[0].item<float>(), 0.0F, float(kWidth)));
      EXPECT_FLOAT_EQ(det[3].item<float>(), std::clamp(box[3].item<float>(), 0.0F, float(kHeight)));
      EXPECT_EQ(det[4].item<float>(), c.scores[image][index].item<float>());
      EXPECT_TRUE(at::equal(out[1][image][row], c.keypoints[image][index])) << image << ", " << row;
    }
  }
}

TEST(PoseSelection, IsTheDefinitionAtEveryBatchSize) {
  for (int64_t batch : {1, 2, 3, 8}) {
    SCOPED_TRACE(batch);
    expect_selection(batch, {.score_threshold = 0.3, .iou_threshold = 0.4, .max_output = 40, .keep_top_k = 40});
  }
}

TEST(PoseSelection, KeepsToItsLimits) {
  expect_selection(2, {.score_threshold = 0.0, .iou_threshold = 0.4, .max_output = 5, .keep_top_k = 5});
  expect_selection(2, {.score_threshold = 0.0, .iou_threshold = 0.4, .max_output = 3, .keep_top_k = 9});
  expect_selection(2,
                   {.score_threshold = 0.1, .iou_threshold = 0.4, .pre_top_k = 12, .max_output = 40, .keep_top_k = 40});
  expect_selection(2, {.score_threshold = 0.3, .iou_threshold = 1.0, .max_output = 100, .keep_top_k = 100});
  expect_selection(
      2, {.score_threshold = 0.3, .iou_threshold = 0.4, .max_output = 100, .keep_top_k = 100, .candidates_vary = true});
}

TEST(PoseSelection, NothingFoundIsAllZero) {
  expect_selection(3, {.score_threshold = 1.0, .iou_threshold = 0.4, .max_output = 10, .keep_top_k = 10});
}

config::Value deploy_config(const std::string& post_processing) {
  return config::parse("codebase_config = dict(post_processing=dict(" + post_processing + "))", "d.py");
}

TEST(PostProcessing, TheModelsThresholdsWin) {
  const config::Value deploy = deploy_config(
      "score_threshold=0.05, iou_threshold=0.5, max_output_boxes_per_class=200, pre_top_k=5000, keep_top_k=100");
  SelectionParameters p = package::read_post_processing(deploy, {});
  EXPECT_EQ(p.score_threshold, 0.05);
  EXPECT_EQ(p.iou_threshold, 0.5);
  EXPECT_EQ(p.pre_top_k, 5000);
  EXPECT_EQ(p.keep_top_k, 100);
  EXPECT_EQ(p.max_output, 100);
  p = package::read_post_processing(deploy, {0.01, 0.65, 300});
  EXPECT_EQ(p.score_threshold, 0.01);
  EXPECT_EQ(p.iou_threshold, 0.65);
  EXPECT_EQ(p.keep_top_k, 300);
  EXPECT_EQ(p.max_output, 300);
  EXPECT_THROW(package::read_post_processing(deploy_config("keep_top_k=0"), {}), Error);
}

}  // namespace
}  // namespace slipway::rewrite
