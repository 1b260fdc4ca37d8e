// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// How types are found and what is refused.
#include <gmock/gmock.h>

#include "codebase/test_support.h"

namespace slipway::model::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string error_of(const std::string& scope, const std::string& model) {
  try {
    build_network(model_config(scope, model), at::kMeta);
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

std::string classifier(const std::string& backbone, const std::string& rest = "") {
  return "dict(type='ImageClassifier', backbone=dict(" + backbone +
         "), neck=dict(type='GlobalAveragePooling'), head=dict(type='LinearClsHead', num_classes=10, in_channels=512)" +
         rest + ")";
}

const char* const kPose =
    "dict(type='mmpose.BottomupPoseEstimator', backbone=dict(type='mmpose.CSPDarknet', widen_factor=0.125), "
    "neck=dict(type='mmpose.YOLOXPAFPN', in_channels=[32, 64, 128], out_channels=32), "
    "head=dict(type='mmpose.YOLOXPoseHead', num_keypoints=17, head_module_cfg=dict(in_channels=32), "
    "prior_generator=dict(type='MlvlPointGenerator', strides=[8, 16, 32])), test_cfg=dict(score_thr=0.1";

TEST(Build, FindsTypesInTheDefaultScopeAndByTheirLibrary) {
  EXPECT_EQ(error_of("mmpretrain", classifier("type='ResNet', depth=18")), "");
  EXPECT_EQ(error_of("mmengine", std::string(kPose) + "))"), "");
  EXPECT_EQ(error_of("mmpose", std::string(kPose) + "))"), "");
  EXPECT_EQ(error_of("mmpose", "dict(_scope_='mmpretrain', " + classifier("type='ResNet', depth=18").substr(5)), "");
}

TEST(Build, KeysBelongToTheScope) {
  // Both libraries have a YOLOXPAFPN; they take other arguments.
  const BuildContext mmpose{"mmpose", at::kMeta}, mmyolo{"mmyolo", at::kMeta};
  const config::Value config =
      config::parse("neck = dict(type='YOLOXPAFPN', in_channels=[8, 16, 32], out_channels=8, deepen_factor=1.0)");
  EXPECT_NO_THROW(build(config.at("neck"), mmyolo));
  EXPECT_THROW(build(config.at("neck"), mmpose), Error);
}

TEST(Build, NamesNearTypesAndThePlace) {
  EXPECT_THAT(error_of("mmpretrain", classifier("type='ResNett', depth=18")),
              AllOf(HasSubstr("test.py:2:"), HasSubstr("ResNett"), HasSubstr("mmpretrain.ResNet")));
  EXPECT_THAT(error_of("mmpose", "dict(type='YOLODetector')"), HasSubstr("mmyolo.YOLODetector"));
  EXPECT_THAT(error_of("mmrotate", "dict(type='RotatedRTMDet')"),
              AllOf(HasSubstr("library 'mmrotate'"), HasSubstr("mmdet, mmpose, mmpretrain, mmseg, mmyolo")));
  EXPECT_THAT(error_of("mmengine", "dict(type='ImageClassifier')"),
              AllOf(HasSubstr("default_scope"), HasSubstr("mmpretrain.ImageClassifier")));
}

TEST(Build, RefusesWhatItDoesNotKnowAllAtOnce) {
  const std::string error =
      error_of("mmpretrain", classifier("type='ResNet', depth=19, stile='caffe', groups=2", ", necks=3"));
  EXPECT_THAT(error, AllOf(HasSubstr("19"), HasSubstr("'stile'"), HasSubstr("'style'"), HasSubstr("'groups'"),
                           HasSubstr("'necks'")));
}

TEST(Build, SaysWhatIsMissing) {
  EXPECT_THAT(error_of("mmpretrain", classifier("type='ResNet'")), HasSubstr("needs the argument 'depth'"));
  EXPECT_THAT(error_of("mmpretrain", "dict(type='ImageClassifier', backbone=dict(type='ResNet', depth=18))"),
              HasSubstr("'head'"));
}

TEST(Build, RefusesOtherLayers) {
  EXPECT_THAT(error_of("mmpretrain", classifier("type='ResNet', depth=18, norm_cfg=dict(type='LRN')")),
              HasSubstr("'LRN'"));
  EXPECT_THAT(error_of("mmpretrain", classifier("type='ResNet', depth=18, conv_cfg=dict(type='DCNv2')")),
              HasSubstr("'DCNv2'"));
  EXPECT_THAT(error_of("mmpretrain", classifier("type='ResNet', depth=18, norm_cfg=dict(type='BN', affine=False)")),
              HasSubstr("affine"));
}

std::string detector(const std::string& backbone, const std::string& head, const std::string& rest = "") {
  return "dict(type='RTMDet', backbone=dict(" + backbone +
         "), neck=dict(type='CSPNeXtPAFPN', in_channels=[32, 64, 128], out_channels=32, num_csp_blocks=1), "
         "bbox_head=dict(" +
         head + "), test_cfg=dict(nms=dict(type='nms', iou_threshold=0.65), max_per_img=300" + rest + "))";
}

std::string rtmdet_head(const std::string& rest) {
  return "type='RTMDetSepBNHead', num_classes=4, in_channels=32, feat_channels=32, stacked_convs=2, "
         "anchor_generator=dict(type='MlvlPointGenerator', offset=0, strides=[8, 16, 32]), "
         "bbox_coder=dict(type='DistancePointBBoxCoder')" +
         rest;
}

const char* const kCspNext = "type='CSPNeXt', deepen_factor=0.167, widen_factor=0.125";

TEST(Build, SaysAllThatIsWrongWithADetector) {
  EXPECT_EQ(error_of("mmdet", detector(kCspNext, rtmdet_head(""))), "");
  const std::string error = error_of(
      "mmdet",
      detector("type='CSPNext'",
               "type='RTMDetHead', num_classes=0, in_channels=32, anchor_generator=dict(type='MlvlPointGenerater', "
               "strides=[8]), bbox_coder=dict(type='DeltaXYWHBBoxCoder'), loss_cls=dict(type='CrossEntropyLoss'), "
               "loss_bbx=dict(type='GIoULoss')",
               ", nms_pre=1000, min_bbox_size=8"));
  EXPECT_THAT(error, AllOf(HasSubstr("unknown model type 'mmdet.CSPNext'"), HasSubstr("'mmdet.CSPNeXt'"),
                           HasSubstr("'MlvlPointGenerater' is not supported; did you mean 'MlvlPointGenerator'"),
                           HasSubstr("'DeltaXYWHBBoxCoder' is not supported; known: DistancePointBBoxCoder")));
  EXPECT_THAT(error, AllOf(HasSubstr("'num_classes' of 'mmdet.RTMDetHead': must be positive"),
                           HasSubstr("softmax are not supported"), HasSubstr("(8 px) is not supported")));
}

TEST(Build, NamesWhatADetectorDoesNotKnow) {
  EXPECT_THAT(error_of("mmdet", detector(kCspNext, rtmdet_head(", with_objectnes=True, dcn_on_last_conv=True"))),
              AllOf(HasSubstr("'with_objectnes'"), HasSubstr("'with_objectness'"), HasSubstr("'dcn_on_last_conv'")));
  EXPECT_THAT(error_of("mmdet", detector(kCspNext, rtmdet_head(", use_depthwise=True"))),
              HasSubstr("'share_conv' of 'mmdet.RTMDetSepBNHead': depthwise-separable convolutions cannot be shared"));
  EXPECT_THAT(error_of("mmdet",
                       "dict(type='YOLOX', backbone=dict(type='CSPDarknet', widen_factor=0.125), "
                       "bbox_head=dict(type='YOLOXHead', num_classes=4, in_channels=32, dcn_on_last_conv=True))"),
              AllOf(HasSubstr("deformable convolution is not supported"), HasSubstr("'test_cfg'")));
  const std::string head =
      "bbox_head=dict(type='RTMDetHead', bbox_coder=dict(type='YOLOXBoxCoder'), prior_generator=dict("
      "type='mmdet.MlvlPointGenerator', offset=0, strides=[8, 16]), head_module=dict(type='RTMDetSepBNHeadModule', "
      "num_classes=4, in_channels=256, widen_factor=0.125))";
  EXPECT_THAT(
      error_of("mmyolo", "dict(type='YOLODetector', backbone=dict(type='CSPNeXt', widen_factor=0.125), " + head +
                             ", test_cfg=dict(multi_label=True, nms=dict(type='soft_nms', iou_threshold=0.6)))"),
      AllOf(HasSubstr("did you mean 'YOLOXBBoxCoder'"), HasSubstr("not the featmap_strides"),
            HasSubstr("'soft_nms' is not supported")));
}

TEST(Build, RefusesByNameAllPartsAtOnce) {
  EXPECT_THAT(error_of("mmdet",
                       "dict(type='RTMDet', backbone=dict(type='mmpretrain.ConvNeXt'), neck=dict(type='FPN'), "
                       "bbox_head=dict(type='RTMDetInsSepBNHead'))"),
              AllOf(HasSubstr("unknown model type 'mmpretrain.ConvNeXt'"), HasSubstr("unknown model type 'mmdet.FPN'"),
                    HasSubstr("'RTMDetInsSepBNHead' is not supported: it predicts instance masks")));
  EXPECT_THAT(error_of("mmyolo",
                       "dict(type='YOLODetector', backbone=dict(type='CSPNeXt'), "
                       "bbox_head=dict(type='RTMDetRotatedHead'))"),
              HasSubstr("rotated boxes"));
  EXPECT_THAT(error_of("mmdet", "dict(type='ByteTrack', detector=dict(type='YOLOX'))"), HasSubstr("tracks"));
}

TEST(Build, RefusesTheWrongKindOfPart) {
  EXPECT_THAT(error_of("mmpretrain", classifier("type='LinearClsHead', num_classes=2, in_channels=2")),
              HasSubstr("not a backbone"));
  const std::string head = "dict(type='ResNet', depth=18)";
  EXPECT_THROW(build_network(config::parse("model = " + head + "\ndefault_scope = 'mmpretrain'"), at::kMeta), Error);
}

TEST(Build, RefusesTestTimeAugmentation) {
  EXPECT_THAT(error_of("mmpose", std::string(kPose) + ", flip_test=True, multiscale_test=True))"),
              AllOf(HasSubstr("'flip_test' is not supported"), HasSubstr("'multiscale_test' is not supported")));
  EXPECT_EQ(error_of("mmpose", std::string(kPose) + ", flip_test=False))"), "");
}

TEST(Build, WarnsOfSettingsWithoutEffect) {
  const auto network = build_network(model_config("mmpose", std::string(kPose) + ", nms_threshold=0.5))"), at::kMeta);
  ASSERT_EQ(network->warnings().size(), 1U);
  EXPECT_THAT(network->warnings()[0], AllOf(HasSubstr("'nms_threshold'"), HasSubstr("'nms_thr'")));
}

TEST(Build, RefusesASizeThatLeavesNothing) {
  EXPECT_THAT(error_of("mmpretrain", classifier("type='ResNet', depth=18, stem_channels=0")), HasSubstr("channels"));
  EXPECT_THAT(error_of("mmpretrain", classifier("type='ResNet', depth=18, base_channels=0")),
              HasSubstr("base_channels"));
}

TEST(Models, RegistryHoldsTheseTypes) {
  const std::vector<std::string> expected{"mmdet.CSPDarknet",
                                          "mmdet.CSPNeXt",
                                          "mmdet.CSPNeXtPAFPN",
                                          "mmdet.RTMDet",
                                          "mmdet.RTMDetHead",
                                          "mmdet.RTMDetSepBNHead",
                                          "mmdet.YOLOX",
                                          "mmdet.YOLOXHead",
                                          "mmdet.YOLOXPAFPN",
                                          "mmpose.AlexNet",
                                          "mmpose.BottomupPoseEstimator",
                                          "mmpose.CSPDarknet",
                                          "mmpose.CSPNeXt",
                                          "mmpose.CSPNeXtPAFPN",
                                          "mmpose.FeatureMapProcessor",
                                          "mmpose.HRNet",
                                          "mmpose.HeatmapHead",
                                          "mmpose.MobileNetV2",
                                          "mmpose.RTMCCHead",
                                          "mmpose.RTMWHead",
                                          "mmpose.ResNeXt",
                                          "mmpose.ResNet",
                                          "mmpose.ResNetV1d",
                                          "mmpose.SCNet",
                                          "mmpose.SEResNeXt",
                                          "mmpose.SEResNet",
                                          "mmpose.ShuffleNetV1",
                                          "mmpose.ShuffleNetV2",
                                          "mmpose.TopdownPoseEstimator",
                                          "mmpose.VGG",
                                          "mmpose.VisPredictHead",
                                          "mmpose.YOLOXPAFPN",
                                          "mmpose.YOLOXPoseHead",
                                          "mmpretrain.EfficientNet",
                                          "mmpretrain.EfficientNetV2",
                                          "mmpretrain.GeneralizedMeanPooling",
                                          "mmpretrain.GlobalAveragePooling",
                                          "mmpretrain.ImageClassifier",
                                          "mmpretrain.LinearClsHead",
                                          "mmpretrain.MobileNetV2",
                                          "mmpretrain.MobileNetV3",
                                          "mmpretrain.MultiLabelLinearClsHead",
                                          "mmpretrain.ResNeXt",
                                          "mmpretrain.ResNet",
                                          "mmpretrain.ResNetV1c",
                                          "mmpretrain.ResNetV1d",
                                          "mmpretrain.ResNet_CIFAR",
                                          "mmpretrain.SEResNeXt",
                                          "mmpretrain.SEResNet",
                                          "mmpretrain.ShuffleNetV1",
                                          "mmpretrain.ShuffleNetV2",
                                          "mmpretrain.StackedLinearClsHead",
                                          "mmpretrain.VisionTransformer",
                                          "mmseg.ASPPHead",
                                          "mmseg.CascadeEncoderDecoder",
                                          "mmseg.DepthwiseSeparableASPPHead",
                                          "mmseg.EncoderDecoder",
                                          "mmseg.FCNHead",
                                          "mmseg.HRNet",
                                          "mmseg.MixVisionTransformer",
                                          "mmseg.OCRHead",
                                          "mmseg.PSPHead",
                                          "mmseg.ResNet",
                                          "mmseg.ResNetV1c",
                                          "mmseg.ResNetV1d",
                                          "mmseg.SegformerHead",
                                          "mmseg.UNet",
                                          "mmyolo.CSPNeXt",
                                          "mmyolo.CSPNeXtPAFPN",
                                          "mmyolo.RTMDetHead",
                                          "mmyolo.RTMDetSepBNHeadModule",
                                          "mmyolo.YOLODetector",
                                          "mmyolo.YOLOXCSPDarknet",
                                          "mmyolo.YOLOXHead",
                                          "mmyolo.YOLOXHeadModule",
                                          "mmyolo.YOLOXPAFPN",
                                          "mmyolo.YOLOXPoseHead",
                                          "mmyolo.YOLOXPoseHeadModule"};
  EXPECT_EQ(models().keys(), expected);
}

}  // namespace
}  // namespace slipway::model::testing
