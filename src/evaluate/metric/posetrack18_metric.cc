// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// mmpose's PoseTrack18Metric, as far as mmpose computes it by itself: one file of results for each video, in the format
// of poseval. The numbers are poseval's, a program of its own.
#include <filesystem>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "base/error.h"
#include "base/io.h"
#include "config/args.h"
#include "evaluate/metric/coco_metric.h"

namespace slipway::evaluate {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

/// What poseval reads of the only category.
Json category() {
  return {{"supercategory", "person"},
          {"id", 1},
          {"name", "person"},
          {"keypoints",
           {"nose", "head_bottom", "head_top", "left_ear", "right_ear", "left_shoulder", "right_shoulder", "left_elbow",
            "right_elbow", "left_wrist", "right_wrist", "left_hip", "right_hip", "left_knee", "right_knee",
            "left_ankle", "right_ankle"}},
          {"skeleton",
           {{16, 14},
            {14, 12},
            {17, 15},
            {15, 13},
            {12, 13},
            {6, 12},
            {7, 13},
            {6, 7},
            {6, 8},
            {7, 9},
            {8, 10},
            {9, 11},
            {2, 3},
            {1, 2},
            {1, 3},
            {2, 4},
            {3, 5},
            {4, 6},
            {5, 7}}}};
}

/// "annotations/posetrack18_val.json" has the files of its videos in "annotations/val".
fs::path folder_of_videos(const std::string& ann_file) {
  const std::string part = ann_file.substr(ann_file.rfind('_') + 1);
  return fs::path(ann_file).parent_path() / fs::path(part).replace_extension();
}

class PoseTrack18Metric : public CocoMetric {
 public:
  PoseTrack18Metric(const config::Value& metric, const DatasetInfo& dataset)
      : CocoMetric(require_format_only(metric), dataset, Kind::kPoseTrack) {
    const std::string ann_file = optional_text(metric, "ann_file");
    if (ann_file.empty())
      fail("{} needs an ann_file: the files of the videos are in the folder beside it (posetrack18_val.json: val/)",
           name());
    videos_ = folder_of_videos(ann_file);
    std::error_code ignored;
    if (!fs::is_directory(videos_, ignored))
      fail("{}: the folder {}, which has a file for each video of {}, is not there", name(), videos_.string(),
           ann_file);
    for (const auto& entry : fs::directory_iterator(videos_))
      if (entry.path().extension() == ".json") files_.push_back(entry.path().filename());
    if (files_.empty()) fail("{}: the folder {} has no file of a video (*.json)", name(), videos_.string());
    std::sort(files_.begin(), files_.end());
    folder_ = fs::path(outfile_prefix()).parent_path() += dataset.file_suffix;
    if (fs::equivalent(folder_.empty() ? "." : folder_, videos_, ignored))
      fail("{}: outfile_prefix is in {}, whose files it would replace", name(), videos_.string());
  }

  Outcome compute(const ComputeOptions&) override {
    const CocoResults results = make_results();
    std::unordered_map<int64_t, std::vector<const CocoDetection*>> by_image;
    for (const CocoDetection& detection : results.detections) by_image[detection.image_id].push_back(&detection);
    Outcome outcome;
    for (const fs::path& file : files_) {
      const Json written =
          with_context((videos_ / file).string(), [&] { return video(videos_ / file, results, by_image); });
      io::write_file_with_folders(folder_ / file, written.dump(4, ' ', true));
      outcome.files.push_back((folder_ / file).string());
    }
    return outcome;
  }

 private:
  static const config::Value& require_format_only(const config::Value& metric) {
    if (!metric.get("format_only", false))
      fail(
          "its numbers are those of poseval, a program of its own, as in mmpose: set format_only=True and an "
          "outfile_prefix to write the files that it judges, or take CocoMetric with the same ann_file for COCO's");
    return metric;
  }

  static Json video(const fs::path& file, const CocoResults& results,
                    const std::unordered_map<int64_t, std::vector<const CocoDetection*>>& by_image) {
    const Json truth = Json::parse(io::read_file(file), nullptr, /*allow_exceptions=*/false);
    if (!truth.is_object() || !truth.contains("images") || !truth["images"].is_array())
      fail("is no file of a video in PoseTrack's format: it has no list 'images'");
    Json images = Json::array(), annotations = Json::array();
    for (const Json& image : truth["images"]) {
      if (!image.is_object() || !image.contains("id") || !image["id"].is_number_integer() ||
          !image.contains("file_name"))
        fail("images[{}] has no whole number 'id' and no 'file_name'", images.size());
      images.push_back({{"id", image["id"]}, {"file_name", image["file_name"]}});
      const auto found = by_image.find(image["id"].get<int64_t>());
      if (found == by_image.end()) continue;
      int64_t track = 0;
      for (const CocoDetection* person : found->second) {
        const std::span<const double> points = results.keypoints(*person);
        Json scores = Json::array();
        for (size_t i = 2; i < points.size(); i += 3) scores.push_back(points[i]);
        annotations.push_back({{"image_id", person->image_id},
                               {"keypoints", Json(std::vector<double>(points.begin(), points.end()))},
                               {"scores", scores},
                               {"score", person->score},
                               {"track_id", track++}});
      }
    }
    return {{"images", images}, {"categories", Json::array({category()})}, {"annotations", annotations}};
  }

  fs::path videos_, folder_;
  std::vector<fs::path> files_;  // names
};

const RegisterMetric kPoseTrack18({"mmpose.PoseTrack18Metric"},
                                  [](const config::Value& metric, const DatasetInfo& dataset) {
                                    return std::make_unique<PoseTrack18Metric>(metric, dataset);
                                  });

}  // namespace
}  // namespace slipway::evaluate
