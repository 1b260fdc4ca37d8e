// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// multiclass_nms() against the plainest program that does the same, on LibTorch, and then on each backend: 1,000 images with ties, no
// candidates, NaN, one class and eighty, each at a fixed batch and at a dynamic one.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

#include "slipway/extend/rewriter.h"
#include "slipway/extend/testing.h"

namespace {

using namespace slipway::extend;
namespace kit = slipway::extend::testing;

constexpr int64_t kPlaces = 40;

struct Images {
  Tensor boxes, scores;
};

/// Crowded boxes; the scores of an image are all different. Of ten images one has no candidates, one has NaN among its scores and boxes, and,
/// with ties, three have scores in few steps.
Images random_images(int64_t count, int64_t classes, uint32_t seed, bool with_ties) {
  std::mt19937 engine(seed);
  const auto uniform = [&] { return static_cast<float>(engine() % 100000) / 100000.0F; };
  Images images{at::empty({count, kPlaces, 4}), at::empty({count, kPlaces, classes})};
  float* box = images.boxes.data_ptr<float>();
  float* score = images.scores.data_ptr<float>();
  std::vector<int64_t> order(static_cast<size_t>(kPlaces * classes));
  std::iota(order.begin(), order.end(), int64_t{1});
  for (int64_t image = 0; image < count; ++image) {
    const int64_t kind = image % 10;
    std::shuffle(order.begin(), order.end(), engine);
    auto next = order.begin();
    for (int64_t place = 0; place < kPlaces; ++place, box += 4) {
      const float x = uniform() * 60, y = uniform() * 60, w = 5 + uniform() * 30, h = 5 + uniform() * 30;
      const float corners[] = {x, y, x + w, y + h};
      std::copy(corners, corners + 4, box);
      if (kind == 1 && place % 7 == 3) box[place % 4] = std::numeric_limits<float>::quiet_NaN();
      for (int64_t c = 0; c < classes; ++c, ++score) {
        const float part = static_cast<float>(*next++) / static_cast<float>(order.size() + 1);
        // Of eighty classes few score much.
        *score = kind == 0 ? 0.05F * part : std::pow(part, classes > 10 ? 16.0F : 2.0F);
        if (with_ties && kind >= 2 && kind < 5) *score = std::floor(*score * 8) / 8;
        if (kind == 1 && (place + c) % 11 == 5) *score = std::numeric_limits<float>::quiet_NaN();
      }
    }
  }
  return images;
}

float overlap(const float* a, const float* b) {
  const float w = std::max(0.0F, std::min(a[2], b[2]) - std::max(a[0], b[0]));
  const float h = std::max(0.0F, std::min(a[3], b[3]) - std::max(a[1], b[1]));
  const float both = w * h;
  return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both);
}

struct Row {
  float score;
  int64_t label, place;
};

/// The best first; each goes where a better one of its class that stayed overlaps it.
std::vector<Row> brute_force(const float* boxes, const float* scores, int64_t classes, const PostProcessing& how) {
  std::vector<Row> all;
  for (int64_t place = 0; place < kPlaces; ++place)
    for (int64_t c = 0; c < classes; ++c) {
      const float score = scores[place * classes + c];
      const bool number = std::none_of(boxes + place * 4, boxes + place * 4 + 4, [](float v) { return std::isnan(v); });
      if (number && score > static_cast<float>(how.score_threshold)) all.push_back({score, c, place});
    }
  std::stable_sort(all.begin(), all.end(), [](const Row& a, const Row& b) { return a.score > b.score; });
  std::vector<Row> kept;
  std::vector<int64_t> of_class(static_cast<size_t>(classes), 0);
  for (const Row& row : all) {
    int64_t& count = of_class[how.class_agnostic ? 0 : static_cast<size_t>(row.label)];
    if (how.max_per_class > 0 && count >= how.max_per_class) continue;
    const bool gone = std::any_of(kept.begin(), kept.end(), [&](const Row& other) {
      return (how.class_agnostic || other.label == row.label) &&
             overlap(boxes + other.place * 4, boxes + row.place * 4) > static_cast<float>(how.iou_threshold);
    });
    if (gone) continue;
    kept.push_back(row);
    ++count;
  }
  if (static_cast<int64_t>(kept.size()) > how.keep_top_k) kept.resize(static_cast<size_t>(how.keep_top_k));
  return kept;
}

/// @param ties whether rows of equal scores may be others
void expect_kept(const Images& images, const Kept& kept, const PostProcessing& how, bool ties) {
  const int64_t classes = images.scores.size(2);
  for (int64_t image = 0; image < images.boxes.size(0); ++image) {
    const float* boxes = images.boxes.data_ptr<float>() + image * kPlaces * 4;
    const std::vector<Row> expected = brute_force(boxes, images.scores.data_ptr<float>() + image * kPlaces * classes, classes, how);
    const Tensor dets = kept.dets[image].contiguous(), labels = kept.labels[image].contiguous(), index = kept.index[image].contiguous();
    for (int64_t row = 0; row < dets.size(0); ++row) {
      const float* det = dets.data_ptr<float>() + row * 5;
      const int64_t label = labels.data_ptr<int64_t>()[row], place = index.data_ptr<int64_t>()[row];
      if (row >= static_cast<int64_t>(expected.size())) {
        ASSERT_EQ(place, -1) << "image " << image << ", row " << row << " beyond its own";
        ASSERT_EQ(label, -1);
        ASSERT_TRUE(std::all_of(det, det + 5, [](float v) { return v == 0; }));
        continue;
      }
      ASSERT_EQ(det[4], expected[static_cast<size_t>(row)].score) << "image " << image << ", row " << row;
      ASSERT_GE(place, 0);
      ASSERT_TRUE(std::equal(det, det + 4, boxes + place * 4)) << "the index is not that of the box";
      if (ties) continue;
      ASSERT_EQ(place, expected[static_cast<size_t>(row)].place) << "image " << image << ", row " << row;
      ASSERT_EQ(label, expected[static_cast<size_t>(row)].label) << "image " << image << ", row " << row;
    }
  }
}

PostProcessing settings(bool class_agnostic, int64_t max_per_class) {
  PostProcessing how;
  how.score_threshold = 0.1;
  how.iou_threshold = 0.5;
  how.keep_top_k = 20;
  how.max_per_class = max_per_class;
  how.class_agnostic = class_agnostic;
  how.multi_label = true;
  return how;
}

class MulticlassNms : public ::testing::TestWithParam<int64_t> {};

TEST_P(MulticlassNms, IsBruteForceOnLibTorch) {
  const int64_t classes = GetParam();
  for (const bool agnostic : {false, true})
    for (const int64_t most : {int64_t{-1}, int64_t{2}}) {
      const PostProcessing how = settings(agnostic, most);
      for (const bool ties : {false, true}) {
        const Images images = random_images(250, classes, 7, ties);
        expect_kept(images, multiclass_nms(images.boxes, images.scores, how), how, ties);
      }
    }
}

std::vector<float> values_of(const Tensor& tensor) {
  return {tensor.data_ptr<float>(), tensor.data_ptr<float>() + tensor.numel()};
}

/// Against LibTorch, which was held to brute force above: 1,000 images, at a fixed batch and at a dynamic one.
TEST_P(MulticlassNms, IsTheSameOnEveryBackend) {
  const int64_t classes = GetParam();
  const std::string config =
      "dict(type='Nms', score_threshold=0.1, iou_threshold=0.5, keep_top_k=20, max_per_class=" + std::to_string(classes) + ")";
  for (const std::string& backend : kit::all()) {
    if (backend == "ncnn") continue;  // it selects no detections: rewriters leave that to the runtime there
    for (const int64_t batch : {int64_t{0}, int64_t{125}})
      for (uint32_t seed = 0; seed < 4; ++seed) {
        const Images images = random_images(125, classes, seed, /*with_ties=*/false);
        const kit::Inputs inputs{.shapes = {images.boxes.sizes().vec(), images.scores.sizes().vec()},
                                 .values = {values_of(images.boxes), values_of(images.scores)}};
        kit::Options options{.backends = {backend}, .rtol = 0, .atol = 0};
        if (batch > 0) options.batch = {batch};
        EXPECT_SAME_AS_PYTORCH(kit::build("mmpose", config), "forward", inputs, options);
      }
  }
}

/// Of equal scores other rows may be kept, but their scores are the same.
TEST_P(MulticlassNms, TiesChangeNoScoresOnAnyBackend) {
  const Images images = random_images(125, GetParam(), 11, /*with_ties=*/true);
  const kit::Inputs inputs{.shapes = {images.boxes.sizes().vec(), images.scores.sizes().vec()},
                           .values = {values_of(images.boxes), values_of(images.scores)}};
  for (const std::string& backend : kit::all()) {
    if (backend == "ncnn") continue;
    EXPECT_SAME_AS_PYTORCH(kit::build("mmpose", "dict(type='Nms', scores_only=True)"), "forward", inputs,
                           {.backends = {backend}, .rtol = 0, .atol = 0});
  }
}

TEST_P(MulticlassNms, TakesRowsByIndex) {
  const Images images = random_images(20, GetParam(), 3, false);
  const Kept kept = multiclass_nms(images.boxes, images.scores, settings(false, -1));
  const Tensor rows = at::arange(kPlaces, at::kFloat).view({1, -1, 1}).expand({20, -1, 1}).contiguous();
  const Tensor taken = kept.take(rows).squeeze(-1);
  EXPECT_TRUE(at::equal(taken, at::where(kept.index >= 0, kept.index, at::zeros_like(kept.index)).to(at::kFloat)));
}

INSTANTIATE_TEST_SUITE_P(Classes, MulticlassNms, ::testing::Values(1, 3, 80));

TEST(MulticlassNmsInput, RefusesRotatedBoxes) {
  EXPECT_THROW(multiclass_nms(at::zeros({1, 4, 5}), at::zeros({1, 4, 2}), settings(false, -1)), slipway::Error);
  EXPECT_THROW(multiclass_nms(at::zeros({1, 4, 4}), at::zeros({1, 3, 2}), settings(false, -1)), slipway::Error);
}

}  // namespace
