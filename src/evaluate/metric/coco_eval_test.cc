// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/metric/coco_eval.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/io.h"
#include "evaluate/metric/coco_summary.h"

namespace slipway::evaluate {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr double kTolerance = 1e-9;

std::vector<double> stats_of(const CocoTruth& truth, const CocoResults& results, const CocoParams& params) {
  std::vector<double> values;
  for (const CocoStat& stat : coco_stats(evaluate_coco(truth, results, params))) values.push_back(stat.value);
  return values;
}

std::vector<double> stats_of(const json& truth, const json& results, CocoKind kind,
                             CocoRules rules = CocoRules::kPycocotools) {
  return stats_of(parse_coco_truth(truth.dump(), "gt.json"), parse_coco_results(results.dump(), "dt.json"),
                  coco_params(kind, rules));
}

class RecordedCase : public ::testing::TestWithParam<const char*> {
 protected:
  void expect_recorded(const char* key, CocoKind kind, CocoRules rules, bool with_boxes) {
    const std::string folder = std::string(SLIPWAY_SOURCE_DIR "/test/data/coco-eval/") + GetParam() + "/";
    const auto expected = json::parse(io::read_file(folder + "expected.json")).at(key).get<std::vector<double>>();
    CocoResults results = read_coco_results(folder + "dt.json");
    // The keypoints were recorded from results without boxes, whose areas are those of the keypoints.
    for (CocoDetection& detection : results.detections) detection.has_bbox = detection.has_bbox && with_boxes;
    const std::vector<double> found = stats_of(read_coco_truth(folder + "gt.json"), results, coco_params(kind, rules));
    ASSERT_EQ(found.size(), expected.size());
    for (size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], kTolerance) << i;
  }
};

TEST_P(RecordedCase, Boxes) { expect_recorded("pycocotools_bbox", CocoKind::kBbox, CocoRules::kPycocotools, true); }
TEST_P(RecordedCase, Keypoints) {
  expect_recorded("pycocotools_keypoints", CocoKind::kKeypoints, CocoRules::kPycocotools, false);
}
TEST_P(RecordedCase, KeypointsOfXtcocotools) {
  expect_recorded("xtcocotools_keypoints", CocoKind::kKeypoints, CocoRules::kXtcocotools, false);
}

INSTANTIATE_TEST_SUITE_P(CocoEval, RecordedCase, ::testing::Values("case1", "case2", "case3"));

/// A JSON list, also of one element.
template <typename... Items>
json list(const Items&... items) {
  json result = json::array();
  (result.push_back(items), ...);
  return result;
}

/// One image, one category; boxes of 50 x 50 px at x = 0, 100, 200, ...
json truth_with(const json& annotations) {
  json truth{{"images", {{{"id", 1}}}}, {"categories", {{{"id", 1}, {"name", "thing"}}}}, {"annotations", annotations}};
  int64_t id = 1;
  for (json& annotation : truth["annotations"]) {
    const json defaults{{"id", id++}, {"image_id", 1}, {"category_id", 1}, {"iscrowd", 0}, {"area", 2500}};
    for (const auto& [key, value] : defaults.items()) {
      if (!annotation.contains(key)) annotation[key] = value;
    }
  }
  return truth;
}
json box_at(int x) { return json::array({x, 0, 50, 50}); }
json found_at(int x, double score) {
  return {{"image_id", 1}, {"category_id", 1}, {"score", score}, {"bbox", box_at(x)}};
}
double ap(const std::vector<double>& stats) { return stats[0]; }
double ar100(const std::vector<double>& stats) { return stats[8]; }

TEST(CocoEval, EmptySetsOfEitherKind) {
  const json truth = truth_with({{{"bbox", box_at(0)}}});
  // Nothing found: 0. Nothing to find: -1.
  EXPECT_EQ(ap(stats_of(truth, json::array(), CocoKind::kBbox)), 0);
  EXPECT_EQ(ap(stats_of(truth_with(json::array()), list(found_at(0, .5)), CocoKind::kBbox)), -1);
  EXPECT_EQ(ap(stats_of(truth_with(json::array()), json::array(), CocoKind::kBbox)), -1);
  EXPECT_NEAR(ap(stats_of(truth, list(found_at(0, .5)), CocoKind::kBbox)), 1, kTolerance);
}

TEST(CocoEval, OfEqualScoresTheEarlierComesFirst) {
  const json truth = truth_with({{{"bbox", box_at(0)}}});
  EXPECT_NEAR(ap(stats_of(truth, list(found_at(0, .5), found_at(300, .5)), CocoKind::kBbox)), 1, kTolerance);
  EXPECT_NEAR(ap(stats_of(truth, list(found_at(300, .5), found_at(0, .5)), CocoKind::kBbox)), .5, kTolerance);
}

TEST(CocoEval, ACrowdHidesWhatLiesInIt) {
  const json truth =
      truth_with({{{"bbox", box_at(0)}}, {{"bbox", {100, 0, 300, 50}}, {"iscrowd", 1}, {"area", 15000}}});
  const json results = list(found_at(100, .9), found_at(200, .8), found_at(0, .5));
  EXPECT_NEAR(ap(stats_of(truth, results, CocoKind::kBbox)), 1, kTolerance);
}

TEST(CocoEval, OnlyTheBestHundredOfAnImageCount) {
  json results;
  for (int i = 0; i < 100; ++i) results.push_back(found_at(1000 + 100 * i, .9));
  results.push_back(found_at(0, .5));
  EXPECT_EQ(ar100(stats_of(truth_with({{{"bbox", box_at(0)}}}), results, CocoKind::kBbox)), 0);
  results.erase(results.begin());
  EXPECT_EQ(ar100(stats_of(truth_with({{{"bbox", box_at(0)}}}), results, CocoKind::kBbox)), 1);
}

TEST(CocoEval, OfTwoAnnotationsWithOneIdTheLastCountsTwice) {
  const json truth = truth_with({{{"id", 5}, {"bbox", box_at(0)}}, {{"id", 5}, {"bbox", box_at(100)}}});
  EXPECT_EQ(ar100(stats_of(truth, list(found_at(0, .5)), CocoKind::kBbox)), 0);
  EXPECT_EQ(ar100(stats_of(truth, list(found_at(100, .5)), CocoKind::kBbox)), .5);
}

TEST(CocoEval, AnAnnotationWithIdZeroIsNeverFoundByPycocotools) {
  const json truth = truth_with({{{"id", 0}, {"bbox", box_at(0)}}});
  EXPECT_EQ(ar100(stats_of(truth, list(found_at(0, .5)), CocoKind::kBbox)), 0);
  EXPECT_EQ(ar100(stats_of(truth, list(found_at(0, .5)), CocoKind::kBbox, CocoRules::kXtcocotools)), 1);
}

TEST(CocoEval, WhatIsOfUnknownCategoriesOrImagesIsLeftOut) {
  json truth = truth_with(
      {{{"bbox", box_at(0)}}, {{"bbox", box_at(100)}, {"category_id", 9}}, {{"bbox", box_at(200)}, {"image_id", 9}}});
  json stray = found_at(300, .9);
  stray["category_id"] = 9;
  EXPECT_NEAR(ap(stats_of(truth, list(stray, found_at(0, .5)), CocoKind::kBbox)), 1, kTolerance);
  truth["categories"] = json::array();
  EXPECT_EQ(ap(stats_of(truth, list(found_at(0, .5)), CocoKind::kBbox)), -1);
}

TEST(CocoEval, CategoriesWithoutAnnotationsDoNotCount) {
  json truth = truth_with({{{"bbox", box_at(0)}}});
  truth["categories"].push_back({{"id", 2}, {"name", "other"}});
  json other = found_at(0, .9);
  other["category_id"] = 2;
  EXPECT_NEAR(ap(stats_of(truth, list(found_at(0, .5), other), CocoKind::kBbox)), 1, kTolerance);
  const std::vector<ClassRow> rows = class_rows(evaluate_coco(parse_coco_truth(truth.dump(), "gt"),
                                                              parse_coco_results(list(found_at(0, .5)).dump(), "dt"),
                                                              coco_params(CocoKind::kBbox, CocoRules::kPycocotools)));
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_TRUE(std::isnan(rows[1].values[0]));
  EXPECT_EQ(class_table(rows),
            "+----------+-----+--------+--------+-------+-------+-------+\n"
            "| category | mAP | mAP_50 | mAP_75 | mAP_s | mAP_m | mAP_l |\n"
            "+----------+-----+--------+--------+-------+-------+-------+\n"
            "| thing    | 1.0 | 1.0    | 1.0    | nan   | 1.0   | nan   |\n"
            "| other    | nan | nan    | nan    | nan   | nan   | nan   |\n"
            "+----------+-----+--------+--------+-------+-------+-------+\n");
}

json person(int v, int num_keypoints) {
  json annotation{{"bbox", box_at(0)}, {"num_keypoints", num_keypoints}, {"keypoints", json::array()}};
  for (int k = 0; k < 17; ++k) {
    for (int number : {k, 2 * k, v}) annotation["keypoints"].push_back(number);
  }
  return annotation;
}
json pose(double score, double visible) {
  json detection{{"image_id", 1}, {"category_id", 1}, {"score", score}, {"keypoints", json::array()}};
  for (int k = 0; k < 17; ++k) {
    for (double number : {1. * k, 2. * k, visible}) detection["keypoints"].push_back(number);
  }
  return detection;
}

TEST(CocoEval, WhoIsWithoutKeypointsDependsOnTheLibrary) {
  const auto ap_of = [](const json& annotation, double visible, CocoRules rules) {
    return ap(stats_of(truth_with(list(annotation)), list(pose(.5, visible)), CocoKind::kKeypoints, rules));
  };
  for (CocoRules rules : {CocoRules::kPycocotools, CocoRules::kXtcocotools}) {
    EXPECT_NEAR(ap_of(person(2, 17), 1, rules), 1, kTolerance);
    EXPECT_EQ(ap_of(person(0, 0), 1, rules), -1);
  }
  EXPECT_EQ(ap_of(person(2, 0), 1, CocoRules::kPycocotools), -1);
  EXPECT_NEAR(ap_of(person(2, 0), 1, CocoRules::kXtcocotools), 1, kTolerance);
  // A detection of which no keypoint is seen.
  EXPECT_NEAR(ap_of(person(2, 17), 0, CocoRules::kPycocotools), 1, kTolerance);
  EXPECT_EQ(ap_of(person(2, 17), 0, CocoRules::kXtcocotools), 0);
}

TEST(CocoEval, AreasFromBoxes) {
  json truth = truth_with(list(person(2, 17)));
  truth["annotations"][0].erase("area");
  const CocoTruth parsed = parse_coco_truth(truth.dump(), "gt.json");
  const CocoResults results = parse_coco_results(list(pose(.5, 1)).dump(), "dt.json");
  CocoParams params = coco_params(CocoKind::kKeypoints, CocoRules::kXtcocotools);
  EXPECT_THROW(evaluate_coco(parsed, results, params), Error);
  params.use_area = false;
  const std::vector<double> stats = stats_of(parsed, results, params);
  EXPECT_NEAR(ap(stats), 1, kTolerance);
  // 0.53 * 50 * 50 = 1325 px^2 is medium.
  EXPECT_NEAR(stats[3], 1, kTolerance);
  EXPECT_EQ(stats[4], -1);
}

template <typename Body>
std::string error_of(Body&& body) {
  try {
    body();
  } catch (const Error& e) {
    return e.what();
  }
  return "no error";
}

TEST(CocoEval, SaysWhatAFileLacks) {
  const auto evaluation_error = [](const json& truth, const json& results, CocoKind kind) {
    return error_of([&] { stats_of(truth, results, kind); });
  };
  const json good = truth_with({{{"bbox", box_at(0)}}});
  json bad = found_at(0, .5);
  bad["image_id"] = 77;
  EXPECT_THAT(evaluation_error(good, list(found_at(0, .5), bad), CocoKind::kBbox),
              HasSubstr("dt.json: results[1] is of image 77, which gt.json does not have"));
  EXPECT_THAT(evaluation_error(good, list(pose(.5, 1)), CocoKind::kBbox),
              ::testing::StrEq("dt.json: results[0] has no 'bbox'"));
  EXPECT_THAT(evaluation_error(good, list(found_at(0, .5)), CocoKind::kKeypoints), HasSubstr("no 'keypoints'"));
  json truth = truth_with(list(person(2, 17)));
  EXPECT_THAT(evaluation_error(truth_with({{{"area", 5}}}), list(found_at(0, .5)), CocoKind::kBbox),
              HasSubstr("annotation 1 has no 'bbox'"));
  truth["annotations"][0].erase("num_keypoints");
  EXPECT_THAT(evaluation_error(truth, list(pose(.5, 1)), CocoKind::kKeypoints),
              HasSubstr("annotation 1 has no 'num_keypoints'"));
  json short_pose = pose(.5, 1);
  for (int i = 0; i < 3; ++i) short_pose["keypoints"].erase(0);
  EXPECT_THAT(evaluation_error(truth_with(list(person(2, 17))), list(short_pose), CocoKind::kKeypoints),
              HasSubstr("dt.json: results[0] has 16 keypoints, but gt.json: annotation 1 has 17"));
  json no_annotations = good;
  no_annotations.erase("annotations");
  EXPECT_THAT(evaluation_error(no_annotations, json::array(), CocoKind::kBbox), HasSubstr("has no 'annotations'"));
}

TEST(CocoEval, SaysWhereAFileIsWrong) {
  const auto truth_error = [](const std::string& text) { return error_of([&] { parse_coco_truth(text, "gt.json"); }); };
  EXPECT_THAT(truth_error("{"), AllOf(HasSubstr("gt.json"), HasSubstr("not valid JSON")));
  EXPECT_THAT(truth_error(""), HasSubstr("not valid JSON"));
  EXPECT_THAT(truth_error("[1]"), HasSubstr("must be an object with 'images', 'annotations' and 'categories'"));
  EXPECT_THAT(truth_error("{}"), HasSubstr("there is no 'images'"));
  EXPECT_THAT(truth_error(R"({"images": []})"), HasSubstr("there is no 'categories'"));
  EXPECT_THAT(truth_error(R"({"images": {}})"), HasSubstr("'images' must be a list"));
  EXPECT_THAT(truth_error(R"({"images": 5})"), HasSubstr("'images' must be a list"));
  EXPECT_THAT(truth_error(R"({"images": [1]})"), HasSubstr("images[0] must be an object"));
  EXPECT_THAT(truth_error(R"({"images": [[1]]})"), HasSubstr("images[0] must be an object"));
  EXPECT_THAT(truth_error(R"({"images": [{"id": 1}, {"id": "a"}]})"),
              HasSubstr("'id' of images[1] must be a whole number, not a string"));
  EXPECT_THAT(truth_error(R"({"annotations": [{"id": 1, "image_id": 1.5}]})"),
              HasSubstr("'image_id' of annotations[0]"));
  const std::string head = R"({"annotations": [{"id": 1, "image_id": 1, "category_id": 1, )";
  EXPECT_THAT(truth_error(head + R"("bbox": [1, 2]}]})"),
              HasSubstr("'bbox' of annotations[0] must be 4 numbers, not 2"));
  EXPECT_THAT(truth_error(head + R"("bbox": {"x": 1}}]})"), HasSubstr("'bbox' of annotations[0] must be a list"));
  EXPECT_THAT(truth_error(head + R"("area": "big"}]})"), HasSubstr("'area' of annotations[0] must be a number"));
  EXPECT_THAT(truth_error(head + R"("keypoints": [1, 2]}]})"), HasSubstr("must be 3 numbers each, not 2"));
  EXPECT_THAT(truth_error(head + R"("keypoints": [1, 2, null]}]})"), HasSubstr("must hold numbers, not null"));

  const auto results_error = [](const std::string& text) {
    return error_of([&] { parse_coco_results(text, "dt.json"); });
  };
  EXPECT_THAT(results_error("{}"), HasSubstr("must be a list of detections"));
  EXPECT_THAT(results_error("[5]"), HasSubstr("results[0] must be an object"));
  EXPECT_THAT(results_error(R"([{"image_id": 1, "category_id": 1, "bbox": [1,2,3,4]}])"),
              HasSubstr("results[0] has no 'score'"));
  EXPECT_THAT(results_error(R"([{"image_id": 1, "category_id": 1, "score": 1}])"),
              HasSubstr("neither 'bbox' nor 'keypoints'"));
  EXPECT_THAT(results_error(R"([{"image_id": 1, "caption": "a dog"}])"), HasSubstr("is a caption"));
}

TEST(CocoData, KeepsWhatEvaluationNeedsOnly) {
  const CocoTruth truth = parse_coco_truth(
      R"({"info": {"images": [1]}, "images": [{"id": 3.0, "file_name": "a"}], "categories": [{"id": 2, "name": "cat"}],
          "annotations": [{"id": 1, "image_id": 3, "category_id": 2, "segmentation": [[1, 2]], "bbox": [], "iscrowd": true,
                           "keypoints": [1, 2.5, 2]}], "licenses": null})",
      "gt.json");
  EXPECT_EQ(truth.image_ids, std::vector<int64_t>{3});
  EXPECT_EQ(truth.category_names.at(2), "cat");
  ASSERT_EQ(truth.annotations.size(), 1U);
  EXPECT_TRUE(truth.annotations[0].is_crowd);
  EXPECT_FALSE(truth.annotations[0].has_bbox);
  EXPECT_FALSE(truth.annotations[0].has_area);
  EXPECT_EQ(truth.annotations[0].num_keypoints, -1);
  EXPECT_THAT(truth.keypoints(truth.annotations[0]), ::testing::ElementsAre(1, 2.5, 2));
}

}  // namespace
}  // namespace slipway::evaluate
