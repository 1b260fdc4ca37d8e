// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Metrics that write files for programs of others: what mmpose and mmseg wrote of the same
// (test/data/metric/record_files.py).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/io.h"
#include "evaluate/metric/metric.h"

namespace slipway::evaluate {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const fs::path kRecordedFiles = SLIPWAY_SOURCE_DIR "/test/data/metric";

json read_recorded(const char* name) { return json::parse(io::read_file(kRecordedFiles / name)); }

std::unique_ptr<Metric> file_metric(const std::string& text, const DatasetInfo& info, const std::string& scope) {
  return make_metric(config::parse("m = " + text, "cfg.py").at("m"), scope, info);
}

template <typename Body>
std::string error_of_files(Body&& body) {
  try {
    body();
  } catch (const Error& e) {
    return e.what();
  }
  return "no error";
}

class PoseTrackFiles : public testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(folder_.path() / "val");
    fs::copy(kRecordedFiles / "coco_truth.json", folder_.path() / "posetrack18_val.json");
    for (const auto& [name, video] : recorded_["videos"].items())
      io::write_file(folder_.path() / "val" / name, video.dump());
    info_.dataset_name = "posetrack18";
    info_.num_keypoints = 17;
    info_.sigmas = people_["sigmas"].get<std::vector<double>>();
  }

  /// @param text with {} where the file and the prefix go
  std::unique_ptr<Metric> make(std::string text, const std::string& prefix = "out/some") {
    const std::string place = "ann_file='" + (folder_.path() / "posetrack18_val.json").string() +
                              "', outfile_prefix='" + (folder_.path() / prefix).string() + "'";
    return file_metric(text.replace(text.find("{}"), 2, place), info_, "mmpose");
  }

  std::vector<Sample> samples() const {
    std::vector<Sample> result;
    for (const json& source : people_["cases"][1]["samples"]) {
      Sample sample;
      sample.index = source["index"];
      sample.truth.image_id = source["image_id"];
      sample.truth.instance_id = source["instance_id"].get<int64_t>();
      sample.truth.bbox_areas = source["bbox_areas"].get<std::vector<float>>();
      Instances pose;
      pose.scores = source["bbox_scores"].get<std::vector<float>>();
      auto& box = pose.boxes.emplace_back();
      source["bboxes"].get_to(box);
      const auto points = source["keypoints"].get<std::vector<float>>();
      auto& keypoints = pose.keypoints.emplace_back();
      for (size_t k = 0; k < points.size(); k += 2) keypoints.push_back({points[k], points[k + 1]});
      pose.keypoint_scores = {source["keypoint_scores"].get<std::vector<float>>()};
      sample.prediction = pose;
      result.push_back(sample);
    }
    return result;
  }

  json people_ = read_recorded("coco_metric.json"), recorded_ = read_recorded("file_metric.json")["posetrack"];
  io::TemporaryFolder folder_{"slipway-posetrack"};
  DatasetInfo info_;
};

TEST_F(PoseTrackFiles, EqualThoseOfMmpose) {
  ASSERT_EQ(recorded_["cases"].size(), 3U);
  for (const json& expected : recorded_["cases"]) {
    SCOPED_TRACE(expected["config"].get<std::string>());
    const auto metric = make(expected["config"]), other = make(expected["config"]);
    for (const Sample& sample : samples()) (sample.index % 2 == 0 ? metric : other)->add(sample);
    metric->merge(other->serialise());
    const Outcome outcome = metric->compute();
    EXPECT_TRUE(outcome.metrics.empty());
    ASSERT_EQ(outcome.files.size(), expected["files"].size());
    for (const auto& [name, content] : expected["files"].items()) {
      const std::string text = io::read_file(folder_.path() / "out" / name);
      // Every number to its last bit; the text is laid out as Python lays it out.
      EXPECT_EQ(json::parse(text), content) << name;
      EXPECT_THAT(text, testing::StartsWith("{\n    \"annotations\": [\n        {\n            \"image_id\": "));
    }
  }
}

TEST_F(PoseTrackFiles, NumbersAreOfAnotherProgram) {
  EXPECT_THAT(
      error_of_files([&] { make("dict(type='PoseTrack18Metric', {})"); }),
      AllOf(HasSubstr("cfg.py:1"), HasSubstr("poseval"), HasSubstr("format_only=True"), HasSubstr("CocoMetric")));
  const auto refuse = [&](const std::string& more) {
    return error_of_files(
        [&] { file_metric("dict(type='PoseTrack18Metric', format_only=True" + more + ")", info_, "mmpose"); });
  };
  EXPECT_THAT(refuse(", ann_file='a_val.json'"), HasSubstr("outfile_prefix"));
  EXPECT_THAT(refuse(", outfile_prefix='some'"), HasSubstr("needs an ann_file"));
  EXPECT_THAT(refuse(", outfile_prefix='some', ann_file='nowhere/posetrack18_val.json'"), HasSubstr("nowhere/val"));
  EXPECT_THAT(refuse(", use_area=False"), HasSubstr("use_area"));
  const std::string text = "dict(type='PoseTrack18Metric', {}, format_only=True)";
  EXPECT_THAT(error_of_files([&] { make(text, "val/some"); }), HasSubstr("whose files it would replace"));
  const auto metric = make(text);
  EXPECT_THAT(error_of_files([&] { metric->compute(); }), HasSubstr("has no samples"));
  metric->add(samples().front());
  io::write_file(folder_.path() / "val" / "000342_mpii_test.json", R"({"images": [{"file_name": "a.jpg"}]})");
  EXPECT_THAT(error_of_files([&] { metric->compute(); }),
              AllOf(HasSubstr("000342_mpii_test.json"), HasSubstr("images[0]")));
  io::write_file(folder_.path() / "val" / "000342_mpii_test.json", "[]");
  EXPECT_THAT(error_of_files([&] { metric->compute(); }), HasSubstr("no list 'images'"));
  for (const char* name : {"000342_mpii_test.json", "001001_mpii_test.json"}) fs::remove(folder_.path() / "val" / name);
  EXPECT_THAT(error_of_files([&] { make(text); }), HasSubstr("has no file of a video"));
}

TEST(CityscapesFiles, EqualThoseOfMmseg) {
  const json recorded = read_recorded("file_metric.json")["cityscapes"];
  std::map<std::string, std::vector<int32_t>> written;
  DatasetInfo info;
  info.write_label_map = [&](const std::string& file, const LabelMap& map) {
    EXPECT_EQ(map.height, 1);
    written[file] = map.labels;
  };
  const std::string text = "dict(type='CityscapesMetric', output_dir='some/out', format_only=True, keep_results=True)";
  const auto metric = file_metric(text, info, "mmseg"), other = file_metric(text, info, "mmseg");
  Sample sample;
  sample.truth.image = "some/where/lindau_000000_000019_leftImg8bit.png";
  LabelMap map{1, static_cast<int64_t>(recorded["labels"].size()), recorded["labels"].get<std::vector<int32_t>>()};
  sample.prediction = map;
  metric->add(sample);
  sample.index = 1;
  sample.truth.image = "another.jpg";
  other->add(sample);
  metric->merge(other->serialise());
  EXPECT_EQ(metric->size(), 2U);
  EXPECT_THAT(metric->compute().files, ElementsAre("some/out"));
  ASSERT_EQ(written.size(), 2U);
  for (const auto& [name, ids] : recorded["files"].items())
    EXPECT_EQ(written.at("some/out/" + name), ids.get<std::vector<int32_t>>());
  EXPECT_TRUE(written.contains("some/out/another.png"));

  const auto refuse = [&](const std::string& more) {
    return error_of_files([&] { file_metric("dict(type='CityscapesMetric'" + more + ")", info, "mmseg"); });
  };
  EXPECT_THAT(refuse(", output_dir='a'"),
              AllOf(HasSubstr("cityscapesscripts"), HasSubstr("format_only=True"), HasSubstr("IoUMetric")));
  EXPECT_THAT(refuse(", output_dir='a', format_only=True"), HasSubstr("keep_results"));
  EXPECT_THAT(refuse(", format_only=True"), HasSubstr("output_dir"));
  info.write_label_map = nullptr;
  EXPECT_THAT(refuse(", output_dir='a', format_only=True, keep_results=True"), HasSubstr("datasets of segmentation"));
  EXPECT_THAT(error_of_files([&] { metric->check(Instances{}, {}); }), HasSubstr("the model gives none"));
}

}  // namespace
}  // namespace slipway::evaluate
