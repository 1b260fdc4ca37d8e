// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "package/pipeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "package/post_processing.h"
#include "package/transform.h"

namespace slipway::package {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Json = nlohmann::ordered_json;

config::Value parsed_config(const std::string& text) { return config::parse(text, "model.py"); }

DeployConfig deploy_config(const std::string& codebase, const std::string& task) {
  DeployConfig deploy;
  deploy.config = config::Value::dict();
  deploy.backend = "onnxruntime";
  deploy.precision = "FP32";
  deploy.codebase = codebase;
  deploy.task = task;
  deploy.output_names = {"output"};
  deploy.dynamic_axes["input"][0] = "batch";
  return deploy;
}

std::vector<std::string> types(const Json& pipeline) {
  std::vector<std::string> result;
  for (const Json& transform : pipeline["pipeline"]["tasks"][0]["transforms"]) result.push_back(transform["type"]);
  return result;
}

constexpr const char* kClassifier = R"(
default_scope = 'mmpretrain'
model = dict(type='ImageClassifier', backbone=dict(type='ResNet', depth=18),
             head=dict(type='LinearClsHead', num_classes=10, in_channels=64, topk=(1, 5)))
data_preprocessor = dict(num_classes=10, mean=[123.675, 116.28, 103.53], std=[58.395, 57.12, 57.375], to_rgb=True)
test_pipeline = [dict(type='LoadImageFromFile'), dict(type='ResizeEdge', scale=256, edge='short'),
                 dict(type='CenterCrop', crop_size=224), dict(type='PackInputs')]
test_dataloader = dict(dataset=dict(type='ImageNet', pipeline=test_pipeline))
)";

// The structure is MMDeploy's, so that its own runtime loads it.
TEST(Pipeline, OfAClassifier) {
  const Json pipeline = make_pipeline(parsed_config(kClassifier), deploy_config("mmpretrain", "Classification")).json;
  EXPECT_THAT(types(pipeline),
              ElementsAre("LoadImageFromFile", "Resize", "CenterCrop", "Normalize", "ImageToTensor", "Collect"));
  const Json& tasks = pipeline["pipeline"]["tasks"];
  EXPECT_EQ(tasks[0]["transforms"][1]["size"], Json({256, -1}));
  EXPECT_EQ(tasks[0]["transforms"][2]["crop_size"], 224);
  EXPECT_EQ(tasks[0]["transforms"][3]["mean"], Json({123.675, 116.28, 103.53}));
  EXPECT_EQ(tasks[0]["transforms"][3]["to_rgb"], true);
  EXPECT_EQ(tasks[1]["module"], "Net");
  EXPECT_EQ(tasks[1]["name"], "resnet");
  EXPECT_EQ(tasks[1]["is_batched"], true);
  EXPECT_EQ(tasks[2]["module"], "mmcls");
  EXPECT_EQ(tasks[2]["component"], "LinearClsHead");
  EXPECT_EQ(tasks[2]["params"]["topk"], 5);
  EXPECT_EQ(tasks[2]["input"], Json({"infer_output"}));
}

TEST(Pipeline, InputShapeReplacesTheModels) {
  DeployConfig deploy = deploy_config("mmpretrain", "Classification");
  deploy.input_shape = {320, 288};
  const PipelineFile file = make_pipeline(parsed_config(kClassifier), deploy);
  const Json& transforms = file.json["pipeline"]["tasks"][0]["transforms"];
  EXPECT_EQ(transforms[1]["size"], Json({320, -1}));
  EXPECT_EQ(transforms[2]["crop_size"], Json({320, 288}));
  EXPECT_EQ(file.notes.size(), 2u);
  deploy.input_shape = {224, 224};
  EXPECT_TRUE(make_pipeline(parsed_config(kClassifier), deploy).notes.empty());
}

std::string with_replaced(std::string text, const std::string& what, const std::string& with) {
  return text.replace(text.find(what), what.size(), with);
}

Json transforms_of(const std::string& text) {
  return make_pipeline(parsed_config(text), deploy_config("mmpretrain", "Classification"))
      .json["pipeline"]["tasks"][0]["transforms"];
}

TEST(Pipeline, ResizesWithPillow) {
  const std::string text =
      with_replaced(kClassifier, "edge='short'", "edge='short', backend='pillow', interpolation='bicubic'");
  EXPECT_EQ(transforms_of(text)[1],
            Json::parse(R"({"type": "Resize", "keep_ratio": true, "size": [256, -1], "interpolation": "bicubic",
                            "backend": "pillow"})"));
  const std::string both = with_replaced(kClassifier, "type='ResizeEdge', scale=256, edge='short'",
                                         "type='Resize', scale=224, backend='pillow', interpolation='box'");
  EXPECT_EQ(transforms_of(both)[1],
            Json::parse(R"({"type": "Resize", "size": [224, 224], "keep_ratio": false, "interpolation": "box",
                            "backend": "pillow"})"));
  EXPECT_FALSE(transforms_of(kClassifier)[1].contains("backend"));
  // Each library has interpolations of its own.
  for (const char* wrong : {"backend='pillow', interpolation='area'", "backend='cv2', interpolation='hamming'",
                            "interpolation='box'", "backend='tensorflow'"})
    EXPECT_THROW(transforms_of(with_replaced(kClassifier, "edge='short'", wrong)), Error) << wrong;
}

TEST(Pipeline, OfAMultiLabelClassifier) {
  const auto head = [](const std::string& keys) {
    std::string text = with_replaced(kClassifier, "'LinearClsHead'", "'MultiLabelLinearClsHead'");
    text = with_replaced(text, ", topk=(1, 5)", keys);
    return make_pipeline(parsed_config(text), deploy_config("mmpretrain", "Classification"))
        .json["pipeline"]["tasks"][2];
  };
  EXPECT_EQ(head("")["component"], "MultiLabelLinearClsHead");
  EXPECT_EQ(head("")["params"],
            Json::parse(R"({"num_classes": 10, "in_channels": 64, "thr": 0.5, "positive": "thr", "topk": 1})"));
  EXPECT_EQ(head(", thr=0.25, topk=3")["params"]["positive"], "thr");
  EXPECT_EQ(head(", thr=0.25")["params"]["thr"], 0.25);
  EXPECT_EQ(head(", topk=3")["params"],
            Json::parse(R"({"num_classes": 10, "in_channels": 64, "topk": 3, "positive": "topk"})"));
}

TEST(Pipeline, OfAConfigThatOnlyTrains) {
  const std::string text = R"(
default_scope = 'mmpretrain'
model = dict(type='ImageClassifier', backbone=dict(type='ResNet', depth=18),
             head=dict(type='LinearClsHead', num_classes=10, in_channels=64))
train_dataloader = dict(dataset=dict(type='ImageNet21k', pipeline=[
    dict(type='LoadImageFromFile'), dict(type='RandomResizedCrop', scale=224), dict(type='RandomFlip', prob=0.5),
    dict(type='PackInputs')]))
)";
  const PipelineFile file = make_pipeline(parsed_config(text), deploy_config("mmpretrain", "Classification"));
  const Json& transforms = file.json["pipeline"]["tasks"][0]["transforms"];
  EXPECT_THAT(types(file.json),
              ElementsAre("LoadImageFromFile", "Resize", "CenterCrop", "Normalize", "ImageToTensor", "Collect"));
  EXPECT_EQ(transforms[1]["size"], Json({256, -1}));
  EXPECT_EQ(transforms[2]["crop_size"], 224);
  ASSERT_EQ(file.notes.size(), 1u);
  EXPECT_THAT(file.notes[0], HasSubstr("no test pipeline"));
  // What the training says about resizing holds for its test, too.
  const std::string pillow = with_replaced(text, "scale=224", "scale=192, backend='pillow', interpolation='bicubic'");
  EXPECT_EQ(transforms_of(pillow)[1],
            Json::parse(R"({"type": "Resize", "keep_ratio": true, "size": [219, -1], "interpolation": "bicubic",
                            "backend": "pillow"})"));
  // Nothing is made up for other trainings, other libraries, or from nothing.
  for (const auto& [what, with] :
       {std::pair("'RandomResizedCrop', scale=224", "'RandomResizedCrop', scale=(224, 192)"),
        std::pair("'RandomResizedCrop'", "'RandomCrop'"), std::pair("'RandomFlip'", "'Rotate'"),
        std::pair("'mmpretrain'", "'mmpose'"), std::pair("train_dataloader", "other_dataloader")}) {
    try {
      transforms_of(with_replaced(text, what, with));
      FAIL() << with;
    } catch (const Error& e) {
      EXPECT_THAT(e.what(), HasSubstr("no test pipeline")) << with;
    }
  }
}

constexpr const char* kDetector = R"(
default_scope = 'mmyolo'
model = dict(type='YOLODetector', backbone=dict(type='YOLOXCSPDarknet'),
             data_preprocessor=dict(type='mmdet.DetDataPreprocessor', pad_size_divisor=32))
test_dataloader = dict(dataset=dict(type='RepeatDataset', dataset=dict(type='CocoDataset', pipeline=[
    dict(type='mmpose.LoadImage'), dict(type='PoseToDetConverter'),
    dict(type='mmdet.Resize', scale=(SIZE), keep_ratio=True),
    dict(type='mmdet.Pad', pad_to_square=True, pad_val=dict(img=(114.0, 114.0, 114.0))),
    dict(type='PackDetPoseInputs', meta_keys=('id', 'scale_factor'))])))
)";

std::string with_size(const std::string& size) {
  std::string text = kDetector;
  return text.replace(text.find("SIZE"), 4, size);
}

TEST(Pipeline, OfAPoseDetector) {
  const Json pipeline =
      make_pipeline(parsed_config(with_size("256, 256")), deploy_config("mmpose", "PoseDetection")).json;
  EXPECT_THAT(types(pipeline),
              ElementsAre("LoadImageFromFile", "Resize", "Pad", "Normalize", "ImageToTensor", "Collect"));
  // The form that MMDeploy's own runtime reads.
  EXPECT_EQ(pipeline["pipeline"]["tasks"][0]["transforms"][2]["pad_val"], Json({{"img", {114.0, 114.0, 114.0}}}));
  EXPECT_EQ(pipeline["pipeline"]["tasks"][1]["name"], "yolodetector");
  EXPECT_EQ(pipeline["pipeline"]["tasks"][2]["params"]["rescale"], "scale_factor");
}

TEST(Pipeline, PadsToTheDivisorOnlyWhereThatCanMatter) {
  EXPECT_THAT(types(make_pipeline(parsed_config(with_size("250, 250")), deploy_config("mmpose", "PoseDetection")).json),
              ElementsAre("LoadImageFromFile", "Resize", "Pad", "Normalize", "Pad", "ImageToTensor", "Collect"));
}

TEST(Pipeline, NamesAllThatItCannotDo) {
  std::string text = kDetector;
  text.replace(text.find("SIZE"), 4, "256, 256");
  text.replace(text.find("'mmdet.Pad'"), 11, "'mmdet.Padd'");
  text.replace(text.find("keep_ratio=True"), 15, "backend='pil'");
  try {
    make_pipeline(parsed_config(text), deploy_config("mmpose", "PoseDetection"));
    FAIL() << "no error";
  } catch (const Error& e) {
    EXPECT_THAT(e.what(), HasSubstr("mmdet.Padd"));
    EXPECT_THAT(e.what(), HasSubstr("'mmdet.Pad'"));
    EXPECT_THAT(e.what(), HasSubstr("'backend' of 'mmdet.Resize': 'pil' is not supported"));
    EXPECT_THAT(e.what(), HasSubstr("model.py:"));
  }
}

std::string error_of_pipeline(const std::string& text) {
  try {
    make_pipeline(parsed_config(text), deploy_config("mmpose", "PoseDetection"));
  } catch (const Error& e) {
    return e.what();
  }
  return "no error";
}

// mmyolo's registry has no transforms of mmdet: its configs write them with their library, or with a scope.
TEST(Pipeline, ScopesAreThoseOfTheRegistries) {
  const std::string good = with_size("256, 256");
  // Of mmcv, from which every library has it.
  EXPECT_EQ(error_of_pipeline(with_replaced(good, "'mmdet.Pad'", "'Pad'")), "no error");
  EXPECT_EQ(error_of_pipeline(with_replaced(good, "'PackDetPoseInputs'", "'mmdet.PackDetInputs'")), "no error");
  EXPECT_THAT(error_of_pipeline(with_replaced(good, "'mmpose.LoadImage'", "'LoadImage'")),
              HasSubstr("unknown transform 'mmyolo.LoadImage'; "));
  // A dataset's scope holds for its pipeline; the mmpose project names its own types by their paths.
  const std::string scoped = with_replaced(good, "type='CocoDataset'", "type='CocoDataset', _scope_='mmpose'");
  EXPECT_THAT(error_of_pipeline(scoped), HasSubstr("unknown transform 'mmpose.PoseToDetConverter'; "));
  const std::string paths =
      with_replaced(with_replaced(scoped, "'PoseToDetConverter'", "'datasets.PoseToDetConverter'"),
                    "'PackDetPoseInputs'", "'datasets.transforms.PackDetPoseInputs'");
  EXPECT_EQ(error_of_pipeline(with_replaced(paths, "'mmpose.LoadImage'", "'LoadImage'")), "no error");
}

TEST(Pipeline, OfAConfigOfMmcls) {
  const std::string text =
      with_replaced(with_replaced(kClassifier, "'mmpretrain'", "'mmcls'"), "PackInputs", "PackClsInputs");
  EXPECT_EQ(transforms_of(text), transforms_of(kClassifier));
}

// mmyolo's heads clamp boxes to the original image. Whose a head is follows from the same rules as where it is built.
TEST(Package, SettingsAreThoseOfTheHeadsLibrary) {
  const auto clamps = [](const std::string& scope, const std::string& model, const std::string& head) {
    const std::string text = "model = dict(type='A'" + model + ", bbox_head=dict(" + head +
                             "), test_cfg=dict(nms=dict(type='nms', iou_threshold=0.6)))\n";
    return read_model_settings(parsed_config("default_scope = '" + scope + "'\n" + text)).clamp_to_original;
  };
  EXPECT_TRUE(clamps("mmyolo", "", "type='RTMDetHead'"));
  EXPECT_FALSE(clamps("mmdet", "", "type='RTMDetHead'"));
  EXPECT_TRUE(clamps("mmdet", "", "type='mmyolo.RTMDetHead'"));
  EXPECT_TRUE(clamps("mmdet", ", _scope_='mmyolo'", "type='RTMDetHead'"));
  EXPECT_FALSE(clamps("mmyolo", "", "type='RTMDetHead', _scope_='mmdet'"));
}

TEST(Package, DeployInfo) {
  const Json info =
      make_deploy_info(parsed_config(kClassifier), deploy_config("mmpretrain", "Classification"), {"end2end.onnx"});
  EXPECT_EQ(info["task"], "Classifier");
  EXPECT_EQ(info["models"][0]["name"], "resnet");
  EXPECT_EQ(info["models"][0]["net"], "end2end.onnx");
  EXPECT_EQ(info["models"][0]["weights"], "");
  EXPECT_EQ(info["models"][0]["dynamic_shape"], true);
  EXPECT_FALSE(info.contains("skeleton"));
}

TEST(Package, SkeletonIsThatOfTheMetainfo) {
  const auto skeleton = [](const std::string& dataset, const std::string& test_cfg = "") {
    const std::string text = "model = dict(type='A', backbone=dict(type='B'), head=dict(type='C')" + test_cfg + ")\n" +
                             "test_dataloader = dict(dataset=dict(" + dataset + "))\n";
    return make_deploy_info(parsed_config(text), deploy_config("mmpose", "PoseDetection"),
                            {"end2end.onnx"})["skeleton"];
  };
  const Json own = skeleton(
      "type='CocoDataset', metainfo=dict(dataset_name='two', keypoint_info={0: dict(name='a', color=[1, 2, 3]), "
      "1: dict(name='b', color=[4, 5, 6])}, skeleton_info={0: dict(link=('b', 'a'), color=[7, 8, 9])}, "
      "sigmas=[0.5, 0.25])");
  EXPECT_EQ(own.dump(), R"({"dataset":"two","keypoints":["a","b"],"links":[[1,0]],"keypoint_colors":[[1,2,3],[4,5,6]],)"
                        R"("link_colors":[[7,8,9]],"sigmas":[0.5,0.25]})");
  EXPECT_EQ(skeleton("type='AicDataset'")["keypoints"].size(), 14U);
  const Json coco = skeleton("type='CocoDataset'");
  EXPECT_EQ(coco["dataset"], "coco");
  EXPECT_EQ(coco["links"].size(), 19U);
  EXPECT_TRUE(skeleton("type='MyDataset'").is_null());
  EXPECT_TRUE(skeleton("type='CocoDataset', metainfo=dict(from_file='nowhere/dog.py')").is_null());
  EXPECT_TRUE(skeleton("type='CocoDataset'", ", test_cfg=dict(output_keypoint_indices=[1, 0])").is_null());
}

}  // namespace
}  // namespace slipway::package
