// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Pre-processing and decoding against what the real libraries recorded for whole models and scenes.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <optional>

#include "base/io.h"
#include "checkpoint/checkpoint.h"
#include "image/image.h"
#include "runtime/pipeline.h"
#include "runtime/result/json.h"

namespace slipway::runtime {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const fs::path kFixtures = SLIPWAY_SOURCE_DIR "/test/data";

struct Fixture {
  std::string name;
  json transforms;
  json postprocess;
};

const Fixture kFixtureList[] = {
    {"resnet18-slim", json::parse(R"([{"type": "LoadImageFromFile"},
        {"type": "Resize", "size": [256, -1], "keep_ratio": true, "interpolation": "bilinear", "backend": "cv2"},
        {"type": "CenterCrop", "crop_size": 224},
        {"type": "Normalize", "mean": [123.675, 116.28, 103.53], "std": [58.395, 57.12, 57.375], "to_rgb": true},
        {"type": "ImageToTensor", "keys": ["img"]}])"),
     json::parse(R"({"module": "mmcls", "component": "LinearClsHead", "params": {"topk": 5, "num_classes": 10}})")},
    {"yoloxpose-nano", json::parse(R"([{"type": "LoadImageFromFile"},
        {"type": "BottomupResize", "input_size": [256, 256], "pad_val": [114, 114, 114]},
        {"type": "Normalize", "mean": [0, 0, 0], "std": [1, 1, 1], "to_rgb": false}, {"type": "ImageToTensor", "keys": ["img"]}])"),
     json::parse(R"({"module": "mmpose", "component": "YOLOXPoseDecode", "params": {"rescale": "input_scale"}})")},
    {"yoloxpose-project-nano", json::parse(R"([{"type": "LoadImageFromFile"},
        {"type": "Resize", "size": [256, 256], "keep_ratio": true}, {"type": "Pad", "pad_to_square": true, "pad_val": [114.0, 114.0, 114.0]},
        {"type": "Pad", "size_divisor": 32}, {"type": "DefaultFormatBundle"}])"),
     json::parse(
         R"({"module": "mmpose", "component": "YOLOXPoseDecode", "params": {"rescale": "scale_factor", "clamp": "ori_shape"}})")},
    {"rtmpose-nano", json::parse(R"([{"type": "LoadImageFromFile"},
        {"type": "TopDownGetBboxCenterScale", "padding": 1.25, "image_size": [96, 128]},
        {"type": "TopDownAffine", "image_size": [96, 128]},
        {"type": "Normalize", "mean": [123.675, 116.28, 103.53], "std": [58.395, 57.12, 57.375], "to_rgb": true},
        {"type": "ImageToTensor", "keys": ["img"]}])"),
     json::parse(R"({"module": "mmpose", "component": "SimCCLabelDecode", "params": {"input_size": [96, 128]}})")},
};

Pipeline pipeline_of_fixtures(const Fixture& fixture) {
  const json tasks{
      {{"module", "Transform"}, {"transforms", fixture.transforms}}, {{"module", "Net"}}, fixture.postprocess};
  return Pipeline(json{{"tasks", tasks}});
}

class Fixtures : public testing::TestWithParam<size_t> {
 protected:
  void SetUp() override { golden_ = json::parse(io::read_file(kFixtures / fixture().name / "golden.json")); }
  const Fixture& fixture() const { return kFixtureList[GetParam()]; }
  cv::Mat image(size_t i) const {
    const char* folder = golden_[i].contains("boxes_in") ? "street/images" : "scenes/images";
    return slipway::image::read_image(kFixtures / folder / golden_[i]["image"].get<std::string>());
  }
  /// Of top-down models, whose recorded inputs show the first box of each image.
  std::optional<InputBox> box(size_t i) const {
    if (!golden_[i].contains("boxes_in")) return std::nullopt;
    return InputBox{golden_[i]["boxes_in"][0].get<std::array<float, 4>>()};
  }

  json golden_;
};

/// Those of whole images. Of top-down models no metas are recorded, and their bins are coarser than the results that
/// were computed from them.
class WholeImages : public Fixtures {};

TEST_P(Fixtures, InputsAreEqual) {
  const Pipeline pipeline = pipeline_of_fixtures(fixture());
  const checkpoint::Checkpoint recorded = checkpoint::load(kFixtures / fixture().name / "golden.pth");
  size_t compared = 0;
  for (size_t i = 0; i < golden_.size(); ++i) {
    const HostTensor* expected = recorded.find("img" + std::to_string(i) + "/input");
    if (expected == nullptr) continue;
    const Preprocessed ready = pipeline.preprocess(image(i), box(i));
    ASSERT_EQ(ready.input.describe(), expected->describe());
    float worst = 0;
    for (int64_t k = 0; k < expected->numel(); ++k)
      worst = std::max(worst, std::abs(ready.input.data<float>()[k] - expected->data<float>()[k]));
    EXPECT_EQ(worst, 0) << golden_[i]["image"];
    ++compared;
  }
  EXPECT_EQ(compared, 2U);
}

TEST_P(WholeImages, MetasAreEqual) {
  const Pipeline pipeline = pipeline_of_fixtures(fixture());
  for (size_t i = 0; i < golden_.size(); ++i) {
    const ImageMeta meta = pipeline.preprocess(image(i)).meta;
    const json ours{{"ori_shape", meta.ori_shape},       {"img_shape", meta.img_shape},
                    {"scale_factor", meta.scale_factor}, {"input_center", meta.input_center},
                    {"input_scale", meta.input_scale},   {"input_size", meta.input_size}};
    for (const auto& [key, value] : golden_[i]["metainfo"].items()) {
      if (key == "pad_shape") continue;
      EXPECT_EQ(ours.at(key), value) << key << " of " << golden_[i]["image"];
    }
  }
}

/// The recorded results, taken back into the network's frame, come out as they were.
TEST_P(WholeImages, ResultsComeBack) {
  const Pipeline pipeline = pipeline_of_fixtures(fixture());
  for (size_t i = 0; i < golden_.size(); ++i) {
    const json& golden = golden_[i];
    const ImageMeta meta = pipeline.preprocess(image(i)).meta;
    if (golden.contains("pred_score")) {
      const auto scores = golden["pred_score"].get<std::vector<float>>();
      const auto result = std::get<Classes>(pipeline.decode({HostTensor::of(DType::kF32, {1, 10}, scores)}, 0, meta));
      EXPECT_EQ(result.label(), golden["pred_label"].get<int64_t>());
      EXPECT_EQ(result.scores, scores);
      continue;
    }
    const auto count = static_cast<int64_t>(golden["bbox_scores"].size());
    const auto to_input = [&](double p, size_t axis) {
      if (meta.input_size[axis] == 0) return static_cast<float>(p * meta.scale_factor[axis]);
      const double scale = meta.input_scale[axis];
      return static_cast<float>((p - meta.input_center[axis] + scale / 2) / scale *
                                static_cast<double>(meta.input_size[axis]));
    };
    std::vector<float> dets;
    std::vector<float> points;
    for (size_t n = 0; n < golden["bbox_scores"].size(); ++n) {
      for (size_t k = 0; k < 4; ++k) dets.push_back(to_input(golden["bboxes"][n][k], k % 2));
      dets.push_back(golden["bbox_scores"][n]);
      for (size_t k = 0; k < 17; ++k) {
        for (size_t axis = 0; axis < 2; ++axis) points.push_back(to_input(golden["keypoints"][n][k][axis], axis));
        points.push_back(golden["keypoint_scores"][n][k]);
      }
    }
    const json result = to_json(pipeline.decode(
        {HostTensor::of(DType::kF32, {1, count, 5}, dets), HostTensor::of(DType::kF32, {1, count, 17, 3}, points)}, 0,
        meta));
    for (const char* key : {"bboxes", "bbox_scores", "keypoints", "keypoint_scores"}) {
      const json ours = result[key].flatten();
      const json theirs = golden[key].flatten();
      ASSERT_EQ(ours.size(), theirs.size()) << key;
      for (const auto& [place, value] : theirs.items())
        EXPECT_NEAR(ours[place].get<double>(), value.get<double>(), 1e-3) << key << place;
    }
  }
}

std::string fixture_name(const testing::TestParamInfo<size_t>& info) {
  std::string name = kFixtureList[info.param].name;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

std::vector<size_t> fixtures_of_whole_images() {
  std::vector<size_t> result;
  for (size_t i = 0; i < std::size(kFixtureList); ++i)
    if (kFixtureList[i].name != std::string("rtmpose-nano")) result.push_back(i);
  return result;
}

INSTANTIATE_TEST_SUITE_P(Recorded, Fixtures, testing::Range<size_t>(0, std::size(kFixtureList)), fixture_name);
INSTANTIATE_TEST_SUITE_P(Recorded, WholeImages, testing::ValuesIn(fixtures_of_whole_images()), fixture_name);

}  // namespace
}  // namespace slipway::runtime
