// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/pipeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/strings.h"
#include "runtime/decode/decoder.h"
#include "runtime/result/json.h"

namespace slipway::runtime {
namespace {

using nlohmann::json;
using testing::HasSubstr;

json pipeline_of(const json& transforms, const json& postprocess) {
  json post = postprocess;
  post.update({{"type", "Task"}, {"name", "postprocess"}, {"input", {"infer_output"}}, {"output", {"post_output"}}});
  return {{"pipeline",
           {{"input", {"img"}},
            {"output", {"post_output"}},
            {"tasks",
             {{{"type", "Task"},
               {"module", "Transform"},
               {"name", "Preprocess"},
               {"input", {"img"}},
               {"output", {"prep_output"}},
               {"transforms", transforms}},
              {{"type", "Task"},
               {"module", "Net"},
               {"name", "resnet"},
               {"is_batched", false},
               {"input", {"prep_output"}},
               {"output", {"infer_output"}},
               {"input_map", {{"img", "input"}}},
               {"output_map", json::object()}},
              post}}}}};
}

const json kClassifier = pipeline_of(
    json::parse(R"([
    {"type": "LoadImageFromFile"},
    {"type": "Resize", "size": [256, -1], "keep_ratio": true, "interpolation": "bilinear", "backend": "cv2"},
    {"type": "CenterCrop", "crop_size": 224},
    {"type": "Normalize", "mean": [123.675, 116.28, 103.53], "std": [58.395, 57.12, 57.375], "to_rgb": true},
    {"type": "ImageToTensor", "keys": ["img"]},
    {"type": "Collect", "keys": ["img"], "meta_keys": ["img_shape", "scale_factor"]}])"),
    json::parse(
        R"({"module": "mmcls", "component": "LinearClsHead", "params": {"topk": 5, "num_classes": 10, "in_channels": 64,
    "loss": {"type": "CrossEntropyLoss", "loss_weight": 1.0}}})"));

std::string error_of_pipeline(const json& pipeline) {
  try {
    const Pipeline parsed(pipeline);
  } catch (const Error& e) {
    return e.what();
  }
  return "no slipway::Error";
}

TEST(Pipeline, RunsFromImageToResult) {
  const Pipeline pipeline(kClassifier);
  EXPECT_EQ(pipeline.input_name(), "input");
  const Preprocessed ready = pipeline.preprocess(cv::Mat(240, 320, CV_8UC3, cv::Scalar(10, 20, 30)));
  EXPECT_EQ(ready.input.describe(), "f32[1,3,224,224]");
  EXPECT_EQ(ready.input.data<float>()[0], (30.0F - 123.675F) / 58.395F);
  EXPECT_EQ(ready.input.data<float>()[224 * 224 * 2], (10.0F - 103.53F) / 57.375F);
  EXPECT_EQ(ready.meta.ori_shape, (std::array<int64_t, 2>{240, 320}));
  EXPECT_EQ(ready.meta.img_shape, (std::array<int64_t, 2>{224, 224}));
  EXPECT_EQ(ready.meta.scale_factor, (std::array<double, 2>{341.0 / 320.0, 256.0 / 240.0}));
  std::vector<float> scores(10, 0.05F);
  scores[7] = 0.55F;
  EXPECT_EQ(std::get<Classes>(pipeline.decode({HostTensor::of(DType::kF32, {1, 10}, scores)}, 0, ready.meta)).label(),
            7);
}

TEST(Pipeline, TakesThePipelineWithoutItsOuterKey) {
  EXPECT_EQ(error_of_pipeline(kClassifier["pipeline"]), "no slipway::Error");
}

TEST(Pipeline, RefusesImagesOfOtherKinds) {
  const Pipeline pipeline(kClassifier);
  EXPECT_THROW(pipeline.preprocess(cv::Mat()), Error);
  EXPECT_THROW(pipeline.preprocess(cv::Mat(9, 9, CV_8UC1)), Error);
  EXPECT_THROW(pipeline.preprocess(cv::Mat(9, 9, CV_32FC3)), Error);
}

TEST(Pipeline, ListsAllProblemsAtOnce) {
  const json broken = pipeline_of(
      json::parse(R"([
      {"type": "LoadImageFromFile", "color_type": "grayscale"},
      {"type": "Resiz", "size": 3},
      {"type": "Resize", "sise": [3, 4]},
      {"type": "CenterCrop", "crop_size": 0},
      {"type": "Pad", "size": [4, 4], "size_divisor": 32, "pad_val": "x"},
      {"type": "Normalize", "mean": [1, 2], "std": [0, 1, 1]},
      {"type": "BottomupResize", "input_size": [100, 64], "aug_scales": [2]},
      {"type": "ImageToTensor", "keys": ["gt"]},
      {"type": "CenterCrop", "crop_size": 3},
      17])"),
      json::parse(R"({"module": "mmdet", "component": "LinearClsHead", "params": {"topk": 0, "num_class": 3}})"));
  const std::string message = error_of_pipeline(broken);
  EXPECT_THAT(message, HasSubstr("pipeline.json has 17 problems:"));
  for (const char* part :
       {"transforms[0] (LoadImageFromFile): 'color_type' is \"grayscale\", supported: 'color'",
        "transforms[1]: transform 'Resiz' is not supported; did you mean 'Resize'",
        "transforms[2] (Resize): 'size' is missing", "transforms[2] (Resize): unknown key 'sise'; did you mean 'size'",
        "transforms[3] (CenterCrop): 'crop_size' must be [w,h] or one integer, all positive, got 0",
        "transforms[4] (Pad): 'pad_val' must be a number or a list of three, got \"x\"",
        "transforms[4] (Pad): 'size' excludes 'pad_to_square' and 'size_divisor'",
        "transforms[5] (Normalize): 'mean' must be a list of 3 numbers, got [1,2]",
        "transforms[5] (Normalize): 'std' must not be 0",
        "transforms[6] (BottomupResize): 'input_size' [100,64] must be a multiple of 32 ('size_factor') for "
        "resize_mode 'fit'",
        "transforms[6] (BottomupResize): 'aug_scales'",
        "transforms[7] (ImageToTensor): 'keys' must be a list with \"img\", got [\"gt\"]",
        "transforms[8] (CenterCrop): comes too late", "transforms[9]: must be an object with a 'type', got 17",
        "task 'postprocess': component 'LinearClsHead' belongs to module 'mmcls', not 'mmdet'",
        "task 'postprocess' (LinearClsHead): 'topk' must be an integer of at least 1, got 0",
        "task 'postprocess' (LinearClsHead): unknown key 'num_class'; did you mean 'num_classes'"})
    EXPECT_THAT(message, HasSubstr(part));
}

TEST(Pipeline, RefusesWhatItsRuntimeLacks) {
  const auto with = [](const char* transform) {
    json pipeline = kClassifier;
    pipeline["pipeline"]["tasks"][0]["transforms"][1] = json::parse(transform);
    return error_of_pipeline(pipeline);
  };
  EXPECT_EQ(with(R"({"type": "RandomResizedCrop", "scale": 224})"),
            "pipeline.json: transforms[1]: transform 'RandomResizedCrop' is not supported; did you mean 'Resize'?");
  EXPECT_EQ(with(R"({"type": "Resize", "size": [256, -1], "keep_ratio": true, "backend": "turbojpeg"})"),
            "pipeline.json: transforms[1] (Resize): 'backend' is \"turbojpeg\", supported: 'cv2', 'pillow'");
  EXPECT_EQ(with(R"({"type": "Resize", "size": [256, -1]})"),
            "pipeline.json: transforms[1] (Resize): 'size' [256,-1] needs 'keep_ratio': true");
  EXPECT_EQ(with(R"({"type": "Resize", "size": [256, 256], "edge": "long"})"),
            "pipeline.json: transforms[1] (Resize): 'edge' needs a 'size' of the form [n,-1]");
  EXPECT_EQ(with(R"({"type": "Pad"})"),
            "pipeline.json: transforms[1] (Pad): one of 'size', 'size_divisor' and 'pad_to_square' is needed");
}

TEST(Pipeline, ChecksItsTasks) {
  const auto edited = [](auto&& edit) {
    json pipeline = kClassifier;
    edit(pipeline["pipeline"]["tasks"]);
    return error_of_pipeline(pipeline);
  };
  EXPECT_THAT(error_of_pipeline(json::array()), HasSubstr("no list 'tasks'"));
  EXPECT_THAT(error_of_pipeline(json::parse(R"({"pipeline": {}})")), HasSubstr("no list 'tasks'"));
  EXPECT_THAT(edited([](json& tasks) { tasks.clear(); }), HasSubstr("pipeline.json has 3 problems"));
  EXPECT_THAT(edited([](json& tasks) { tasks.erase(1); }),
              HasSubstr("there must be one task 'Net' (module 'Net'), not 0"));
  EXPECT_THAT(edited([](json& tasks) { tasks.push_back(tasks[1]); }), HasSubstr("not 2"));
  EXPECT_THAT(edited([](json& tasks) { tasks[0]["transforms"] = json::array(); }),
              HasSubstr("must be a list of transforms"));
  EXPECT_THAT(edited([](json& tasks) { tasks[0]["transforms"].erase(4); }),
              HasSubstr("there must be one ImageToTensor or DefaultFormatBundle"));
  EXPECT_THAT(edited([](json& tasks) { tasks[0]["transforms"].erase(0); }),
              HasSubstr("the first one must be LoadImageFromFile"));
  EXPECT_THAT(edited([](json& tasks) { tasks[2]["component"] = "UNKNOWN"; }), HasSubstr("deploy it with Slipway"));
  EXPECT_THAT(edited([](json& tasks) { tasks[2]["component"] = "NoDecode"; }),
              HasSubstr("component 'NoDecode' is not supported; known: " + join(decoders().keys(), ", ")));
  EXPECT_THAT(edited([](json& tasks) { tasks[1]["input_map"] = json::array({1}); }),
              HasSubstr("'input_map' must be {\"img\": name of the input}"));
  EXPECT_THAT(edited([](json& tasks) {
                tasks.push_back({{"module", "Crop"}, {"name", "x"}});
              }),
              HasSubstr("tasks[3] ('x'): module 'Crop' is not supported"));
}

TEST(Stack, MakesABatch) {
  const auto a = HostTensor::of<float>(DType::kF32, {1, 2}, {1, 2});
  const auto b = HostTensor::of<float>(DType::kF32, {1, 2}, {3, 4});
  const HostTensor batch = stack({a, b, a});
  EXPECT_EQ(batch.describe(), "f32[3,2]");
  EXPECT_EQ(std::vector<float>(batch.data<float>(), batch.data<float>() + 6), (std::vector<float>{1, 2, 3, 4, 1, 2}));
  EXPECT_THROW(stack({}), Error);
  EXPECT_THROW(stack({a, HostTensor(DType::kF32, {1, 3})}), Error);
  EXPECT_THROW(stack({a, HostTensor(DType::kI64, {1, 2})}), Error);
}

TEST(ToJson, HasTheKeysOfTheOriginals) {
  Instances pose;
  pose.boxes = {{1, 2, 3, 4}};
  pose.scores = {0.5F};
  pose.keypoints = {{{5, 6}, {7, 8}}};
  pose.keypoint_scores = {{0.25F, 1}};
  EXPECT_EQ(
      to_json(pose),
      json::parse(
          R"({"bboxes": [[1,2,3,4]], "bbox_scores": [0.5], "keypoints": [[[5,6],[7,8]]], "keypoint_scores": [[0.25,1]]})"));
  EXPECT_EQ(to_json(Instances()),
            json::parse(R"({"bboxes": [], "bbox_scores": [], "keypoints": [], "keypoint_scores": []})"));
  EXPECT_EQ(to_json(Classes{{0.25F, 0.75F, 0.5F}, {1, 2}, 0.5F}),
            json::parse(R"({"pred_score": [0.25, 0.75, 0.5], "pred_label": [1, 2]})"));
  EXPECT_EQ(to_json(Classes{{0.25F}, {}, 0.5F}), json::parse(R"({"pred_score": [0.25], "pred_label": []})"));
  EXPECT_EQ(to_json(Classes{{0.25F, 0.75F}, {1}}), json::parse(R"({"pred_score": [0.25, 0.75], "pred_label": 1})"));
}

}  // namespace
}  // namespace slipway::runtime
