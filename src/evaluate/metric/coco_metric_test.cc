// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/io.h"
#include "evaluate/metric/coco_eval.h"
#include "evaluate/metric/metric.h"
#include "evaluate/metric/oks_nms.h"

namespace slipway::evaluate {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr size_t kKeypoints = 17;
const std::string kCocoMetricTruth = SLIPWAY_SOURCE_DIR "/test/data/metric/coco_truth.json";

const json& recorded_coco_metric() {
  static const json document = json::parse(io::read_file(SLIPWAY_SOURCE_DIR "/test/data/metric/coco_metric.json"));
  return document;
}

std::unique_ptr<Metric> make_coco_metric(const std::string& text) {
  DatasetInfo info;
  info.dataset_name = "coco";
  info.ann_file = kCocoMetricTruth;
  info.num_keypoints = kKeypoints;
  info.sigmas = recorded_coco_metric()["sigmas"].get<std::vector<double>>();
  return make_metric(config::parse("m = " + text).at("m"), "mmpose", info);
}

std::vector<Sample> samples_of_coco_metric(const json& recorded_case, size_t keypoints = kKeypoints) {
  std::vector<Sample> samples;
  for (const json& source : recorded_case["samples"]) {
    Sample sample;
    sample.index = source["index"];
    sample.truth.image_id = source["image_id"];
    if (source.contains("instance_id")) sample.truth.instance_id = source["instance_id"].get<int64_t>();
    if (source.contains("bbox_areas")) sample.truth.bbox_areas = source["bbox_areas"].get<std::vector<float>>();
    Instances result;
    result.scores = source["bbox_scores"].get<std::vector<float>>();
    const auto boxes = source["bboxes"].get<std::vector<float>>();
    const auto points = source["keypoints"].get<std::vector<float>>();
    const auto scores = source["keypoint_scores"].get<std::vector<float>>();
    for (size_t i = 0; i < result.scores.size(); ++i) {
      result.boxes.push_back({boxes[4 * i], boxes[4 * i + 1], boxes[4 * i + 2], boxes[4 * i + 3]});
      auto& person = result.keypoints.emplace_back();
      auto& visible = result.keypoint_scores.emplace_back();
      for (size_t k = i * keypoints; k < (i + 1) * keypoints; ++k) {
        person.push_back({points[2 * k], points[2 * k + 1]});
        visible.push_back(scores[k]);
      }
    }
    sample.prediction = std::move(result);
    samples.push_back(std::move(sample));
  }
  return samples;
}

TEST(CocoMetric, EqualsMmpose) {
  size_t checked = 0;
  for (const json& recorded_case : recorded_coco_metric()["cases"]) {
    const std::vector<Sample> samples = samples_of_coco_metric(recorded_case);
    for (const json& expected : recorded_case["expected"]) {
      const auto metric = make_coco_metric(expected["config"]);
      for (const Sample& sample : samples) metric->add(sample);
      const Outcome outcome = metric->compute();
      ASSERT_EQ(outcome.metrics.size(), expected["metrics"].size());
      for (const auto& [key, value] : expected["metrics"].items()) {
        ASSERT_TRUE(outcome.metrics.contains(key)) << key;
        EXPECT_NEAR(outcome.metrics[key].get<double>(), value.get<double>(), 1e-9) << expected["config"] << " " << key;
      }
      std::string summary;
      for (const json& line : expected["summary"]) summary += line.get<std::string>() + "\n";
      EXPECT_EQ(outcome.text, summary);
      ++checked;
    }
  }
  EXPECT_EQ(checked, 14U);
}

TEST(CocoWholeBodyMetric, EqualsMmpose) {
  const std::string folder = SLIPWAY_SOURCE_DIR "/test/data/metric/";
  const json recorded = json::parse(io::read_file(folder + "whole_body_metric.json"));
  DatasetInfo info;
  info.dataset_name = "coco_wholebody";
  info.ann_file = folder + "whole_body_truth.json";
  info.sigmas = recorded["sigmas"].get<std::vector<double>>();
  info.num_keypoints = static_cast<int64_t>(info.sigmas.size());
  for (const json& expected : recorded["expected"]) {
    const std::string text = expected["config"];
    SCOPED_TRACE(text);
    const auto metric = make_metric(config::parse("m = " + text).at("m"), "mmpose", info);
    for (const Sample& sample : samples_of_coco_metric(recorded, info.sigmas.size())) metric->add(sample);
    const Outcome outcome = metric->compute();
    ASSERT_EQ(outcome.metrics.size(), expected["metrics"].size());
    for (const auto& [key, value] : expected["metrics"].items())
      EXPECT_NEAR(outcome.metrics.at(key).get<double>(), value.get<double>(), 1e-9) << key;
  }
}

TEST(CocoWholeBodyMetric, RefusesAnnotationsOfBodiesAlone) {
  try {
    make_coco_metric("dict(type='CocoWholeBodyMetric')");
    FAIL() << "no error";
  } catch (const Error& e) {
    EXPECT_THAT(e.what(), HasSubstr("coco_truth.json has no annotations of whole bodies; annotations[0] (id 1): has no "
                                    "'foot_kpts'"));
  }
}

TEST(CocoWholeBodyMetric, SaysWhichAnnotationsItLeavesOut) {
  const std::string folder = SLIPWAY_SOURCE_DIR "/test/data/metric/";
  json truth = json::parse(io::read_file(folder + "whole_body_truth.json"));
  truth["annotations"][1].erase("face_kpts");
  const io::TemporaryFolder top("slipway-whole-body");
  io::write_file(top.path() / "truth.json", truth.dump());
  const json recorded = json::parse(io::read_file(folder + "whole_body_metric.json"));
  DatasetInfo info;
  info.dataset_name = "coco_wholebody";
  info.ann_file = (top.path() / "truth.json").string();
  info.sigmas = recorded["sigmas"].get<std::vector<double>>();
  info.num_keypoints = static_cast<int64_t>(info.sigmas.size());
  const auto metric = make_metric(config::parse("m = dict(type='CocoWholeBodyMetric')").at("m"), "mmpose", info);
  EXPECT_THAT(metric->bad_annotations(),
              ElementsAre(AllOf(HasSubstr("truth.json: annotations[1]"), HasSubstr("has no 'face_kpts'"))));
}

TEST(CocoMetric, NeitherOrderNorProcessesNorRepetitionsMatter) {
  for (const json& recorded_case : recorded_coco_metric()["cases"]) {
    const std::vector<Sample> samples = samples_of_coco_metric(recorded_case);
    for (const json& expected : recorded_case["expected"]) {
      const auto whole = make_coco_metric(expected["config"]);
      const auto first = make_coco_metric(expected["config"]);
      const auto second = make_coco_metric(expected["config"]);
      for (size_t i = 0; i < samples.size(); ++i) {
        whole->add(samples[i]);
        (i % 3 == 0 ? first : second)->add(samples[samples.size() - 1 - i]);
      }
      first->add(samples.front());
      first->merge(second->serialise());
      EXPECT_EQ(first->compute().metrics, whole->compute().metrics) << expected["config"];
      EXPECT_EQ(first->size(), samples.size());
    }
  }
}

TEST(CocoMetric, RefusesBytesOfOthers) {
  const auto metric = make_coco_metric("dict(type='CocoMetric')");
  for (const Sample& sample : samples_of_coco_metric(recorded_coco_metric()["cases"][0])) metric->add(sample);
  const std::string bytes = metric->serialise();
  for (size_t cut : {size_t{0}, size_t{10}, bytes.size() / 2, bytes.size() - 1}) {
    EXPECT_THROW(make_coco_metric("dict(type='CocoMetric')")->merge(bytes.substr(0, cut)), Error) << cut;
  }
  EXPECT_THROW(make_coco_metric("dict(type='CocoMetric')")->merge(bytes + "x"), Error);
  // A count that is far too large.
  std::string broken = bytes;
  broken[8 + 10] = '\xff';
  EXPECT_THROW(make_coco_metric("dict(type='CocoMetric')")->merge(broken), Error);
}

TEST(CocoMetric, WritesResultsThatReadBack) {
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / "slipway_coco_metric_test";
  std::filesystem::remove_all(folder);
  const std::string prefix = (folder / "deep" / "run").string();
  const auto metric =
      make_coco_metric("dict(type='CocoMetric', score_mode='bbox', nms_mode='none', outfile_prefix='" + prefix + "')");
  for (const Sample& sample : samples_of_coco_metric(recorded_coco_metric()["cases"][0])) metric->add(sample);
  const Outcome outcome = metric->compute();
  ASSERT_THAT(outcome.files, ElementsAre(prefix + ".keypoints.json"));

  CocoParams params = coco_params(CocoKind::kKeypoints, CocoRules::kXtcocotools);
  params.variances.clear();
  for (double sigma : recorded_coco_metric()["sigmas"].get<std::vector<double>>()) {
    const float twice = static_cast<float>(sigma) * 2;
    params.variances.push_back(static_cast<double>(twice * twice));
  }
  const CocoResults results = read_coco_results(outcome.files.front());
  const CocoEvaluation evaluation = evaluate_coco(read_coco_truth(kCocoMetricTruth), results, params);
  EXPECT_EQ(evaluation.recall_at(0, 0, 0, 0), outcome.metrics["coco/AR .5"].get<double>());
  const json document = json::parse(io::read_file(outcome.files.front()));
  EXPECT_EQ(document.size(), results.detections.size());
  EXPECT_EQ(document[0]["keypoints"].size(), 3 * kKeypoints);
  EXPECT_EQ(document[0]["bbox"].size(), 4U);

  // Only to write needs no annotations.
  const auto format_only = make_coco_metric(
      "dict(type='CocoMetric', format_only=True, ann_file='/nowhere', outfile_prefix='" + prefix + "')");
  for (const Sample& sample : samples_of_coco_metric(recorded_coco_metric()["cases"][0])) format_only->add(sample);
  EXPECT_TRUE(format_only->compute().metrics.empty());
  std::filesystem::remove_all(folder);
}

TEST(CocoMetric, NothingFoundIsZeroNotAnError) {
  const auto metric = make_coco_metric("dict(type='CocoMetric')");
  Sample sample;
  sample.truth.image_id = 7;
  sample.prediction = Instances{};
  metric->add(sample);
  const auto metrics = metric->compute().metrics;
  EXPECT_EQ(metrics["coco/AP"].get<double>(), 0.0);
  EXPECT_EQ(metrics["coco/AR (L)"].get<double>(), 0.0);
}

TEST(CocoMetric, OfAPartOfTheImagesTheOthersDoNotCount) {
  const json& recorded_case = recorded_coco_metric()["cases"][0];
  const std::vector<Sample> samples = samples_of_coco_metric(recorded_case);
  const auto metric = make_coco_metric("dict(type='CocoMetric', score_mode='bbox', nms_mode='none')");
  for (size_t i = 0; i < 3; ++i) metric->add(samples[i]);
  const double whole = metric->compute().metrics["coco/AR"].get<double>();
  const double part = metric->compute({.partial = true}).metrics["coco/AR"].get<double>();
  EXPECT_LT(whole, part);
  for (size_t i = 3; i < samples.size(); ++i) metric->add(samples[i]);
  EXPECT_EQ(metric->compute({.partial = true}).metrics, metric->compute().metrics);
}

TEST(CocoMetric, SaysWhatIsWrongWithASample) {
  const auto error_of = [](const Sample& sample) -> std::string {
    try {
      const auto metric = make_coco_metric("dict(type='CocoMetric')");
      metric->add(sample);
      metric->compute();
    } catch (const Error& e) {
      return e.what();
    }
    return "no error";
  };
  const Sample good = samples_of_coco_metric(recorded_coco_metric()["cases"][0])[0];
  EXPECT_EQ(error_of(good), "no error");
  Sample bad = good;
  bad.prediction = Classes{};
  EXPECT_THAT(error_of(bad), HasSubstr("CocoMetric judges keypoints, but the model gives a class"));
  bad = good;
  bad.truth.image_id = 999;
  EXPECT_THAT(error_of(bad), HasSubstr("is of image 999, which"));
  bad = good;
  std::get<Instances>(bad.prediction).keypoints[0].pop_back();
  EXPECT_THAT(error_of(bad), HasSubstr("16 keypoints, but the metainfo of the dataset has 17"));
  bad = good;
  std::get<Instances>(bad.prediction).boxes.pop_back();
  EXPECT_THAT(error_of(bad), HasSubstr("differ in length"));
  bad = good;
  std::get<Instances>(bad.prediction).keypoints[0][3][1] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT(error_of(bad), HasSubstr("not finite"));
  EXPECT_THROW(make_coco_metric("dict(type='CocoMetric')")->compute(), Error);
}

TEST(CocoMetric, SaysBeforeTheFirstSampleWhatItCannotJudge) {
  const auto metric = make_coco_metric("dict(type='CocoMetric')");
  const auto error_of = [&](const Result& result) {
    try {
      metric->check(result, {});
    } catch (const Error& e) {
      return std::string(e.what());
    }
    return std::string("no error");
  };
  Instances pose = std::get<Instances>(samples_of_coco_metric(recorded_coco_metric()["cases"][0])[0].prediction);
  EXPECT_EQ(error_of(pose), "no error");
  EXPECT_EQ(error_of(Instances{}), "no error");
  EXPECT_EQ(error_of(Classes{}), "CocoMetric judges keypoints, but the model gives a class");
  pose.keypoints[0].pop_back();
  EXPECT_EQ(error_of(pose), "the model gives 16 keypoints, but the metainfo of the dataset has 17");
  EXPECT_EQ(metric->size(), 0U);
}

TEST(OksNms, KeepsTheLaterOfEqualScoresAndDropsCopies) {
  const std::vector<float> here(2 * kKeypoints, 10.F);
  const std::vector<float> there(2 * kKeypoints, 500.F);
  const std::vector<float> variances(kKeypoints, .01F);
  const std::vector<NmsPose> poses{{here, 100, .5}, {here, 100, .5}, {there, 100, .9}, {there, 100, .2}};
  EXPECT_THAT(oks_nms(poses, .9, variances), ElementsAre(2, 1));
  EXPECT_THAT(oks_nms({}, .9, variances), ElementsAre());
  // Nothing goes in the soft kind, but what a better one covers comes later; equal scores change places each time.
  EXPECT_THAT(soft_oks_nms(poses, .9, variances, false), ElementsAre(2, 0, 1, 3));
  EXPECT_EQ(soft_oks_nms(std::vector<NmsPose>(30, poses[0]), .9, variances, false).size(), 20U);
}

}  // namespace
}  // namespace slipway::evaluate
