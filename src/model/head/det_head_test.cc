// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// The compact decode and the choice inside the graph, which are exported, against the reference, which goes image by
// image and level by level.
#include "model/head/det_head.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "model/head/det_reference.h"

namespace slipway::model {
namespace {

constexpr int64_t kHeight = 64, kWidth = 96;

/// A head without layers.
class BareHead : public DetHead {
 public:
  BareHead(int64_t num_classes, BoxCoder coder, BoxClamp clamp, bool objectness) {
    num_classes_ = num_classes;
    points_ = {{{8, 8}, {16, 16}, {32, 32}}, coder == BoxCoder::kDistance ? 0.5 : 0.0};
    coder_ = coder;
    clamp_ = clamp;
    objectness_ = objectness;
  }
  Tensors raw(const Tensors& features) const override { return features; }
  task::ModelSettings& settings() { return settings_; }

  /// Boxes overlap, some leave the input and some have no area; nearly all scores differ.
  Tensors random_raw(int64_t batch, uint64_t seed) const {
    at::manual_seed(seed);
    const auto random = [&](size_t level, int64_t channels, double deviation) {
      const auto stride = static_cast<int64_t>(points_.strides[level][0]);
      return at::randn({batch, channels, kHeight / stride, kWidth / stride}) * deviation;
    };
    Tensors raw;
    for (size_t level = 0; level < num_levels(); ++level) raw.push_back(random(level, num_classes_, 2));
    for (size_t level = 0; level < num_levels(); ++level)
      raw.push_back(coder_ == BoxCoder::kDistance          ? random(level, 4, 15) + 10
                    : coder_ == BoxCoder::kDistanceStrides ? random(level, 4, 1) + 1
                                                           : random(level, 4, 0.5) + 0.5);
    for (size_t level = 0; level < (objectness_ ? num_levels() : 0); ++level) raw.push_back(random(level, 1, 2));
    return raw;
  }
};

/// The network's input is the image itself.
std::vector<ImageMeta> metas(int64_t batch) {
  ImageMeta meta;
  meta.ori_shape = meta.img_shape = {kHeight, kWidth};
  return std::vector<ImageMeta>(static_cast<size_t>(batch), meta);
}

struct Kind {
  BoxCoder coder;
  BoxClamp clamp;
  bool objectness;
};

constexpr Kind kKinds[] = {
    {BoxCoder::kCenterSize, BoxClamp::kNone, true},     {BoxCoder::kDistance, BoxClamp::kInput, false},
    {BoxCoder::kDistance, BoxClamp::kNone, false},      {BoxCoder::kDistanceStrides, BoxClamp::kOriginal, false},
    {BoxCoder::kCenterSize, BoxClamp::kOriginal, true}, {BoxCoder::kCenterSize, BoxClamp::kInput, false},
};

double distance(const Box& box, const Tensor& expected) {
  double largest = 0;
  for (int64_t i = 0; i < 4; ++i)
    largest = std::max<double>(largest, std::abs(box[static_cast<size_t>(i)] - expected[i].item<float>()));
  return largest;
}

TEST(DetHead, DecodesWhatTheReferenceDecodes) {
  for (const Kind& kind : kKinds) {
    SCOPED_TRACE(fmt::format("coder {}, clamp {}", static_cast<int>(kind.coder), static_cast<int>(kind.clamp)));
    BareHead head(3, kind.coder, kind.clamp, kind.objectness);
    head.settings() = {.score_threshold = -1, .multi_label = true};
    const Tensors raw = head.random_raw(2, 11);
    const Candidates decoded = head.decode(raw);
    const int64_t places = 8 * 12 + 4 * 6 + 2 * 3;
    ASSERT_EQ(decoded.boxes.sizes(), (at::IntArrayRef{2, places, 4}));
    ASSERT_EQ(decoded.scores.sizes(), (at::IntArrayRef{2, places, 3}));
    ASSERT_EQ(decoded.all().sizes(), (at::IntArrayRef{2, places, 7}));
    EXPECT_EQ(decoded.level_sizes, (std::vector<int64_t>{96, 24, 6}));
    const auto results = head.results(raw, metas(2), {});
    for (int64_t image = 0; image < 2; ++image) {
      const auto& reference = std::get<Instances>(results[static_cast<size_t>(image)]);
      // Without thresholds and suppression every pair is a result; they are told apart by their scores.
      ASSERT_EQ(reference.size(), static_cast<size_t>(places * 3));
      const auto [scores, order] = at::sort(decoded.scores[image].flatten(), 0, /*descending=*/true);
      for (size_t i = 0; i < reference.size(); ++i) {
        const auto rank = static_cast<int64_t>(i);
        EXPECT_NEAR(reference.scores[i], scores[rank].item<float>(), 1e-6);
        // Rounding may swap neighbours.
        bool found = false;
        for (int64_t other = std::max<int64_t>(rank - 3, 0); other < std::min(rank + 4, places * 3) && !found;
             ++other) {
          const int64_t pair = order[other].item<int64_t>();
          Tensor box = decoded.boxes[image][pair / 3];
          if (kind.clamp == BoxClamp::kOriginal)  // at the very end only
            box = at::minimum(at::clamp_min(box, 0), frame_limits(kWidth, kHeight, box.options()));
          found = pair % 3 == reference.labels[i] && distance(reference.boxes[i], box) < 1e-3;
        }
        EXPECT_TRUE(found) << "image " << image << ", rank " << i;
      }
    }
  }
}

TEST(DetHead, DecodesTheSameWithoutAskingForSizes) {
  rewrite::Context context;
  context.capabilities.computes_sizes = false;
  context.deploy_config =
      config::parse("onnx_config = dict(input_names=['input'], dynamic_axes={'input': {2: 'height', 3: 'width'}})");
  for (const Kind& kind : kKinds) {
    const BareHead head(3, kind.coder, kind.clamp, kind.objectness);
    const Tensors raw = head.random_raw(2, 12);
    const Candidates expected = head.decode(raw);
    const rewrite::Activate active(context);
    const Candidates counted = head.decode(raw);
    EXPECT_LE((counted.boxes - expected.boxes).abs().max().item<float>(), 1e-4);
    EXPECT_TRUE(at::equal(counted.scores, expected.scores));
  }
}

void expect_same_choice(BareHead& head, int64_t batch, const task::PostProcessing& how) {
  SCOPED_TRACE(
      fmt::format("batch {}, {} classes, coder {}", batch, head.num_classes(), static_cast<int>(head.coder())));
  const Tensors raw = head.random_raw(batch, 100 + static_cast<uint64_t>(batch));
  head.settings() = {.score_threshold = how.score_threshold,
                     .iou_threshold = how.iou_threshold,
                     .nms_pre = how.nms_pre,
                     .nms_pre_of_level = how.nms_pre_of_level,
                     .multi_label = how.multi_label,
                     .class_agnostic = how.class_agnostic,
                     .drop_empty = how.drop_empty};
  const Selected selected = select(head.decode(raw), how);
  const Tensor dets = selected.dets();
  ASSERT_EQ(dets.size(0), batch);
  ASSERT_LE(dets.size(1), how.keep_top_k);
  ASSERT_EQ(selected.labels.sizes(), dets.sizes().slice(0, 2));
  const auto results = head.results(raw, metas(batch), task::limits_of(how));
  for (int64_t image = 0; image < batch; ++image) {
    const auto& reference = std::get<Instances>(results[static_cast<size_t>(image)]);
    ASSERT_LE(reference.size(), static_cast<size_t>(dets.size(1)));
    for (int64_t row = 0; row < dets.size(1); ++row) {
      SCOPED_TRACE(fmt::format("image {}, row {} of {}", image, row, reference.size()));
      const auto i = static_cast<size_t>(row);
      if (i >= reference.size()) {
        EXPECT_TRUE(at::all(dets[image][row] == 0).item<bool>());
        EXPECT_EQ(selected.labels[image][row].item<int64_t>(), -1);
        continue;
      }
      const float score = dets[image][row][4].item<float>();
      const int64_t label = selected.labels[image][row].item<int64_t>();
      EXPECT_NEAR(score, reference.scores[i], 1e-6);
      // Scores that are equal but for their last bit may stand in any order.
      const auto is_same = [&](size_t other) {
        return std::abs(reference.scores[other] - score) < 1e-6 && reference.labels[other] == label &&
               distance(reference.boxes[other], dets[image][row]) < 1e-3;
      };
      bool found = false;
      for (size_t other = i > 2 ? i - 2 : 0; other < std::min(i + 3, reference.size()); ++other)
        found = found || is_same(other);
      EXPECT_TRUE(found) << "score " << score << ", label " << label;
    }
  }
}

/// At every batch size, with one class and with more, with a fixed and with a varying number of candidates.
void expect_same_choices(task::PostProcessing how, std::vector<Kind> kinds = {kKinds[0], kKinds[1]}) {
  for (const Kind& kind : kinds)
    for (int64_t classes : {1, 4})
      for (bool vary : {false, true}) {
        BareHead head(classes, kind.coder, kind.clamp, kind.objectness);
        how.candidates_vary = vary;
        for (int64_t batch : {1, 2, 3, 8}) expect_same_choice(head, batch, how);
      }
}

TEST(Select, ChoosesWhatTheReferenceChooses) {
  expect_same_choices({.score_threshold = 0.3, .iou_threshold = 0.5, .multi_label = true, .keep_top_k = 100});
  expect_same_choices({.score_threshold = 0.3, .iou_threshold = 0.5, .multi_label = false, .keep_top_k = 100});
}

TEST(Select, LetsInTheBestOfEachLevelOrOfAll) {
  const task::PostProcessing how{
      .score_threshold = 0.2, .iou_threshold = 0.6, .multi_label = true, .nms_pre = 15, .keep_top_k = 60};
  expect_same_choices(how);
  task::PostProcessing of_levels = how;
  of_levels.nms_pre_of_level = true;
  expect_same_choices(of_levels);
  of_levels.pre_top_k = 25;
  expect_same_choices(of_levels);
  of_levels.pre_top_k = 10;  // less than nms_pre
  expect_same_choices(of_levels);
  task::PostProcessing best_class = how;
  best_class.multi_label = false;
  expect_same_choices(best_class);
}

TEST(Select, KeepsToTheLimitsOfTheDeployConfig) {
  for (bool multi_label : {false, true}) {
    expect_same_choices({.score_threshold = 0.1,
                         .iou_threshold = 0.5,
                         .multi_label = multi_label,
                         .pre_top_k = 40,
                         .max_per_class = 5,
                         .keep_top_k = 12});
    expect_same_choices({.score_threshold = 0.1, .multi_label = multi_label, .max_per_class = 200, .keep_top_k = 7});
  }
}

TEST(Select, SuppressesAcrossClasses) {
  expect_same_choices({.score_threshold = 0.2,
                       .iou_threshold = 0.4,
                       .multi_label = true,
                       .class_agnostic = true,
                       .max_per_class = 20,
                       .keep_top_k = 50});
}

TEST(Select, DropsEmptyBoxes) {
  // Distances of both signs: many boxes have no area, and clamping makes more of them.
  const task::PostProcessing how{
      .score_threshold = 0.05, .iou_threshold = 0.5, .multi_label = true, .drop_empty = true, .keep_top_k = 300};
  expect_same_choices(how, {kKinds[1], kKinds[2]});
  task::PostProcessing all = how;
  all.drop_empty = false;
  expect_same_choices(all, {kKinds[1], kKinds[2]});
}

TEST(Select, NothingFoundIsAllZero) {
  expect_same_choices({.score_threshold = 1.0, .iou_threshold = 0.5, .multi_label = true, .keep_top_k = 10});
}

}  // namespace
}  // namespace slipway::model
