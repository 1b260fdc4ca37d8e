// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/metric/class_metric.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/io.h"

namespace slipway::evaluate {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

std::unique_ptr<Metric> make(const std::string& text, const DatasetInfo& info = {}) {
  return make_metric(config::parse("m = " + text).at("m"), "mmpretrain", info);
}

const json& recorded() {
  static const json document = json::parse(io::read_file(SLIPWAY_SOURCE_DIR "/test/data/metric/class_metric.json"));
  return document;
}

std::vector<Sample> samples_of(const json& recorded_case) {
  std::vector<Sample> samples;
  for (size_t i = 0; i < recorded_case["labels"].size(); ++i) {
    Sample sample;
    sample.index = static_cast<int64_t>(i);
    sample.truth.label = recorded_case["labels"][i];
    Classes result;
    result.scores = recorded_case["scores"][i].get<std::vector<float>>();
    result.labels = {std::max_element(result.scores.begin(), result.scores.end()) - result.scores.begin()};
    sample.prediction = result;
    samples.push_back(sample);
  }
  return samples;
}

Sample sample(int64_t index, int64_t label, std::vector<float> scores) {
  Sample result;
  result.index = index;
  result.truth.label = label;
  result.prediction = Classes{std::move(scores), {0}};
  return result;
}

/// Means of classes are summed in another order than the library sums them, in single precision both.
void expect_equal(const nlohmann::ordered_json& found, const json& expected, const std::string& what) {
  ASSERT_EQ(found.size(), expected.size()) << what;
  for (const auto& [key, value] : expected.items()) {
    ASSERT_TRUE(found.contains(key)) << what << key << " is missing in " << found.dump();
    const json flat = json{{"v", value}}.flatten();
    const json found_flat = json{{"v", json::parse(found[key].dump())}}.flatten();
    ASSERT_EQ(flat.size(), found_flat.size()) << what << key;
    for (const auto& [path, number] : flat.items()) {
      const double wanted = number.get<double>();
      EXPECT_NEAR(found_flat.at(path).get<double>(), wanted, 2e-7 * std::abs(wanted)) << what << key << path;
    }
  }
}

TEST(ClassMetrics, EqualTheLibrarys) {
  size_t checked = 0;
  for (const json& recorded_case : recorded()["cases"]) {
    for (const json& expected : recorded_case["expected"]) {
      const auto metric = make(expected["config"]);
      for (const Sample& sample : samples_of(recorded_case)) metric->add(sample);
      expect_equal(metric->compute().metrics, expected["metrics"], expected["config"].get<std::string>() + ": ");
      ++checked;
    }
  }
  EXPECT_EQ(checked, 24U);
}

TEST(ClassMetrics, LabelsThatDoNotExcludeEachOtherCountByTheirScores) {
  for (const json& recorded_case : recorded()["cases"]) {
    const std::string config = recorded_case["expected"][0]["config"];
    const auto metric = make(config);
    const auto same = make(config);
    for (Sample sample : samples_of(recorded_case)) {
      same->add(sample);
      sample.prediction = Classes{std::get<Classes>(sample.prediction).scores, {}, 0.5F};
      metric->add(sample);
    }
    EXPECT_EQ(metric->compute().metrics, same->compute().metrics);
  }
  Sample nothing;
  nothing.truth.label = 0;
  nothing.prediction = Classes{{}, {}, 0.0F};
  EXPECT_THROW(make(recorded()["cases"][0]["expected"][0]["config"])->add(nothing), Error);
}

TEST(ClassMetrics, NeitherOrderNorProcessesNorRepetitionsMatter) {
  const json& recorded_case = recorded()["cases"][1];
  const std::vector<Sample> samples = samples_of(recorded_case);
  for (const json& expected : recorded_case["expected"]) {
    const auto whole = make(expected["config"]);
    const auto first = make(expected["config"]);
    const auto second = make(expected["config"]);
    for (size_t i = 0; i < samples.size(); ++i) {
      whole->add(samples[samples.size() - 1 - i]);
      (i % 3 == 0 ? first : second)->add(samples[i]);
    }
    second->add(samples[0]);
    first->merge(second->serialise());
    EXPECT_EQ(first->compute().metrics, whole->compute().metrics) << expected["config"];
    // A process that got nothing takes the others'.
    const auto empty = make(expected["config"]);
    empty->merge(whole->serialise());
    empty->merge(make(expected["config"])->serialise());
    EXPECT_EQ(empty->compute().metrics, whole->compute().metrics) << expected["config"];
  }
}

TEST(ClassMetrics, RefuseBytesOfOthers) {
  const auto accuracy = make("dict(type='Accuracy')");
  accuracy->add(sample(0, 1, {.2F, .8F}));
  const std::string bytes = accuracy->serialise();
  EXPECT_THROW(make("dict(type='ConfusionMatrix')")->merge(bytes), Error);
  EXPECT_THROW(make("dict(type='Accuracy')")->merge(bytes.substr(0, bytes.size() - 1)), Error);
  EXPECT_THROW(make("dict(type='Accuracy')")->merge(bytes + "x"), Error);
  EXPECT_THROW(make("dict(type='Accuracy')")->merge(""), Error);
  const auto other = make("dict(type='Accuracy')");
  other->add(sample(1, 1, {.2F, .3F, .5F}));
  EXPECT_THROW(other->merge(bytes), Error);
}

TEST(ClassMetrics, SayWhatIsWrongWithASample) {
  const auto error_of = [](const std::string& config, const Sample& bad) -> std::string {
    const auto metric = make(config);
    try {
      metric->add(sample(0, 1, {.2F, .8F}));
      metric->add(bad);
    } catch (const Error& e) {
      return e.what();
    }
    return "no error";
  };
  Sample pose;
  pose.prediction = Instances{};
  pose.truth.label = 0;
  EXPECT_THAT(error_of("dict(type='Accuracy')", pose),
              HasSubstr("Accuracy judges classes of images, but the model gives instances or maps"));
  EXPECT_THAT(error_of("dict(type='Accuracy')", sample(1, -1, {.2F, .8F})), HasSubstr("sample 1 has no label"));
  EXPECT_THAT(error_of("dict(type='Accuracy')", sample(1, 0, {.2F, .7F, .1F})),
              HasSubstr("has 3 scores, those before it 2"));
  EXPECT_THAT(error_of("dict(type='Accuracy')", sample(1, 0, {NAN, .7F})), HasSubstr("not finite"));
  EXPECT_THAT(error_of("dict(type='Accuracy', topk=(1, 5))", {}),
              HasSubstr("top-5 accuracy is not defined: the model has 2 classes"));
  for (const char* config : {"dict(type='SingleLabelMetric')", "dict(type='ConfusionMatrix')"}) {
    EXPECT_THAT(error_of(config, sample(1, 2, {.2F, .8F})),
                HasSubstr("sample 1 has the label 2, but there are 2 classes"));
  }
  EXPECT_THROW(make("dict(type='Accuracy')")->compute(), Error);
}

TEST(ClassMetrics, SayBeforeTheFirstSampleWhatTheyCannotJudge) {
  const auto metric = make("dict(type='Accuracy', topk=(1, 5))");
  const auto error_of = [&](const Result& result, int64_t label) {
    try {
      GroundTruth truth;
      truth.label = label;
      metric->check(result, truth);
    } catch (const Error& e) {
      return std::string(e.what());
    }
    return std::string("no error");
  };
  EXPECT_EQ(error_of(Classes{std::vector<float>(5), {0}}, 0), "no error");
  EXPECT_EQ(error_of(Classes{}, 0), "no error");
  EXPECT_EQ(error_of(Instances{}, 0), "Accuracy judges classes of images, but the model gives instances or maps");
  EXPECT_EQ(error_of(Classes{}, -1), "Accuracy needs labels, but the dataset has none");
  EXPECT_THAT(error_of(Classes{std::vector<float>(4), {0}}, 0), HasSubstr("the model has 4 classes"));
  EXPECT_EQ(metric->size(), 0U);
}

TEST(ClassMetrics, LabelsWithoutScores) {
  const auto add = [](Metric& metric) {
    for (const auto& [index, label, predicted] : {std::array{0, 0, 0}, {1, 2, 1}, {2, 1, 1}, {3, 3, 3}}) {
      Sample sample;
      sample.index = index;
      sample.truth.label = label;
      sample.prediction = Classes{{}, {predicted}};
      metric.add(sample);
    }
  };
  const auto accuracy = make("dict(type='Accuracy', topk=(1, 5))");
  add(*accuracy);
  EXPECT_EQ(accuracy->compute().metrics.dump(), R"({"accuracy/top1":75.0})");
  const auto single = make("dict(type='SingleLabelMetric', num_classes=4)");
  add(*single);
  const auto metrics = single->compute().metrics;
  EXPECT_FLOAT_EQ(metrics["single-label/precision"].get<float>(), 62.5F);
  EXPECT_FLOAT_EQ(metrics["single-label/recall"].get<float>(), 75.F);
  EXPECT_FLOAT_EQ(metrics["single-label/f1-score"].get<float>(), 66.66667F);
  const auto matrix = make("dict(type='ConfusionMatrix', num_classes=4)");
  add(*matrix);
  EXPECT_EQ(matrix->compute().metrics.dump(),
            R"({"confusion_matrix/result":[[1,0,0,0],[0,1,0,0],[0,1,0,0],[0,0,0,1]]})");
  EXPECT_EQ(matrix->compute().text,
            "confusion_matrix/result: \n"
            "tensor([[1, 0, 0, 0],\n"
            "        [0, 1, 0, 0],\n"
            "        [0, 1, 0, 0],\n"
            "        [0, 0, 0, 1]])\n");
  EXPECT_THROW(add(*make("dict(type='ConfusionMatrix')")), Error);
}

}  // namespace
}  // namespace slipway::evaluate
