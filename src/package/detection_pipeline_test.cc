// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Test pipelines of mmdet's and mmyolo's detectors, and networks of one size.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "package/pipeline.h"

namespace slipway::package {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Json = nlohmann::ordered_json;

constexpr const char* kNormalized =
    "dict(type='mmdet.DetDataPreprocessor', mean=[103.53, 116.28, 123.675], std=[57.375, 57.12, 58.395])";
constexpr const char* kPadded = "dict(type='mmdet.DetDataPreprocessor', pad_size_divisor=32)";
constexpr const char* kPack = "dict(type='mmdet.PackDetInputs', meta_keys=('img_shape', 'scale_factor', 'pad_param'))";

/// @param scope of the whole config @param steps between loading and packing
config::Value model_config(const std::string& scope, const std::string& preprocessor, const std::string& steps,
                           const std::string& pack = kPack, const std::string& dataset = "") {
  const std::string head = scope == "mmyolo" && steps.find("LetterResize") != std::string::npos
                               ? "dict(type='mmyolo.RTMDetHead', head_module=dict("
                                 "type='mmyolo.RTMDetSepBNHeadModule', num_classes=4, in_channels=8))"
                               : "dict(type='mmdet.RTMDetSepBNHead', num_classes=4, in_channels=8)";
  return config::parse("default_scope = '" + scope + R"('
model = dict(type='mmdet.RTMDet', data_preprocessor=)" +
                           preprocessor + R"(,
             bbox_head=)" + head +
                           R"(,
             test_cfg=dict(nms_pre=1000, score_thr=0.05, nms=dict(type='nms', iou_threshold=0.6), max_per_img=100))
test_dataloader = dict(dataset=dict(type='CocoDataset', )" +
                           dataset + R"(pipeline=[
    dict(type='LoadImageFromFile', backend_args=None),
    )" + steps + R"(
    dict(type='LoadAnnotations', with_bbox=True, _scope_='mmdet'),
    )" + pack + "]))\n",
                       "model.py");
}

struct Shape {
  bool fixed = true;
  std::optional<std::array<int64_t, 2>> input_shape{};
};

PipelineFile make(const config::Value& model, const Shape& shape) {
  DeployConfig deploy;
  deploy.config = config::Value::dict();
  deploy.backend = "onnxruntime";
  deploy.precision = "FP32";
  deploy.codebase = "mmdet";
  deploy.task = "ObjectDetection";
  deploy.output_names = {"dets", "labels"};
  deploy.dynamic_axes["input"][0] = "batch";
  if (!shape.fixed) {
    deploy.dynamic_axes["input"][2] = "height";
    deploy.dynamic_axes["input"][3] = "width";
  }
  deploy.input_shape = shape.input_shape;
  return make_pipeline(model, deploy);
}

/// The transforms between loading and formatting, without Normalize's numbers.
Json steps_of(const PipelineFile& file) {
  Json result = Json::array();
  for (Json step : file.json["pipeline"]["tasks"][0]["transforms"]) {
    if (step["type"] == "LoadImageFromFile" || step["type"] == "DefaultFormatBundle" || step["type"] == "Collect")
      continue;
    if (step["type"] == "Normalize") step = {{"type", "Normalize"}};
    step.erase("interpolation");
    result.push_back(step);
  }
  return result;
}

std::string error_of_detection_pipeline(const config::Value& model) {
  try {
    make(model, {});
  } catch (const Error& e) {
    return e.what();
  }
  return "no error";
}

const std::string kRtmdet =
    "dict(type='Resize', scale=(640, 640), keep_ratio=True), dict(type='Pad', size=(640, 640), pad_val=dict(img=(114, "
    "114, 114))),";
const std::string kYolox =
    "dict(type='mmdet.Resize', scale=(640, 640), keep_ratio=True),"
    "dict(type='mmdet.Pad', pad_to_square=True, pad_val=dict(img=(114.0, 114.0, 114.0))),";
const std::string kMmyolo =
    "dict(type='YOLOv5KeepRatioResize', scale=(640, 640)),"
    "dict(type='LetterResize', scale=(640, 640), allow_scale_up=False, pad_val=dict(img=114)),";

// As MMDeploy writes it, but for steps that do nothing.
TEST(DetectionPipeline, OfRtmdet) {
  const PipelineFile file = make(model_config("mmdet", kNormalized, kRtmdet), {});
  const Json& transforms = file.json["pipeline"]["tasks"][0]["transforms"];
  std::vector<std::string> types;
  for (const Json& transform : transforms) types.push_back(transform["type"]);
  EXPECT_THAT(types, ElementsAre("LoadImageFromFile", "Resize", "Pad", "Normalize", "DefaultFormatBundle", "Collect"));
  EXPECT_EQ(transforms[1],
            Json::parse(R"({"type": "Resize", "size": [640, 640], "keep_ratio": true, "interpolation": "bilinear"})"));
  EXPECT_EQ(transforms[2], Json::parse(R"({"type": "Pad", "pad_val": {"img": [114, 114, 114]}, "size": [640, 640]})"));
  EXPECT_THAT(transforms[5]["meta_keys"].get<std::vector<std::string>>(), ::testing::Contains("pad_param"));
  EXPECT_THAT(file.notes, IsEmpty());
}

TEST(DetectionPipeline, OfYolox) {
  EXPECT_EQ(steps_of(make(model_config("mmyolo", kPadded, kYolox), {})),
            Json::parse(R"([{"type": "Resize", "size": [640, 640], "keep_ratio": true},
                            {"type": "Pad", "pad_val": {"img": [114.0, 114.0, 114.0]}, "pad_to_square": true},
                            {"type": "Normalize"}])"));
}

TEST(DetectionPipeline, OfMmyolo) {
  const PipelineFile file = make(model_config("mmyolo", kNormalized, kMmyolo), {});
  EXPECT_EQ(steps_of(file), Json::parse(R"([{"type": "Resize", "size": [640, 640], "keep_ratio": true,
                             "enlarge_interpolation": "bilinear", "scale_factor_of": "height"},
                            {"type": "LetterResize", "scale": [640, 640], "pad_val": {"img": 114}, "use_mini_pad": false,
                             "stretch_only": false, "allow_scale_up": false},
                            {"type": "Normalize"}])"));
  EXPECT_EQ(file.json["pipeline"]["tasks"][0]["transforms"][1]["interpolation"], "area");
  EXPECT_THAT(file.notes, IsEmpty());
  // It is for data sets, which give an image its shape.
  const PipelineFile in_batches =
      make(model_config("mmyolo", kNormalized, kMmyolo, kPack, "batch_shapes_cfg=dict(type='BatchShapePolicy'), "), {});
  EXPECT_THAT(in_batches.notes, IsEmpty());
  EXPECT_EQ(steps_of(in_batches), steps_of(file));
}

TEST(DetectionPipeline, BatchesArePaddedAfterNormalizing) {
  const std::string resize = "dict(type='Resize', scale=(1333, 800), keep_ratio=True),";
  EXPECT_EQ(steps_of(make(model_config("mmdet", kPadded, resize), {.fixed = false})),
            Json::parse(R"([{"type": "Resize", "size": [1333, 800], "keep_ratio": true}, {"type": "Normalize"},
                            {"type": "Pad", "pad_val": 0, "size_divisor": 32}])"));
}

TEST(DetectionPipeline, InputShapeOfANetworkOfOneSize) {
  const auto deployed = [](const std::string& preprocessor, const std::string& steps, int64_t w, int64_t h) {
    return make(model_config("mmyolo", preprocessor, steps), {.input_shape = std::array<int64_t, 2>{w, h}});
  };
  const auto steps = [&](const std::string& preprocessor, const std::string& text, int64_t w, int64_t h) {
    return steps_of(deployed(preprocessor, text, w, h));
  };
  EXPECT_EQ(steps(kNormalized, kRtmdet, 320, 320),
            Json::parse(R"([{"type": "Resize", "size": [320, 320], "keep_ratio": true},
                            {"type": "Pad", "pad_val": {"img": [114, 114, 114]}, "size": [320, 320]},
                            {"type": "Normalize"}])"));
  // Portraits do not turn the box, and nothing is padded to a square.
  for (const std::string& text : {kRtmdet, kYolox}) {
    const Json result = steps(kPadded, text, 1344, 800);
    EXPECT_EQ(result[0], Json::parse(R"({"type": "Resize", "size": [1344, 800], "keep_ratio": true,
                                         "fixed_orientation": true})"));
    EXPECT_EQ(result[1]["size"], Json({1344, 800}));
    EXPECT_FALSE(result[1].contains("pad_to_square"));
    EXPECT_EQ(result.size(), 3u);
  }
  EXPECT_EQ(steps(kPadded, kYolox, 416, 416)[1]["pad_to_square"], true);
  const Json letter = steps(kNormalized, kMmyolo, 640, 384);
  EXPECT_EQ(letter[0]["size"], Json({640, 384}));
  EXPECT_EQ(letter[1]["scale"], Json({640, 384}));
  // Without a Pad, as smaller images of a batch.
  const std::string resize = "dict(type='Resize', scale=(1333, 800), keep_ratio=True),";
  EXPECT_EQ(steps(kPadded, resize, 1344, 800),
            Json::parse(R"([{"type": "Resize", "size": [1344, 800], "keep_ratio": true, "fixed_orientation": true},
                            {"type": "Normalize"}, {"type": "Pad", "pad_val": 0, "size": [1344, 800]}])"));
  EXPECT_THAT(
      deployed(kPadded, resize, 1344, 800).notes,
      ElementsAre(HasSubstr("replaces Resize (model.py:"), HasSubstr("padded to input_shape [1344, 800] after")));
  EXPECT_EQ(steps(kPadded, resize, 1333, 800)[2]["size"], Json({1344, 800}));
  EXPECT_THAT(deployed(kPadded, resize, 1333, 800).notes[0], HasSubstr("grows to [1344, 800]"));
  // A size that every image has needs nothing.
  EXPECT_EQ(steps(kNormalized, "dict(type='Resize', scale=(320, 300)),", 320, 300).size(), 2u);
  EXPECT_EQ(steps(kNormalized, "dict(type='Resize', scale_factor=0.5),", 320, 300)[0],
            Json::parse(R"({"type": "Resize", "size": [320, 300], "keep_ratio": false})"));
}

TEST(DetectionPipeline, InputShapeOfANetworkOfAnySize) {
  const PipelineFile file =
      make(model_config("mmdet", kPadded, "dict(type='Resize', scale=(1333, 800), keep_ratio=True),"),
           {.fixed = false, .input_shape = std::array<int64_t, 2>{1344, 800}});
  EXPECT_EQ(steps_of(file),
            Json::parse(R"([{"type": "Resize", "size": [1344, 800], "keep_ratio": true}, {"type": "Normalize"},
                            {"type": "Pad", "pad_val": 0, "size_divisor": 32}])"));
}

TEST(DetectionPipeline, SaysWhereANetworkOfOneSizeCannotTakeAll) {
  const config::Value model =
      model_config("mmdet", kNormalized, "dict(type='Resize', scale=(1333, 800), keep_ratio=True),");
  EXPECT_THAT(make(model, {}).notes, ElementsAre(HasSubstr("fixes height and width")));
  EXPECT_THAT(make(model, {.fixed = false}).notes, IsEmpty());
}

TEST(DetectionPipeline, Pads) {
  const auto pads = [](const std::string& arguments) {
    const Json all = steps_of(make(model_config("mmdet", kNormalized, "dict(type='Pad', " + arguments + "),"), {}));
    return Json(all.begin(), all.end() - 1);
  };
  EXPECT_EQ(pads("size=(30, 20)"), Json::parse(R"([{"type": "Pad", "pad_val": 0, "size": [30, 20]}])"));
  EXPECT_EQ(pads("size_divisor=32, pad_val=114"),
            Json::parse(R"([{"type": "Pad", "pad_val": 114, "size_divisor": 32}])"));
  EXPECT_EQ(pads("pad_to_square=True, size_divisor=32, pad_val=dict(img=7)"),
            Json::parse(R"([{"type": "Pad", "pad_val": 7, "pad_to_square": true},
                            {"type": "Pad", "pad_val": 7, "size_divisor": 32}])"));
  // The first channel's, as the original hands it on.
  EXPECT_EQ(pads("size=(30, 20), pad_val=dict(img=114.0)"),
            Json::parse(R"([{"type": "Pad", "pad_val": {"img": [114.0, 0.0, 0.0]}, "size": [30, 20]}])"));
  EXPECT_EQ(pads("size_divisor=8, pad_val=dict(seg=255), padding_mode='reflect'"),
            Json::parse(R"([{"type": "Pad", "pad_val": 0, "size_divisor": 8, "padding_mode": "reflect"}])"));
  const auto error = [](const std::string& arguments) {
    return error_of_detection_pipeline(model_config("mmdet", kNormalized, "dict(type='Pad', " + arguments + "),"));
  };
  EXPECT_THAT(error("size=(30, 20), pad_val=114.0"), HasSubstr("must be an int or a dict with 'img', not 114.0"));
  EXPECT_THAT(error("size=(30, 20), pad_val=dict(img=(1, 2))"), HasSubstr("must be a number or three"));
  EXPECT_THAT(error("pad_val=0"), HasSubstr("one of 'size', 'size_divisor' and 'pad_to_square'"));
  EXPECT_THAT(error("size=(30, 20), size_divisor=32"), HasSubstr("and not two of them"));
  EXPECT_THAT(error("size=(30, 20), pad_to_square=True"), HasSubstr("goes not with pad_to_square"));
  EXPECT_THAT(error("size=(30, 20), padding_mode='wrap', pad_value=3"), HasSubstr("did you mean 'pad_val'"));
}

TEST(DetectionPipeline, ResizesByAFactor) {
  const auto resize = [](const std::string& arguments) {
    return model_config("mmdet", kNormalized, "dict(type='Resize', " + arguments + "),");
  };
  EXPECT_EQ(steps_of(make(resize("scale_factor=0.5"), {.fixed = false}))[0],
            Json::parse(R"({"type": "Resize", "scale_factor": 0.5, "keep_ratio": false})"));
  EXPECT_EQ(steps_of(make(resize("scale_factor=(0.5, 0.75), keep_ratio=True"), {.fixed = false}))[0],
            Json::parse(R"({"type": "Resize", "scale_factor": [0.5, 0.75], "keep_ratio": true})"));
  // A scale comes first.
  EXPECT_EQ(steps_of(make(resize("scale=32, scale_factor=0.5"), {}))[0],
            Json::parse(R"({"type": "Resize", "size": [32, 32], "keep_ratio": false})"));
  EXPECT_THAT(error_of_detection_pipeline(resize("scale_factor=2")),
              HasSubstr("must be a float or two of them, not 2"));
  EXPECT_THAT(error_of_detection_pipeline(resize("keep_ratio=True")), HasSubstr("'Resize' needs the argument 'scale'"));
}

TEST(DetectionPipeline, ResizesToAFixedShape) {
  const auto resize = [](const std::string& arguments) {
    return model_config("mmdet", kNormalized, "dict(type='FixShapeResize', width=64, height=48" + arguments + "),");
  };
  EXPECT_EQ(steps_of(make(resize(""), {})),
            Json::parse(R"([{"type": "Resize", "size": [64, 48], "keep_ratio": false}, {"type": "Normalize"}])"));
  EXPECT_EQ(steps_of(make(resize(", keep_ratio=True, pad_val=114"), {})),
            Json::parse(R"([{"type": "FixShapeResize", "width": 64, "height": 48},
                            {"type": "Pad", "pad_val": 114, "size": [64, 48]}, {"type": "Normalize"}])"));
  EXPECT_EQ(steps_of(make(resize(", keep_ratio=True"), {.input_shape = std::array<int64_t, 2>{32, 32}})),
            Json::parse(R"([{"type": "FixShapeResize", "width": 32, "height": 32},
                            {"type": "Pad", "pad_val": 0, "size": [32, 32]}, {"type": "Normalize"}])"));
  EXPECT_THAT(error_of_detection_pipeline(model_config("mmdet", kNormalized, "dict(type='FixShapeResize', width=64),")),
              HasSubstr("needs the argument 'height'"));
}

TEST(DetectionPipeline, HeadsOfMmdetLeaveLetterResizesPaddingInBoxes) {
  EXPECT_THAT(error_of_detection_pipeline(
                  model_config("mmdet", kNormalized, "dict(type='mmyolo.LetterResize', scale=(64, 64)),")),
              AllOf(HasSubstr("model.bbox_head"),
                    HasSubstr("mmdet.RTMDetSepBNHead leaves the padding of LetterResize in the boxes")));
}

TEST(DetectionPipeline, LetterResizeTellsOfAllThatIsWrong) {
  const std::string error = error_of_detection_pipeline(model_config(
      "mmyolo", kNormalized,
      "dict(type='LetterResize', scale=(64, 64, 3), pad_val=114, half_pad_param=True, allow_scale_upp=True),"
      "dict(type='YOLOv5KeepRatioResize', scale=64, keep_ratio=False, backend='pillow'),"));
  for (const char* part : {"scale must be one size or two", "must be a dict with 'img', not 114", "'half_pad_param'",
                           "did you mean 'allow_scale_up'", "'keep_ratio' of 'YOLOv5KeepRatioResize'", "'backend'"})
    EXPECT_THAT(error, HasSubstr(part));
  const auto color = [](const std::string& pad_val) {
    return steps_of(
        make(model_config("mmyolo", kNormalized, "dict(type='LetterResize', scale=64, pad_val=dict(" + pad_val + ")),"),
             {}))[0]["pad_val"]["img"];
  };
  EXPECT_EQ(color("img=(114.0, 114.0, 114.0)"), 114);
  EXPECT_EQ(color("img=(1, 2, 3)"), Json({1, 2, 3}));
  EXPECT_EQ(color("img=114.0"), Json({114.0, 0.0, 0.0}));
  EXPECT_EQ(color("seg=255"), 0);
}

TEST(DetectionPipeline, PackingMustKeepWhatTheHeadNeeds) {
  const auto error = [](const std::string& steps, const std::string& pack) {
    return error_of_detection_pipeline(model_config("mmyolo", kNormalized, steps, pack));
  };
  EXPECT_EQ(error(kYolox, "dict(type='mmdet.PackDetInputs')"), "no error");
  EXPECT_EQ(error(kYolox, "dict(type='PackDetInputs', meta_keys=('scale_factor', ))"), "no error");
  EXPECT_THAT(error(kYolox, "dict(type='mmdet.PackDetInputs', meta_keys=('img_shape', 'pad_param'))"),
              HasSubstr("lacks 'scale_factor'"));
  EXPECT_THAT(error(kMmyolo, "dict(type='mmdet.PackDetInputs')"), HasSubstr("lacks 'pad_param'"));
  EXPECT_THAT(error(kMmyolo, "dict(type='mmdet.PackDetInputs', meta_keys=('scale_factor', ))"),
              HasSubstr("lacks 'pad_param'"));
  EXPECT_THAT(error(kMmyolo, "dict(type='PackDetPoseInputs', meta_keys=('scale_factor', ))"),
              HasSubstr("lacks 'pad_param'"));
  EXPECT_THAT(error(kYolox, "dict(type='mmdet.PackDetInputs', meta_key=())"), HasSubstr("did you mean 'meta_keys'"));
}

}  // namespace
}  // namespace slipway::package
