// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/decode/decoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/io.h"

namespace slipway::runtime {
namespace {

using nlohmann::json;
using testing::HasSubstr;

std::unique_ptr<Decoder> make(const std::string& component, const json& values) {
  Problems problems;
  Params params(values, component, problems);
  auto decoder = decoders().at(component).make(params);
  params.finish();
  problems.raise("params");
  return decoder;
}

template <typename Body>
std::string error_of_decoder(Body&& body) {
  try {
    body();
  } catch (const Error& e) {
    return e.what();
  }
  return "no slipway::Error";
}

ImageMeta meta_of(const json& c) {
  ImageMeta meta;
  c.at("ori_shape").get_to(meta.ori_shape);
  if (c.contains("scale_factor")) c["scale_factor"].get_to(meta.scale_factor);
  if (c.contains("input_size")) {
    c["input_size"].get_to(meta.input_size);
    c["input_center"].get_to(meta.input_center);
    c["input_scale"].get_to(meta.input_scale);
  }
  return meta;
}

/// The network's outputs for a batch in which image 1 is the case and the others are something else.
std::vector<HostTensor> batch_of(const json& network, size_t padding_rows) {
  const auto boxes = network["bboxes"].get<std::vector<std::array<float, 4>>>();
  const auto scores = network["scores"].get<std::vector<float>>();
  const auto points = network["keypoints"].get<std::vector<std::vector<std::array<float, 2>>>>();
  const auto visibility = network["visibility"].get<std::vector<std::vector<float>>>();
  const size_t rows = boxes.size() + padding_rows;
  const size_t count = points[0].size();
  HostTensor dets(DType::kF32, {3, static_cast<int64_t>(rows), 5});
  HostTensor keypoints(DType::kF32, {3, static_cast<int64_t>(rows), static_cast<int64_t>(count), 3});
  std::fill_n(dets.mutable_data<float>(), rows * 5, 0.5F);
  for (size_t i = 0; i < boxes.size(); ++i) {
    float* det = dets.mutable_data<float>() + (rows + i) * 5;
    std::copy(boxes[i].begin(), boxes[i].end(), det);
    det[4] = scores[i];
    for (size_t k = 0; k < count; ++k) {
      float* point = keypoints.mutable_data<float>() + ((rows + i) * count + k) * 3;
      point[0] = points[i][k][0];
      point[1] = points[i][k][1];
      point[2] = visibility[i][k];
    }
  }
  return {dets, keypoints};
}

TEST(YoloxPoseDecode, EqualsTheOriginals) {
  const json cases = json::parse(io::read_file(SLIPWAY_SOURCE_DIR "/test/data/decode/cases.json"));
  ASSERT_EQ(cases.size(), 6U);
  for (const json& c : cases) {
    const auto decoder = make("YOLOXPoseDecode", c["params"]);
    std::vector<HostTensor> outputs = batch_of(c["network"], 3);
    for (int order = 0; order < 2; ++order) {
      const auto result = std::get<Instances>(decoder->decode(outputs, 1, meta_of(c)));
      EXPECT_EQ(json(result.boxes), c["image"]["bboxes"]);
      EXPECT_EQ(json(result.keypoints), c["image"]["keypoints"]);
      EXPECT_EQ(json(result.scores), c["network"]["scores"]);
      EXPECT_EQ(json(result.keypoint_scores), c["network"]["visibility"]);
      EXPECT_EQ(result.size(), c["network"]["scores"].size());
      std::swap(outputs[0], outputs[1]);
    }
    // The other images of the batch.
    EXPECT_EQ(std::get<Instances>(decoder->decode(outputs, 0, meta_of(c))).size(), c["network"]["scores"].size() + 3);
    EXPECT_EQ(std::get<Instances>(decoder->decode(outputs, 2, meta_of(c))).size(), 0U);
  }
}

TEST(YoloxPoseDecode, LeavesOutWhatDoesNotScore) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<HostTensor> outputs{
      HostTensor::of<float>(DType::kF32, {1, 5, 5},
                            {1, 2, 3, 4, 0.9F, 0, 0, 0, 0, 0, 5, 6, 7, 8, 1e-9F, 9, 9, 9, 9, -1, 0, 0, 0, 0, nan}),
      HostTensor(DType::kF32, {1, 5, 2, 3})};
  ImageMeta meta;
  meta.ori_shape = {10, 10};
  EXPECT_EQ(std::get<Instances>(make("YOLOXPoseDecode", {{"rescale", "none"}})->decode(outputs, 0, meta)).scores,
            (std::vector<float>{0.9F, 1e-9F}));
  EXPECT_EQ(std::get<Instances>(
                make("YOLOXPoseDecode", {{"rescale", "none"}, {"score_threshold", 0.5}})->decode(outputs, 0, meta))
                .boxes,
            (std::vector<std::array<float, 4>>{{1, 2, 3, 4}}));
}

TEST(YoloxPoseDecode, NoInstances) {
  const std::vector<HostTensor> outputs{HostTensor(DType::kF32, {1, 0, 5}), HostTensor(DType::kF32, {1, 0, 17, 3})};
  EXPECT_EQ(std::get<Instances>(make("YOLOXPoseDecode", {{"rescale", "none"}})->decode(outputs, 0, {})).size(), 0U);
}

TEST(YoloxPoseDecode, RefusesOtherOutputs) {
  const auto decoder = make("YOLOXPoseDecode", {{"rescale", "scale_factor"}});
  const auto decode = [&](std::vector<HostTensor> outputs, size_t index = 0) {
    return error_of_decoder([&] { decoder->decode(outputs, index, {}); });
  };
  const HostTensor dets(DType::kF32, {1, 4, 5});
  EXPECT_EQ(decode({}), "YOLOXPoseDecode takes outputs f32[B,N,5] and f32[B,N,K,3], got none");
  EXPECT_THAT(decode({dets}), HasSubstr("got f32[1,4,5]"));
  EXPECT_THAT(decode({dets, HostTensor(DType::kF32, {1, 3, 17, 3})}), HasSubstr("got f32[1,4,5], f32[1,3,17,3]"));
  EXPECT_THAT(decode({dets, HostTensor(DType::kF32, {1, 4, 17, 2})}), HasSubstr("got f32[1,4,5], f32[1,4,17,2]"));
  EXPECT_THAT(decode({HostTensor(DType::kF64, {1, 4, 5}), HostTensor(DType::kF32, {1, 4, 17, 3})}), HasSubstr("f64"));
  EXPECT_EQ(decode({dets, HostTensor(DType::kF32, {1, 4, 17, 3})}, 1), "no image 1 in a batch of 1");
  EXPECT_EQ(
      error_of_decoder([&] {
        make("YOLOXPoseDecode", {{"rescale", "input_scale"}})
            ->decode({dets, HostTensor(DType::kF32, {1, 4, 17, 3})}, 0, {});
      }),
      "YOLOXPoseDecode needs BottomupResize or TopDownAffine among the transforms, which say what of the image the "
      "input shows");
}

TEST(YoloxPoseDecode, RefusesWrongParameters) {
  EXPECT_EQ(error_of_decoder([] { make("YOLOXPoseDecode", json::object()); }),
            "params: YOLOXPoseDecode: 'rescale' is missing; give 'input_scale', 'scale_factor' or 'none'");
  const std::string message = error_of_decoder([] {
    make("YOLOXPoseDecode", {{"rescale", "scale"}, {"clam", 1}, {"score_threshold", "x"}});
  });
  EXPECT_THAT(message, HasSubstr("params has 3 problems:"));
  EXPECT_THAT(message, HasSubstr("'rescale' is \"scale\", supported: 'input_scale', 'scale_factor', 'none'"));
  EXPECT_THAT(message, HasSubstr("unknown key 'clam'; did you mean 'clamp'?"));
  EXPECT_THAT(message, HasSubstr("'score_threshold' must be a number, got \"x\""));
}

TEST(LinearClsHead, GivesScoresAndTheFirstBestClass) {
  const auto decoder =
      make("LinearClsHead",
           json::parse(R"({"topk": 5, "num_classes": 4, "in_channels": 512, "loss": {"type": "CrossEntropyLoss"}})"));
  const std::vector<HostTensor> outputs{
      HostTensor::of<float>(DType::kF32, {2, 4}, {0.1F, 0.2F, 0.3F, 0.4F, 0.3F, 0.3F, 0.2F, 0.2F})};
  const auto first = std::get<Classes>(decoder->decode(outputs, 0, {}));
  EXPECT_EQ(first.scores, (std::vector<float>{0.1F, 0.2F, 0.3F, 0.4F}));
  EXPECT_EQ(first.label(), 3);
  EXPECT_EQ(std::get<Classes>(decoder->decode(outputs, 1, {})).label(), 0);
}

TEST(LinearClsHead, TakesWhatMakesTheLayersOfAStackedHead) {
  EXPECT_NO_THROW(make("LinearClsHead", json::parse(R"({"topk": 5, "num_classes": 4, "in_channels": 288,
      "mid_channels": [1024], "dropout_rate": 0.2, "act_cfg": {"type": "HSwish"}, "norm_cfg": null})")));
}

TEST(LinearClsHead, RefusesOtherOutputs) {
  const auto decoder = make("LinearClsHead", {{"topk", 1}, {"num_classes", 4}});
  EXPECT_EQ(error_of_decoder([&] {
              decoder->decode({HostTensor(DType::kF32, {1, 3})}, 0, {});
            }),
            "LinearClsHead is for 4 classes, the network gives 3");
  EXPECT_EQ(error_of_decoder([&] {
              decoder->decode({HostTensor(DType::kF32, {1, 4, 1})}, 0, {});
            }),
            "LinearClsHead takes one output f32[B,C], got f32[1,4,1]");
  EXPECT_EQ(error_of_decoder([&] {
              decoder->decode({HostTensor(DType::kF32, {1, 4})}, 2, {});
            }),
            "no image 2 in a batch of 1");
  EXPECT_THAT(error_of_decoder([] { make("LinearClsHead", json::parse(R"({"topk": [1, 5]})")); }),
              HasSubstr("'topk' must be an integer"));
}

Classes labels_of(const json& params, const std::vector<float>& scores) {
  const auto decoder = make("MultiLabelLinearClsHead", params);
  const auto classes = static_cast<int64_t>(scores.size()) / 2;
  return std::get<Classes>(decoder->decode({HostTensor::of<float>(DType::kF32, {2, classes}, scores)}, 1, {}));
}

TEST(MultiLabelLinearClsHead, ClassesAreIndependent) {
  const std::vector<float> scores{1, 1, 1, 1, 0.5F, 0.49999997F, 0.75F, 0.25F};
  const Classes result = labels_of(
      json::parse(R"({"thr": 0.5, "positive": "thr", "topk": 1, "num_classes": 4, "in_channels": 8, "loss": {}})"),
      scores);
  EXPECT_EQ(result.scores, (std::vector<float>{0.5F, 0.49999997F, 0.75F, 0.25F}));
  EXPECT_EQ(result.labels, (std::vector<int64_t>{0, 2})) << "a score at the threshold is positive, order is of classes";
  EXPECT_EQ(result.threshold, 0.5F);
  // As MMDeploy writes it for a head that has neither.
  EXPECT_EQ(labels_of({{"topk", 1}}, scores).labels, (std::vector<int64_t>{0, 2}));
  EXPECT_EQ(labels_of({{"thr", 0.9}}, scores).labels, std::vector<int64_t>());
  // The threshold is compared as the original compares it, in floats: 0.1 is a little less than 0.1F.
  EXPECT_EQ(labels_of({{"thr", 0.1}}, {0, 0, 0.1F, 0.099999994F}).labels, std::vector<int64_t>{0});
}

TEST(MultiLabelLinearClsHead, OrTheBestOnes) {
  const Classes result = labels_of({{"positive", "topk"}, {"topk", 3}}, {0, 0, 0, 0, 0.1F, 0.3F, 0.2F, 0.3F});
  EXPECT_EQ(result.labels, (std::vector<int64_t>{1, 3, 2}));
  EXPECT_EQ(result.threshold, 0.2F);
  EXPECT_EQ(error_of_decoder([] {
              labels_of({{"positive", "topk"}, {"topk", 3}}, {0, 0, 0, 0});
            }),
            "MultiLabelLinearClsHead wants the 3 best of 2 classes");
  EXPECT_THAT(error_of_decoder([] {
                labels_of({{"positive", "topk"}}, {0, 0});
              }),
              HasSubstr("'positive': 'topk' needs 'topk'"));
}

TEST(MultiLabelLinearClsHead, RefusesOtherOutputs) {
  const auto decoder = make("MultiLabelLinearClsHead", {{"num_classes", 4}});
  EXPECT_EQ(error_of_decoder([&] {
              decoder->decode({HostTensor(DType::kF32, {1, 3})}, 0, {});
            }),
            "MultiLabelLinearClsHead is for 4 classes, the network gives 3");
  EXPECT_EQ(error_of_decoder([&] {
              decoder->decode({HostTensor(DType::kF32, {1, 4, 1})}, 0, {});
            }),
            "MultiLabelLinearClsHead takes one output f32[B,C], got f32[1,4,1]");
  EXPECT_EQ(error_of_decoder([&] {
              decoder->decode({HostTensor(DType::kF32, {1, 4})}, 1, {});
            }),
            "no image 1 in a batch of 1");
}

TEST(Decoders, KnownNames) {
  // Among others: a new one is its own files and no line here.
  EXPECT_THAT(decoders().keys(),
              testing::IsSupersetOf({"LinearClsHead", "MultiLabelLinearClsHead", "ResizeBBox", "ResizeMask",
                                     "SimCCLabelDecode", "TopdownHeatmapSimpleHeadDecode", "YOLOXPoseDecode"}));
}

}  // namespace
}  // namespace slipway::runtime
