// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// mmdet's metrics against what the library says of the same boxes; test/data/metric/record_boxes.py records it.
#include "evaluate/metric/detection_metric.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/io.h"
#include "evaluate/metric/coco_categories.h"
#include "evaluate/metric/coco_summary.h"

namespace slipway::evaluate {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kData = SLIPWAY_SOURCE_DIR "/test/data/metric/";
const std::string kTruth = kData + "boxes_truth.json";

json read_detection_metric(const std::string& name) { return json::parse(io::read_file(kData + name)); }

DatasetInfo info_of(const std::vector<std::string>& classes) {
  DatasetInfo info;
  info.ann_file = kTruth;
  info.classes = classes;
  info.has_boxes = true;
  return info;
}

std::unique_ptr<Metric> make_detection_metric(const std::string& text, const DatasetInfo& info) {
  return make_metric(config::parse("m = " + text, "cfg.py").at("m"), "mmdet", info);
}

std::vector<std::array<float, 4>> boxes_of(const json& numbers) {
  std::vector<std::array<float, 4>> boxes;
  for (size_t i = 0; i + 3 < numbers.size(); i += 4)
    boxes.push_back({numbers[i].get<float>(), numbers[i + 1].get<float>(), numbers[i + 2].get<float>(),
                     numbers[i + 3].get<float>()});
  return boxes;
}

std::vector<Sample> samples_of_detection_metric(const json& recorded) {
  std::vector<Sample> samples;
  for (const json& source : recorded["samples"]) {
    Sample sample;
    sample.index = static_cast<int64_t>(samples.size());
    sample.truth.image_id = source.value("image_id", sample.index);
    if (source.contains("gt_bboxes")) {
      for (const auto& box : boxes_of(source["gt_bboxes"])) {
        const size_t i = sample.truth.boxes.size();
        sample.truth.boxes.push_back({box, source["gt_labels"][i].get<int32_t>(), source["gt_ignore"][i] == 1});
      }
    }
    Instances found;
    found.boxes = boxes_of(source["bboxes"]);
    found.scores = source["scores"].get<std::vector<float>>();
    found.labels = source["labels"].get<std::vector<int64_t>>();
    sample.prediction = std::move(found);
    samples.push_back(std::move(sample));
  }
  return samples;
}

struct Case {
  DatasetInfo info;
  std::vector<Sample> samples;
  json expected;
};

std::vector<Case> recorded_cases(const std::string& file) {
  const json document = read_detection_metric(file);
  std::vector<Case> cases;
  for (const json& recorded : document["cases"]) {
    const json& classes = recorded.contains("classes") ? recorded["classes"] : document["classes"];
    Case one{info_of(classes.get<std::vector<std::string>>()), samples_of_detection_metric(recorded),
             recorded["expected"]};
    one.info.voc_year = recorded.value("dataset_type", "");
    cases.push_back(std::move(one));
  }
  return cases;
}

/// The same keys in the same order, and the same numbers to the last bit: rounded ones leave no tolerance.
void expect_same(const Outcome& outcome, const json& expected, const json& order) {
  ASSERT_EQ(outcome.metrics.size(), expected.size());
  size_t at = 0;
  for (const auto& [key, value] : outcome.metrics.items()) {
    EXPECT_EQ(key, order.at(at++).get<std::string>());
    const json& want = expected.at(key);
    if (want.is_null())
      EXPECT_TRUE(std::isnan(value.get<double>())) << key;
    else
      EXPECT_EQ(value.get<double>(), want.get<double>()) << key;
  }
}

TEST(DetectionMetrics, EqualMmdet) {
  size_t checked = 0;
  for (const char* file : {"boxes_coco_metric.json", "voc_metric.json"}) {
    for (const Case& recorded : recorded_cases(file)) {
      for (const json& expected : recorded.expected) {
        SCOPED_TRACE(expected["config"].get<std::string>());
        const auto metric = make_detection_metric(expected["config"], recorded.info);
        for (const Sample& sample : recorded.samples) metric->add(sample);
        const Outcome outcome = metric->compute();
        expect_same(outcome, expected["metrics"], expected["keys"]);
        std::string text;
        for (const json& line : expected["lines"]) text += line.get<std::string>() + "\n";
        // What mmdet says as a warning is the first line of ours.
        const bool has_note = outcome.text.find("usually judged with") != std::string::npos;
        EXPECT_EQ(has_note ? outcome.text.substr(outcome.text.find('\n') + 1) : outcome.text, text);
        ++checked;
      }
    }
  }
  EXPECT_EQ(checked, 54U);
}

/// The numbers before they are rounded to three digits.
TEST(DetectionMetrics, EqualPycocotoolsToTheLastBit) {
  const CocoTruth truth = read_coco_truth(kTruth);
  for (const Case& recorded : recorded_cases("boxes_coco_metric.json")) {
    const json& expected = recorded.expected[2];
    ASSERT_THAT(expected["config"], HasSubstr("proposal_nums=(100, 1, 10), format_only=False)"));
    CocoParams params = coco_params(CocoKind::kBbox, CocoRules::kPycocotools);
    params.categories = categories_of(truth, recorded.info.classes);
    CocoResults results;
    for (const Sample& sample : recorded.samples) {
      const auto& found = std::get<Instances>(sample.prediction);
      for (size_t i = 0; i < found.size(); ++i) {
        const auto& box = found.boxes[i];
        const double x = box[0], y = box[1];
        results.detections.push_back({sample.truth.image_id,
                                      params.categories->at(static_cast<size_t>(found.labels[i])),
                                      found.scores[i],
                                      true,
                                      false,
                                      {x, y, box[2] - x, box[3] - y},
                                      {}});
      }
    }
    const std::vector<CocoStat> stats = coco_stats(evaluate_coco(truth, results, params));
    ASSERT_EQ(stats.size(), expected["stats"].size());
    for (size_t i = 0; i < stats.size(); ++i) EXPECT_EQ(stats[i].value, expected["stats"][i].get<double>()) << i;
  }
}

TEST(DetectionMetrics, NeitherOrderNorProcessesNorRepetitionsMatter) {
  for (const char* file : {"boxes_coco_metric.json", "voc_metric.json"}) {
    const Case recorded = std::move(recorded_cases(file).front());
    const std::vector<Sample>& samples = recorded.samples;
    for (const json& expected : recorded.expected) {
      const auto whole = make_detection_metric(expected["config"], recorded.info);
      const auto first = make_detection_metric(expected["config"], recorded.info);
      const auto second = make_detection_metric(expected["config"], recorded.info);
      for (size_t i = 0; i < samples.size(); ++i) {
        whole->add(samples[i]);
        (i % 3 == 0 ? first : second)->add(samples[samples.size() - 1 - i]);
      }
      first->add(samples.front());
      const std::string bytes = second->serialise();
      first->merge(bytes);
      EXPECT_EQ(first->compute().metrics.dump(), whole->compute().metrics.dump()) << expected["config"];
      EXPECT_EQ(first->size(), samples.size());
      for (size_t cut : {size_t{0}, size_t{10}, bytes.size() / 2, bytes.size() - 1})
        EXPECT_THROW(make_detection_metric(expected["config"], recorded.info)->merge(bytes.substr(0, cut)), Error)
            << cut;
    }
  }
}

TEST(DetectionMetrics, WriteResultsThatReadBack) {
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / "slipway_detection_metric_test";
  std::filesystem::remove_all(folder);
  const std::string prefix = (folder / "deep" / "run").string();
  const Case recorded = std::move(recorded_cases("boxes_coco_metric.json").front());
  const auto metric = make_detection_metric(
      "dict(type='CocoMetric', format_only=True, outfile_prefix='" + prefix + "')", recorded.info);
  for (const Sample& sample : recorded.samples) metric->add(sample);
  const Outcome outcome = metric->compute();
  ASSERT_THAT(outcome.files, ElementsAre(prefix + ".bbox.json"));
  EXPECT_THAT(outcome.metrics, IsEmpty());
  const CocoResults results = read_coco_results(outcome.files.front());
  size_t row = 0;
  for (const Sample& sample : recorded.samples) {
    for (const auto& box : std::get<Instances>(sample.prediction).boxes) {
      // Subtracted in double precision, as the library does.
      const std::array<double, 4> corners{box[0], box[1], box[2], box[3]};
      EXPECT_THAT(results.detections.at(row++).bbox,
                  ElementsAre(corners[0], corners[1], corners[2] - corners[0], corners[3] - corners[1]));
    }
  }
  CocoParams params = coco_params(CocoKind::kBbox, CocoRules::kPycocotools);
  const auto stats = coco_stats(evaluate_coco(read_coco_truth(kTruth), results, params));
  EXPECT_EQ(stats[0].value, recorded.expected[2]["stats"][0].get<double>());
  std::filesystem::remove_all(folder);
}

TEST(DetectionMetrics, NothingFoundIsZeroNotAnError) {
  Sample sample;
  sample.truth.image_id = 7;
  sample.truth.boxes = {{{1, 2, 30, 40}, 0, false}};
  sample.prediction = Instances{};
  for (const auto& [type, key] : {std::pair("CocoMetric", "coco/bbox_mAP"), std::pair("VOCMetric", "pascal_voc/mAP")}) {
    const auto metric = make_detection_metric(std::string("dict(type='") + type + "')", info_of({"person", "car"}));
    metric->add(sample);
    EXPECT_EQ(metric->compute().metrics[key].get<double>(), 0.0) << type;
  }
  // Where there is nothing to find, part of it is no number.
  sample.truth.boxes[0].ignore = true;
  const auto recall =
      make_detection_metric("dict(type='VOCMetric', metric='recall', proposal_nums=(5,))", info_of({"person"}));
  recall->add(sample);
  EXPECT_TRUE(std::isnan(recall->compute().metrics["pascal_voc/recall@5@0.5"].get<double>()));
}

TEST(DetectionMetrics, OfAPartOfTheImagesTheOthersDoNotCount) {
  const Case recorded = std::move(recorded_cases("boxes_coco_metric.json").front());
  const auto metric = make_detection_metric("dict(type='CocoMetric', metric_items=['AR@100'])", recorded.info);
  for (size_t i = 0; i < 2; ++i) metric->add(recorded.samples[i]);
  EXPECT_LT(metric->compute().metrics["coco/bbox_AR@100"].get<double>(),
            metric->compute({.partial = true}).metrics["coco/bbox_AR@100"].get<double>());
}

/// mmdet names the numbers of the category with the lowest id after the first category of the file.
TEST(DetectionMetrics, ClassesHaveTheirOwnNumbersWhateverTheOrderOfTheFile) {
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / "slipway_detection_order_test";
  std::filesystem::create_directories(folder);
  json truth = read_detection_metric("boxes_truth.json");
  std::reverse(truth["categories"].begin(), truth["categories"].end());
  io::write_file(folder / "gt.json", truth.dump());
  const Case recorded = std::move(recorded_cases("boxes_coco_metric.json").front());
  DatasetInfo info = recorded.info;
  const auto usual = make_detection_metric("dict(type='CocoMetric', classwise=True)", info);
  info.ann_file = (folder / "gt.json").string();
  const auto reversed = make_detection_metric("dict(type='CocoMetric', classwise=True)", info);
  for (Sample sample : recorded.samples) {
    usual->add(sample);
    for (int64_t& label : std::get<Instances>(sample.prediction).labels) label = 4 - label;
    reversed->add(sample);
  }
  const auto want = usual->compute().metrics;
  const auto have = reversed->compute().metrics;
  EXPECT_EQ(have.begin().key(), "coco/cart_precision");
  for (const auto& [key, value] : want.items()) EXPECT_EQ(have.at(key).dump(), value.dump()) << key;
  // Sorted, labels are positions among the ids again.
  const auto sorted = make_detection_metric("dict(type='CocoMetric', classwise=True, sort_categories=True)", info);
  for (const Sample& sample : recorded.samples) sorted->add(sample);
  EXPECT_EQ(sorted->compute().metrics.dump(), want.dump());
  std::filesystem::remove_all(folder);
}

TEST(DetectionMetrics, SayBeforeTheFirstSampleWhatTheyCannotJudge) {
  const auto error_of = [](auto&& body) -> std::string {
    try {
      body();
    } catch (const Error& e) {
      return e.what();
    }
    return "no error";
  };
  for (const char* type : {"CocoMetric", "VOCMetric"}) {
    const auto metric = make_detection_metric(std::string("dict(type='") + type + "')", info_of({"person", "car"}));
    Instances found;
    EXPECT_EQ(error_of([&] { metric->check(found, {}); }), "no error");
    found.boxes = {{1, 2, 3, 4}};
    found.scores = {0.5F};
    EXPECT_THAT(error_of([&] { metric->check(found, {}); }), HasSubstr("the model gives no classes"));
    found.labels = {1};
    EXPECT_EQ(error_of([&] { metric->check(found, {}); }), "no error");
    EXPECT_THAT(error_of([&] { metric->check(Classes{}, {}); }), HasSubstr("judges boxes, but the model gives none"));
    EXPECT_EQ(error_of([&] { metric->check_classes(2); }), "no error");
    EXPECT_THAT(error_of([&] { metric->check_classes(80); }),
                HasSubstr("the model has 80 classes, but the dataset has 2"));

    Sample sample;
    sample.truth.image_id = 7;
    sample.prediction = found;
    EXPECT_EQ(error_of([&] { metric->add(sample); }), "no error");
    std::get<Instances>(sample.prediction).labels[0] = 2;
    EXPECT_THAT(error_of([&] { metric->add(sample); }), HasSubstr("image 7 the label 2, but there are 2 classes"));
    std::get<Instances>(sample.prediction).labels.clear();
    EXPECT_THAT(error_of([&] { metric->add(sample); }), HasSubstr("differ in length"));
    std::get<Instances>(sample.prediction) = found;
    std::get<Instances>(sample.prediction).boxes[0][2] = std::numeric_limits<float>::infinity();
    EXPECT_THAT(error_of([&] { metric->add(sample); }), HasSubstr("not finite"));
    EXPECT_THAT(error_of([&] { make_detection_metric(std::string("dict(type='") + type + "')", info_of({})); }),
                HasSubstr("the dataset has no classes"));
  }
}

TEST(DetectionMetrics, RefuseOptionsWithTheirPlace) {
  const auto refuse = [](const std::string& options, DatasetInfo info = info_of({"person", "car"})) -> std::string {
    try {
      make_detection_metric("dict(\ntype=" + options + ")", info);
    } catch (const Error& e) {
      return e.what();
    }
    return "no error";
  };
  EXPECT_THAT(refuse("'CocoMetric', metric=['bbox', 'segm'], class_wise=True, iou_thrs=()"),
              AllOf(HasSubstr("cfg.py:2"), HasSubstr("'segm' is not supported; supported: 'bbox'"),
                    HasSubstr("class_wise"), HasSubstr("classwise"), HasSubstr("must be 1 to 32 numbers")));
  for (const char* kind : {"'proposal'", "'proposal_fast'", "'box'"})
    EXPECT_THAT(refuse(std::string("'CocoMetric', metric=") + kind),
                HasSubstr(std::string(kind) + " is not supported"));
  for (const auto& [options, message] : std::vector<std::pair<std::string, std::string>>{
           {"'CocoMetric', metric=()", "must not be empty"},
           {"'CocoMetric', proposal_nums=(100, 300)", "must be three numbers or more, not 2"},
           {"'CocoMetric', proposal_nums=(0, 1, 2)", "must be positive numbers"},
           {"'CocoMetric', use_mp_eval=True, proposal_nums=(9,), metric_items=['AR_l@1000']", "needs 3 numbers"},
           {"'CocoMetric', metric_items=['AP']", "'AP' is none of mAP, mAP_50"},
           {"'CocoMetric', classwise=True, iou_thrs=[0.5, 0.75]", "needs 6 thresholds or more"},
           {"'CocoMetric', format_only=True", "needs an outfile_prefix"},
           {"'CocoMetric', file_client_args=dict(backend='disk')", "'file_client_args'"},
           {"'CocoMetric', backend_args=dict(backend='s3')", "only files on this machine"},
           {"'CocoMetric', ann_file='/nowhere.json'", "/nowhere.json"},
           {"'VOCMetric', metric=['mAP', 'recall']", "must be 'mAP' or 'recall', not ['mAP', 'recall']"},
           {"'VOCMetric', eval_mode='points'", "supported: 'area', '11points'"},
           {"'VOCMetric', scale_ranges=[(0, 32)]", "mmdet has no name for what it computes"},
           {"'VOCMetric', iou_thrs=[]", "must not be empty"},
           {"'VOCMetric', proposal_nums=(0,)", "must be positive, not 0"},
           {"'VOCMetric', iou_thr=0.5", "iou_thrs"}}) {
    EXPECT_THAT(refuse(options), HasSubstr(message)) << options;
  }
  EXPECT_EQ(refuse("'CocoMetric', use_mp_eval=True, proposal_nums=(9,), iou_thrs=0.5, metric=('bbox',)"), "no error");
  EXPECT_EQ(refuse("'VOCMetric', scale_ranges=None, iou_thrs=(0.5, 0.6)"), "no error");
  DatasetInfo info = info_of({"bird"});
  EXPECT_THAT(refuse("'CocoMetric'", info), HasSubstr("none of its categories (person, ball, tree, car, cart) is a"));
  info.has_boxes = false;
  EXPECT_THAT(refuse("'VOCMetric'", info), HasSubstr("does not say which boxes are in its images"));
  info.ann_file.clear();
  EXPECT_THAT(refuse("'CocoMetric'", info), HasSubstr("there is no annotation file"));
}

}  // namespace
}  // namespace slipway::evaluate
