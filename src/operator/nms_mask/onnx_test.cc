// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "lower/onnx/builder.h"
#include "lower/onnx/lower_internal.h"
#include "lower/onnx/testing/ort_model.h"
#include "lower/torchscript/lower.h"
#include "lower/torchscript/testing/pt_model.h"

namespace slipway::lower::onnx {
namespace {

using graph::SymInt;

struct Setting {
  double iou_threshold = 0.5;
  double score_threshold = 0.3;
  int64_t max_output = 100;
  int64_t num_classes = 0;  ///< 0: no labels
};

struct Boxes {
  int64_t batch = 1, count = 0;
  std::vector<float> boxes;       // [batch, count, 4]
  std::vector<float> scores;      // [batch, count]
  std::vector<int64_t> labels{};  // [batch, count] or none
};

/// Crowded boxes, so that about half of them overlap a better one.
Boxes random_boxes(int64_t batch, int64_t count, int distinct_scores = 0, int64_t num_classes = 0) {
  std::mt19937 engine(static_cast<uint32_t>(batch * 1000 + count));
  auto uniform = [&] { return static_cast<float>(engine() % 100000) / 100000.0F; };
  Boxes result{batch, count, {}, {}};
  for (int64_t i = 0; i < batch * count; ++i) {
    const float x = uniform() * 60, y = uniform() * 60, w = 5 + uniform() * 30, h = 5 + uniform() * 30;
    for (float value : {x, y, x + w, y + h}) result.boxes.push_back(value);
    result.scores.push_back(
        distinct_scores > 0 ? static_cast<float>(engine() % static_cast<uint32_t>(distinct_scores)) / 8.0F : uniform());
  }
  for (int64_t i = 0; num_classes > 0 && i < batch * count; ++i)
    result.labels.push_back(static_cast<int64_t>(engine() % static_cast<uint32_t>(num_classes)));
  return result;
}

float overlap(const float* a, const float* b) {
  const float w = std::max(0.0F, std::min(a[2], b[2]) - std::max(a[0], b[0]));
  const float h = std::max(0.0F, std::min(a[3], b[3]) - std::max(a[1], b[1]));
  const float both = w * h;
  const float either = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both;
  return either > 0 ? both / either : 0;
}

/// Greedy suppression within classes, as plainly as possible.
std::vector<uint8_t> expected_mask(const Boxes& in, const Setting& setting) {
  std::vector<uint8_t> mask(in.scores.size(), 0);
  for (int64_t image = 0; image < in.batch; ++image) {
    const float* boxes = in.boxes.data() + image * in.count * 4;
    const float* scores = in.scores.data() + image * in.count;
    const auto label = [&](int64_t i) {
      return in.labels.empty() ? 0 : in.labels[static_cast<size_t>(image * in.count + i)];
    };
    for (int64_t number = 0; number < std::max<int64_t>(setting.num_classes, 1); ++number) {
      std::vector<int64_t> open;
      for (int64_t i = 0; i < in.count; ++i)
        if (label(i) == number && scores[i] > static_cast<float>(setting.score_threshold)) open.push_back(i);
      for (int64_t kept = 0; kept < setting.max_output && !open.empty(); ++kept) {
        // The first of equal ones.
        const int64_t best =
            *std::max_element(open.begin(), open.end(), [&](int64_t a, int64_t b) { return scores[a] < scores[b]; });
        mask[static_cast<size_t>(image * in.count + best)] = 1;
        std::vector<int64_t> left;
        for (int64_t i : open)
          if (i != best && !(overlap(boxes + best * 4, boxes + i * 4) > static_cast<float>(setting.iou_threshold)))
            left.push_back(i);
        open = left;
      }
    }
  }
  return mask;
}

graph::Graph nms_graph(const Setting& setting, const SymInt& batch, const SymInt& count) {
  graph::Graph graph;
  graph.axes = {{"batch", 2}, {"count", 50}};
  auto add = [&](const std::string& name, DType dtype, const std::vector<SymInt>& shape) {
    graph::Value value;
    value.name = name;
    value.dtype = dtype;
    value.shape = shape;
    return graph.add_value(value);
  };
  const graph::ValueId boxes = add("boxes", DType::kF32, {batch, count, 4}),
                       scores = add("scores", DType::kF32, {batch, count});
  graph.inputs = {boxes, scores};
  decltype(graph::Node::args) args{{"boxes", graph::TensorRef{boxes}}, {"scores", graph::TensorRef{scores}}};
  if (setting.num_classes > 0) {
    graph.inputs.push_back(add("labels", DType::kI64, {batch, count}));
    args.push_back({"labels", graph::TensorRef{graph.inputs.back()}});
  }
  args.push_back({"num_classes", SymInt(std::max<int64_t>(setting.num_classes, 1))});
  args.push_back({"iou_threshold", setting.iou_threshold});
  args.push_back({"score_threshold", setting.score_threshold});
  args.push_back({"max_output", SymInt(setting.max_output)});
  const graph::ValueId mask = add("mask", DType::kBool, {batch, count});
  graph.outputs = {mask};
  graph.nodes.push_back({.op = "slipway::nms_mask", .overload = "", .args = args, .outputs = {mask}, .scope = "head"});
  return graph;
}

/// @param model an OrtModel or a PtModel
template <typename AnyModel>
void expect_mask(AnyModel& model, const Boxes& in, const Setting& setting) {
  SCOPED_TRACE(fmt::format("batch {}, {} boxes", in.batch, in.count));
  std::vector<HostTensor> inputs{HostTensor::of(DType::kF32, {in.batch, in.count, 4}, in.boxes),
                                 HostTensor::of(DType::kF32, {in.batch, in.count}, in.scores)};
  if (setting.num_classes > 0) inputs.push_back(HostTensor::of(DType::kI64, {in.batch, in.count}, in.labels));
  const HostTensor mask = model.run(inputs)[0];
  ASSERT_EQ(mask.describe(), fmt::format("bool[{},{}]", in.batch, in.count));
  const auto* bits = mask.data<uint8_t>();
  EXPECT_EQ(std::vector<uint8_t>(bits, bits + mask.numel()), expected_mask(in, setting));
}

int64_t kept(const Boxes& in, const Setting& setting) {
  const std::vector<uint8_t> mask = expected_mask(in, setting);
  return std::count(mask.begin(), mask.end(), 1);
}

/// As TorchScript and at every opset, with dynamic sizes.
void expect_masks(const std::vector<Boxes>& inputs, const Setting& setting) {
  {
    SCOPED_TRACE("TorchScript");
    const Model model = torchscript::lower(nms_graph(setting, SymInt::axis(0), SymInt::axis(1)));
    torchscript::check(model);
    torchscript::PtModel module(model.bytes);
    for (const Boxes& in : inputs) expect_mask(module, in, setting);
  }
  for (int opset = kMinOpset; opset <= kMaxOpset; ++opset) {
    SCOPED_TRACE(fmt::format("opset {}", opset));
    Options options;
    options.opset = opset;
    const Model model = lower_unchecked(nms_graph(setting, SymInt::axis(0), SymInt::axis(1)), options);
    if (opset <= max_opset()) check(model);
    OrtModel session(model.bytes);
    for (const Boxes& in : inputs) expect_mask(session, in, setting);
  }
}

TEST(LowerNmsMask, KeepsTheBestOfEachCrowd) {
  const Setting setting;
  ASSERT_GT(kept(random_boxes(3, 80), setting), 20);
  expect_masks({random_boxes(1, 50), random_boxes(2, 50), random_boxes(3, 80), random_boxes(8, 20)}, setting);
}

TEST(LowerNmsMask, ClassesDoNotSuppressEachOther) {
  const Setting setting{.num_classes = 4}, agnostic;
  const auto crowd = [](int64_t batch, int64_t count, int distinct_scores = 0) {
    return random_boxes(batch, count, distinct_scores, 4);
  };
  ASSERT_GT(kept(crowd(3, 80), setting), kept(crowd(3, 80), agnostic) + 20);
  expect_masks({crowd(1, 50), crowd(2, 50), crowd(3, 80), crowd(8, 20), crowd(3, 60, 9)}, setting);
  OrtModel session(lower(nms_graph(setting, 2, 50)).bytes);
  expect_mask(session, crowd(2, 50), setting);
}

TEST(LowerNmsMask, AtMostSoManyOfEachClass) {
  for (int64_t limit : {0, 1, 3}) {
    const Setting setting{.max_output = limit, .num_classes = 3};
    const Boxes in = random_boxes(3, 80, 0, 3);
    ASSERT_EQ(kept(in, setting), 3 * 3 * limit);
    expect_masks({in, random_boxes(8, 30, 5, 3)}, setting);
  }
}

TEST(LowerNmsMask, ClassesThatNothingIsOf) {
  const Setting setting{.num_classes = 80};
  Boxes in = random_boxes(2, 40, 0, 80);
  std::fill(in.labels.begin(), in.labels.begin() + 40, 79);
  expect_masks({in}, setting);
  std::fill(in.scores.begin(), in.scores.end(), 0.0F);
  expect_masks({in}, setting);
}

TEST(LowerNmsMask, FixedSizes) {
  const Setting setting;
  OrtModel session(lower(nms_graph(setting, 2, 50)).bytes);
  expect_mask(session, random_boxes(2, 50), setting);
  torchscript::PtModel module(torchscript::lower(nms_graph(setting, 2, 50)).bytes);
  expect_mask(module, random_boxes(2, 50), setting);
}

TEST(LowerNmsMask, EqualScoresInOrderOfTheirIndex) {
  const Setting setting;
  expect_masks({random_boxes(1, 60, 9), random_boxes(3, 60, 9), random_boxes(2, 60, 3)}, setting);
}

TEST(LowerNmsMask, NothingAboveTheThreshold) {
  const Setting setting{.score_threshold = 2.0};
  ASSERT_EQ(kept(random_boxes(3, 50), setting), 0);
  expect_masks({random_boxes(1, 50), random_boxes(3, 50)}, setting);
}

TEST(LowerNmsMask, NothingInSomeImages) {
  Boxes in = random_boxes(3, 40);
  std::fill(in.scores.begin() + 40, in.scores.begin() + 80, 0.0F);
  expect_masks({in}, {});
}

TEST(LowerNmsMask, EverythingElseSuppressed) {
  Boxes in = random_boxes(2, 30);
  for (size_t i = 0; i < in.boxes.size(); ++i) in.boxes[i] = static_cast<float>(10 * (i % 4 + 1));
  ASSERT_EQ(kept(in, {}), 2);
  expect_masks({in}, {});
}

TEST(LowerNmsMask, AtMostSoManyPerImage) {
  for (int64_t limit : {0, 1, 5}) {
    const Setting setting{.max_output = limit};
    ASSERT_EQ(kept(random_boxes(3, 80), setting), 3 * limit);
    expect_masks({random_boxes(3, 80)}, setting);
  }
}

TEST(LowerNmsMask, ThresholdOfOneSuppressesNothing) {
  const Setting setting{.iou_threshold = 1.0};
  expect_masks({random_boxes(1, 30), random_boxes(3, 30)}, setting);
}

TEST(LowerNmsMask, BothThresholdsAreStrict) {
  // The second overlaps the first by exactly a half; the third's score is exactly the threshold.
  const Boxes in{1, 3, {0, 0, 2, 1, 0, 0, 1, 1, 8, 8, 9, 9}, {0.9F, 0.8F, 0.25F}};
  const Setting setting{.iou_threshold = 0.5, .score_threshold = 0.25};
  ASSERT_EQ(expected_mask(in, setting), (std::vector<uint8_t>{1, 1, 0}));
  expect_masks({in}, setting);
}

TEST(LowerNmsMask, BoxesWithoutArea) {
  const Boxes in{1, 4, {1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 2, 2, 1, 0, 1, 5}, {0.9F, 0.8F, 0.7F, 0.6F}};
  expect_masks({in}, {});
}

TEST(LowerNmsMask, ThresholdOutOfRange) { EXPECT_THROW(lower(nms_graph({.iou_threshold = 1.5}, 2, 50)), Error); }

}  // namespace
}  // namespace slipway::lower::onnx
