// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// PCKAccuracy, AUC, EPE and NME against what mmpose said of the same results (test/data/metric/record_keypoints.py).
#include "evaluate/metric/keypoint_distance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/io.h"
#include "slipway/error.h"

namespace slipway::evaluate {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

const json& keypoint_cases() {
  static const json kRecorded = json::parse(io::read_file(SLIPWAY_SOURCE_DIR "/test/data/metric/keypoint_metric.json"));
  return kRecorded;
}

DatasetInfo horses() {
  DatasetInfo info;
  info.dataset_name = "horse10";
  info.num_keypoints = 7;
  return info;
}

std::unique_ptr<Metric> keypoint_metric(const std::string& text, const DatasetInfo& info = horses()) {
  return make_metric(config::parse("metric = " + text, "cfg.py").at("metric"), "mmpose", info);
}

std::vector<std::array<float, 2>> points_of(const json& flat) {
  std::vector<std::array<float, 2>> points;
  for (size_t i = 0; i + 1 < flat.size(); i += 2) points.push_back({flat[i], flat[i + 1]});
  return points;
}

Sample sample_of(const json& recorded, size_t index) {
  Sample sample;
  sample.index = static_cast<int64_t>(index);
  if (recorded.contains("head")) sample.truth.head_size = recorded["head"][0];
  recorded["box"].get_to(sample.truth.person_box);
  sample.truth.keypoints = points_of(recorded["truth"]);
  for (const json& visible : recorded["visible"]) sample.truth.keypoints_visible.push_back(visible != 0.0 ? 1 : 0);
  Instances found;
  found.boxes = {sample.truth.person_box};
  found.scores = {1};
  found.keypoints = {points_of(recorded["found"])};
  found.keypoint_scores = {std::vector<float>(found.keypoints[0].size(), 1)};
  sample.prediction = found;
  return sample;
}

Sample keypoint_sample(size_t index) { return sample_of(keypoint_cases()["samples"][index], index); }

/// In any order, and by two processes, the numbers are the recorded ones.
void expect_recorded(const json& c, const json& samples, const DatasetInfo& info) {
  const std::unique_ptr<Metric> whole = keypoint_metric(c["metric"], info), first = keypoint_metric(c["metric"], info),
                                second = keypoint_metric(c["metric"], info);
  const size_t count = samples.size();
  for (size_t i = 0; i < count; ++i) {
    whole->add(sample_of(samples[count - 1 - i], count - 1 - i));
    (i % 3 == 0 ? first : second)->add(sample_of(samples[i], i));
  }
  first->merge(second->serialise());
  for (Metric* metric : {whole.get(), first.get()}) {
    const Outcome outcome = metric->compute();
    ASSERT_EQ(outcome.metrics.size(), c["expected"].size());
    for (const auto& [key, value] : c["expected"].items())
      EXPECT_DOUBLE_EQ(outcome.metrics.at(key).get<double>(), value.get<double>()) << key;
  }
}

class KeypointRecorded : public testing::TestWithParam<size_t> {};

TEST_P(KeypointRecorded, EqualsTheOriginal) {
  const json& recorded = keypoint_cases()["cases"][GetParam()];
  DatasetInfo info = horses();
  info.keypoints_in_f64 = recorded.contains("f64");
  expect_recorded(recorded, keypoint_cases()["samples"], info);
}

INSTANTIATE_TEST_SUITE_P(Metrics, KeypointRecorded, testing::Range<size_t>(0, keypoint_cases()["cases"].size()));

TEST(PartMetrics, EqualTheOriginals) {
  const json parts = json::parse(io::read_file(SLIPWAY_SOURCE_DIR "/test/data/metric/part_metric.json"));
  for (const auto& [name, recorded] : parts.items()) {
    DatasetInfo info;
    info.dataset_name = name;
    info.num_keypoints = static_cast<int64_t>(recorded["samples"][0]["visible"].size());
    for (const json& c : recorded["cases"]) {
      SCOPED_TRACE(name + ", " + c["metric"].get<std::string>());
      expect_recorded(c, recorded["samples"], info);
    }
  }
}

template <typename Body>
std::string error_of_keypoints(Body&& body) {
  try {
    body();
  } catch (const Error& e) {
    return e.what();
  }
  return "no error";
}

TEST(KeypointMetrics, RefuseWhatTheyCannotJudge) {
  const auto make = [](const char* text) { return error_of_keypoints([&] { keypoint_metric(text); }); };
  EXPECT_THAT(make("dict(type='MpiiPCKAccuracy')"), HasSubstr("judges MPII's 16 keypoints, the dataset has 7"));
  EXPECT_THAT(make("dict(type='JhmdbPCKAccuracy')"), HasSubstr("judges JHMDB's 15 keypoints, the dataset has 7"));
  EXPECT_THAT(make("dict(type='PCKAccuracy', norm_item='hed')"), HasSubstr("'hed' is not known"));
  EXPECT_THAT(make("dict(type='PCKAccuracy', thrs=1)"), HasSubstr("thrs"));
  EXPECT_THAT(make("dict(type='AUC', num_thrs=0)"), HasSubstr("at least 1"));
  EXPECT_THAT(make("dict(type='NME', norm_mode='use_norm_item', norm_item='box')"), HasSubstr("supported: bbox_size"));
  EXPECT_THAT(make("dict(type='NME', norm_mode='keypoint_distance', keypoint_indices=[1, 9])"),
              HasSubstr("has 7 keypoints, so none has the index 9"));
  DatasetInfo other = horses();
  other.dataset_name = "cows";
  EXPECT_THAT(error_of_keypoints([&] { keypoint_metric("dict(type='NME', norm_mode='keypoint_distance')", other); }),
              HasSubstr("knows none for the dataset 'cows'"));

  const auto headless = keypoint_metric("dict(type='PCKAccuracy', norm_item='head')");
  EXPECT_THAT(error_of_keypoints([&] { headless->add(keypoint_sample(0)); }), HasSubstr("headbox_file"));

  const std::unique_ptr<Metric> epe = keypoint_metric("dict(type='EPE')");
  const auto add = [&](const Sample& sample) { return error_of_keypoints([&] { epe->add(sample); }); };
  Sample sample = keypoint_sample(0);
  sample.truth.keypoints.clear();
  EXPECT_THAT(add(sample), HasSubstr("data_mode='topdown' without a bbox_file"));
  sample = keypoint_sample(0);
  std::get<Instances>(sample.prediction).keypoints[0].pop_back();
  EXPECT_THAT(add(sample), HasSubstr("the model gives 6 keypoints, but the dataset has 7"));
  sample = keypoint_sample(0);
  std::get<Instances>(sample.prediction).keypoints[0][2][1] = NAN;
  EXPECT_THAT(add(sample), HasSubstr("not finite"));
  sample.prediction = Classes{};
  EXPECT_THAT(add(sample), HasSubstr("the model gives none"));
  EXPECT_THAT(error_of_keypoints([&] { epe->compute(); }), HasSubstr("no samples"));
}

}  // namespace
}  // namespace slipway::evaluate
