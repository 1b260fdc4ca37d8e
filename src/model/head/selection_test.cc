// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// One class, as poses have it, against the definition. Several classes: det_head_test.cc.
#include "model/head/selection.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.h"
#include "package/post_processing.h"

namespace slipway::model {
namespace {

constexpr int64_t kCandidates = 60;
constexpr int64_t kPoints = 3;
constexpr int64_t kFrameWidth = 64, kFrameHeight = 48;

struct Poses {
  Candidates candidates;
  Tensor keypoints;  // f32[B,P,K*3]
};

Poses random_poses(int64_t batch, uint64_t seed) {
  at::manual_seed(seed);
  const Tensor corner = at::rand({batch, kCandidates, 2}) * 60 - 5;
  const Tensor size = at::rand({batch, kCandidates, 2}) * 30 + 2;
  const Tensor scores = at::rand({batch, kCandidates, 1});
  return {{at::cat({corner, corner + size}, 2), scores}, at::rand({batch, kCandidates, kPoints * 3}) * 50};
}

double iou(const float* a, const float* b) {
  const double w = std::max(0.0F, std::min(a[2], b[2]) - std::max(a[0], b[0]));
  const double h = std::max(0.0F, std::min(a[3], b[3]) - std::max(a[1], b[1]));
  const double areas = double(a[2] - a[0]) * (a[3] - a[1]) + double(b[2] - b[0]) * (b[3] - b[1]);
  return w * h / (areas - w * h);
}

/// The definition, one image at a time and candidate by candidate: what of `boxes` is kept_selection, best first.
std::vector<int64_t> kept_selection(const Tensor& boxes, const Tensor& scores, const task::PostProcessing& how) {
  const float* box = boxes.data_ptr<float>();
  const float* score = scores.data_ptr<float>();
  std::vector<int64_t> order;
  for (int64_t i = 0; i < scores.size(0); ++i)
    if (score[i] > static_cast<float>(how.score_threshold)) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) { return score[a] > score[b]; });
  if (how.pre_top_k > 0 && static_cast<int64_t>(order.size()) > how.pre_top_k)
    order.resize(static_cast<size_t>(how.pre_top_k));
  std::vector<int64_t> result;
  for (int64_t i : order)
    if (std::none_of(result.begin(), result.end(),
                     [&](int64_t j) { return iou(box + 4 * i, box + 4 * j) > how.iou_threshold; }))
      result.push_back(i);
  const int64_t most = how.max_per_class > 0 ? std::min(how.keep_top_k, how.max_per_class) : how.keep_top_k;
  if (static_cast<int64_t>(result.size()) > most) result.resize(static_cast<size_t>(most));
  return result;
}

void expect_selection(int64_t batch, const task::PostProcessing& how) {
  const auto [candidates, keypoints] = random_poses(batch, 7 + static_cast<uint64_t>(batch));
  const Tensor frame = frame_limits(kFrameWidth, kFrameHeight, candidates.boxes.options());
  const Selected selected = select(candidates, how, frame);
  const Tensor dets = selected.dets(), points = selected.take(keypoints);
  const int64_t rows = dets.size(1);
  ASSERT_EQ(dets.sizes(), (at::IntArrayRef{batch, rows, 5}));
  ASSERT_EQ(points.sizes(), (at::IntArrayRef{batch, rows, kPoints * 3}));
  for (int64_t image = 0; image < batch; ++image) {
    const std::vector<int64_t> expected =
        kept_selection(candidates.boxes[image].contiguous(), candidates.scores[image].flatten(), how);
    ASSERT_LE(static_cast<int64_t>(expected.size()), rows);
    for (int64_t row = 0; row < rows; ++row) {
      SCOPED_TRACE(fmt::format("image {}, row {}", image, row));
      const Tensor det = dets[image][row];
      if (row >= static_cast<int64_t>(expected.size())) {
        EXPECT_TRUE(at::all(det == 0).item<bool>() && at::all(points[image][row] == 0).item<bool>());
        EXPECT_EQ(selected.labels[image][row].item<int64_t>(), -1);
        continue;
      }
      const int64_t index = expected[static_cast<size_t>(row)];
      const Tensor box = candidates.boxes[image][index];
      EXPECT_FLOAT_EQ(det[0].item<float>(), std::clamp(box[0].item<float>(), 0.0F, float(kFrameWidth)));
      EXPECT_FLOAT_EQ(det[3].item<float>(), std::clamp(box[3].item<float>(), 0.0F, float(kFrameHeight)));
      EXPECT_EQ(det[4].item<float>(), candidates.scores[image][index][0].item<float>());
      EXPECT_EQ(selected.labels[image][row].item<int64_t>(), 0);
      EXPECT_TRUE(at::equal(points[image][row], keypoints[image][index]));
    }
  }
}

TEST(Selection, IsTheDefinitionAtEveryBatchSize) {
  for (int64_t batch : {1, 2, 3, 8})
    expect_selection(batch, {.score_threshold = 0.3, .iou_threshold = 0.4, .max_per_class = 40, .keep_top_k = 40});
}

TEST(Selection, KeepsToItsLimits) {
  expect_selection(2, {.score_threshold = 0.0, .iou_threshold = 0.4, .max_per_class = 5, .keep_top_k = 5});
  expect_selection(2, {.score_threshold = 0.0, .iou_threshold = 0.4, .max_per_class = 3, .keep_top_k = 9});
  expect_selection(
      2, {.score_threshold = 0.1, .iou_threshold = 0.4, .pre_top_k = 12, .max_per_class = 40, .keep_top_k = 40});
  expect_selection(2, {.score_threshold = 0.3, .iou_threshold = 1.0, .max_per_class = 100, .keep_top_k = 100});
  expect_selection(
      2,
      {.score_threshold = 0.3, .iou_threshold = 0.4, .max_per_class = 100, .keep_top_k = 100, .candidates_vary = true});
}

TEST(Selection, NothingFoundIsAllZero) {
  expect_selection(3, {.score_threshold = 1.0, .iou_threshold = 0.4, .max_per_class = 10, .keep_top_k = 10});
}

config::Value deploy_config(const std::string& post_processing) {
  return config::parse("codebase_config = dict(post_processing=dict(" + post_processing + "))", "d.py");
}

TEST(PostProcessing, TheModelsThresholdsWin) {
  const config::Value deploy = deploy_config(
      "score_threshold=0.05, iou_threshold=0.5, max_output_boxes_per_class=200, pre_top_k=5000, keep_top_k=100");
  task::PostProcessing how = package::read_post_processing(deploy, {});
  EXPECT_EQ(how.score_threshold, 0.05);
  EXPECT_EQ(how.iou_threshold, 0.5);
  EXPECT_EQ(how.pre_top_k, 5000);
  EXPECT_EQ(how.keep_top_k, 100);
  EXPECT_EQ(how.max_per_class, 200);
  how = package::read_post_processing(deploy, {.score_threshold = 0.01, .iou_threshold = 0.65, .max_per_image = 300});
  EXPECT_EQ(how.score_threshold, 0.01);
  EXPECT_EQ(how.iou_threshold, 0.65);
  EXPECT_EQ(how.keep_top_k, 300);
  EXPECT_EQ(how.max_per_class, 200);
  EXPECT_THROW(package::read_post_processing(deploy_config("keep_top_k=0"), {}), Error);
}

}  // namespace
}  // namespace slipway::model
