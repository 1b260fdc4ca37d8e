// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/metric/metric.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/io.h"
#include "base/strings.h"
#include "evaluate/metric/class_metric.h"

namespace slipway::evaluate {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kMetricData = SLIPWAY_SOURCE_DIR "/test/data/metric/";

config::Value evaluator(const std::string& text) {
  return config::parse("test_evaluator = " + text, "cfg.py").at("test_evaluator");
}

DatasetInfo coco_info() {
  DatasetInfo info;
  info.dataset_name = "coco";
  info.ann_file = kMetricData + "coco_truth.json";
  info.num_keypoints = 17;
  info.sigmas.assign(17, 0.05);
  return info;
}

template <typename Body>
std::string error_of_metric(Body&& body) {
  try {
    body();
  } catch (const Error& e) {
    return e.what();
  }
  return "no error";
}

std::string make_error(const std::string& text, const std::string& scope = "mmpose") {
  return error_of_metric([&] { make_metrics(evaluator(text), scope, coco_info()); });
}

TEST(Metrics, AreRegisteredByTheNamesOfTheLibraries) {
  // Among others: a new one is its own files and no line here.
  EXPECT_THAT(
      metrics().keys(),
      testing::IsSupersetOf({"mmdet.CocoMetric", "mmdet.VOCMetric", "mmpose.AUC", "mmpose.CocoMetric",
                             "mmpose.CocoWholeBodyMetric", "mmpose.EPE", "mmpose.JhmdbPCKAccuracy",
                             "mmpose.MpiiPCKAccuracy", "mmpose.NME", "mmpose.PCKAccuracy", "mmpretrain.Accuracy",
                             "mmpretrain.ConfusionMatrix", "mmpretrain.SingleLabelMetric", "mmseg.IoUMetric"}));
}

TEST(Metrics, AreFoundInTheDefaultScopeOrTheirOwn) {
  EXPECT_EQ(make_metrics(evaluator("dict(type='Accuracy')"), "mmpretrain", {}).front()->name(), "Accuracy");
  EXPECT_EQ(make_metrics(evaluator("dict(type='mmpose.CocoMetric')"), "mmyolo", coco_info()).front()->name(),
            "mmpose.CocoMetric");
  EXPECT_EQ(make_metrics(evaluator("dict(type='Accuracy', _scope_='mmpretrain')"), "mmpose", {}).size(), 1U);
  EXPECT_EQ(make_metrics(evaluator("dict(type='Accuracy')"), "mmcls", {}).size(), 1U);
  // As a config that imports its types has it.
  EXPECT_EQ(make_metrics(evaluator("dict(type='mmpretrain.evaluation.metrics.Accuracy')"), "", {}).size(), 1U);
}

TEST(Metrics, SeveralCanBeAsked) {
  const std::string two = "[dict(type='Accuracy'), dict(type='SingleLabelMetric')]";
  EXPECT_EQ(make_metrics(evaluator(two), "mmpretrain", {}).size(), 2U);
  EXPECT_EQ(make_metrics(evaluator("dict(type='Evaluator', metrics=" + two + ")"), "mmpretrain", {}).size(), 2U);
  EXPECT_EQ(make_metrics(evaluator("dict(type='mmpretrain.Evaluator', metrics=" + two + ")"), "mmpretrain", {}).size(),
            2U);
  // Its scope is that of its metrics; its own type may go unsaid.
  EXPECT_EQ(make_metrics(evaluator("dict(_scope_='mmpretrain', metrics=" + two + ")"), "mmpose", {}).size(), 2U);
  EXPECT_THAT(make_error("dict(type='MultiDatasetEvaluator', metrics=" + two + ")"),
              HasSubstr("'MultiDatasetEvaluator' is not supported"));
}

TEST(Metrics, AllUnknownOnesComeInOneErrorWithTheKnownOnes) {
  std::vector<std::string> mmpose = metrics().keys();
  std::erase_if(mmpose, [](const std::string& name) { return !name.starts_with("mmpose."); });
  const std::string known = join(mmpose, ", ");
  EXPECT_THAT(
      make_error("[dict(type='InterHandMetric'), dict(type='Accuracy'), dict(type='CocoMetric')]"),
      AllOf(HasSubstr("\n  cfg.py:1:24 (test_evaluator.0): unknown metric 'mmpose.InterHandMetric'; known: " + known),
            HasSubstr("\n  cfg.py:1:54 (test_evaluator.1): unknown metric 'mmpose.Accuracy'; known: " + known +
                      "; did you mean 'mmpretrain.Accuracy'?"),
            Not(HasSubstr("'mmpose.CocoMetric'"))));
  EXPECT_THAT(make_error("dict(type='CocoMetric')", "mmrotate"),
              AllOf(HasSubstr("cfg.py:1:23 (test_evaluator): unknown metric 'mmrotate.CocoMetric': "),
                    HasSubstr("'mmpose.CocoMetric'?")));
  EXPECT_THAT(make_error("[]"), HasSubstr("the evaluator has no metric"));
  EXPECT_THAT(make_error("dict(ann_file='x')"), HasSubstr("type"));
}

TEST(Metrics, WrongOptionsAreNamedWithTheirPlace) {
  EXPECT_THAT(make_error("dict(type='CocoMetric',\n  nms_treshold=0.5, ann_fil='x')"),
              AllOf(HasSubstr("CocoMetric (cfg.py:1"), HasSubstr("unknown option 'nms_treshold' (cfg.py:2"),
                    HasSubstr("unknown option 'ann_fil'"), HasSubstr("did you mean 'ann_file'")));
  EXPECT_THAT(make_error("dict(type='CocoMetric', score_mode='box')"),
              HasSubstr("score_mode must be one of bbox, bbox_keypoint, bbox_rle, keypoint, not 'box' (cfg.py:1"));
  EXPECT_THAT(make_error("dict(type='CocoMetric', nms_mode=None)"), HasSubstr("nms_mode"));
  EXPECT_THAT(make_error("dict(type='CocoMetric', nms_thr='high')"), HasSubstr("nms_thr"));
  EXPECT_THAT(make_error("dict(type='CocoMetric', iou_type='bbox')"), HasSubstr("iou_type must be one of keypoints"));
  EXPECT_THAT(make_error("dict(type='CocoMetric', pred_converter=dict(type='KeypointConverter'))"),
              HasSubstr("pred_converter is not supported"));
  EXPECT_THAT(make_error("dict(type='CocoMetric', gt_converter=dict(a=1))"),
              HasSubstr("gt_converter is not supported"));
  EXPECT_EQ(make_error("dict(type='CocoMetric', pred_converter=None, gt_converter=None)"), "no error");
  EXPECT_THAT(make_error("dict(type='CocoMetric', format_only=True)"), HasSubstr("needs an outfile_prefix"));
  EXPECT_THAT(make_error("dict(type='CocoMetric', ann_file='/nowhere.json')"), HasSubstr("/nowhere.json"));
  for (const auto& [text, message] : std::vector<std::pair<std::string, std::string>>{
           {"dict(type='Accuracy', topk=0)", "topk must be positive, not 0"},
           {"dict(type='Accuracy', topk=())", "topk must not be empty"},
           {"dict(type='Accuracy', topk='all')", "topk"},
           {"dict(type='Accuracy', thr=0.1)", "unknown option 'thr'"},
           {"dict(type='Accuracy', thrs=('a',))", "thrs"},
           {"dict(type='SingleLabelMetric', items=['recal'])",
            "items must be of precision, recall, f1-score, support, not 'recal'"},
           {"dict(type='SingleLabelMetric', average='mean')", "average must be 'macro', 'micro' or None, not 'mean'"},
           {"dict(type='ConfusionMatrix', num_classes=-1)", "num_classes must be positive"},
       }) {
    EXPECT_THAT(make_error(text, "mmpretrain"), HasSubstr(message));
  }
}

TEST(Metrics, ADatasetWithoutKeypointsIsNoneForCocoMetric) {
  const config::Value dict = evaluator("dict(type='CocoMetric')");
  DatasetInfo info = coco_info();
  info.sigmas.pop_back();
  EXPECT_THAT(error_of_metric([&] { make_metric(dict, "mmpose", info); }), HasSubstr("17 keypoints, but 16 sigmas"));
  info.sigmas.clear();
  info.num_keypoints = 0;
  EXPECT_THAT(error_of_metric([&] { make_metric(dict, "mmpose", info); }), HasSubstr("no metainfo of keypoints"));
  info = coco_info();
  info.sigmas[3] = 0;
  EXPECT_THAT(error_of_metric([&] { make_metric(dict, "mmpose", info); }), HasSubstr("must be positive"));
  info = coco_info();
  info.ann_file.clear();
  EXPECT_THAT(error_of_metric([&] { make_metric(dict, "mmpose", info); }), HasSubstr("there is no annotation file"));
}

TEST(Metrics, OutcomesOfSeveralAreJoined) {
  Outcome a;
  a.metrics["x/one"] = 1.5;
  a.text = "one\n";
  a.files = {"a.json"};
  Outcome b;
  b.metrics["y/one"] = 2.5;
  b.text = "two\n";
  const Outcome both = join_outcomes({a, b});
  EXPECT_EQ(both.metrics.dump(), R"({"x/one":1.5,"y/one":2.5})");
  EXPECT_EQ(both.text, "one\ntwo\n");
  EXPECT_THAT(both.files, ElementsAre("a.json"));
  EXPECT_THAT(error_of_metric([&] { join_outcomes({a, a}); }), HasSubstr("'x/one'; set another prefix"));
}

TEST(Metrics, NumbersAreLoggedAsMmengineDoes) {
  nlohmann::ordered_json metrics;
  metrics["accuracy/top1"] = 46.0;
  metrics["accuracy/top5"] = 76.66666412353516;
  metrics["single-label/precision_classwise"] = {50.0, 33.333335876464844};
  metrics["single-label/support_classwise"] = {3, 4};
  EXPECT_EQ(log_line(metrics),
            "accuracy/top1: 46.0000  accuracy/top5: 76.6667  single-label/precision_classwise: [50.0, "
            "33.333335876464844]  single-label/support_classwise: [3, 4]");
}

}  // namespace
}  // namespace slipway::evaluate
