// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// CocoDataset of mmpose. Bottom-up: one sample per image, those with people first, then (in test mode) those without.
// Top-down: one sample per person who is no crowd, has keypoints and a box, or one per box of `bbox_file`.
#include <algorithm>
#include <span>

#include "evaluate/dataset/box_file.h"
#include "evaluate/dataset/coco_images.h"
#include "evaluate/dataset/dataset.h"
#include "evaluate/dataset/metainfo.h"
#include "evaluate/metric/coco_check.h"
#include "evaluate/metric/coco_data.h"

namespace slipway::evaluate {
namespace {

constexpr int64_t kPerson = 1;  ///< the only category whose detections are used

struct Request {
  std::string prefix, bbox_file;
  bool top_down = true, test_mode = false;
  int64_t sample_interval = 1;
  std::optional<double> score_threshold;
};

Request read_request(const config::Value& dataset) {
  config::check_keys(
      dataset,
      {"type", "_scope_", "ann_file", "bbox_file", "data_mode", "metainfo", "data_root", "data_prefix", "filter_cfg",
       "indices", "serialize_data", "pipeline", "test_mode", "lazy_init", "max_refetch", "sample_interval"},
      "CocoDataset");
  Request request;
  const std::string mode = dataset.get("data_mode", "topdown");
  if (mode != "topdown" && mode != "bottomup")
    fail("{} ({}): data_mode must be 'topdown' or 'bottomup', not '{}'", dataset.path(), dataset.location().text(),
         mode);
  request.top_down = mode == "topdown";
  request.test_mode = dataset.get("test_mode", false);
  request.sample_interval = dataset.get("sample_interval", 1);
  if (request.sample_interval < 1) fail("{}: sample_interval must be at least 1", dataset.path());
  request.prefix = image_prefix(dataset, "img", false, "");
  request.bbox_file = optional_string(dataset, "bbox_file");
  if (!request.bbox_file.empty()) {
    if (!request.top_down) fail("{}: bbox_file goes with data_mode='topdown' only", dataset.path());
    if (!request.test_mode) fail("{}: bbox_file goes with test_mode=True only", dataset.path());
    require_file(request.bbox_file, dataset);
  }
  if (const config::Value* filter = dataset.find("filter_cfg");
      filter != nullptr && filter->is_dict() && filter->contains("bbox_score_thr")) {
    if (!request.top_down) fail("{}: bbox_score_thr goes with data_mode='topdown' only", filter->path());
    request.score_threshold = filter->at("bbox_score_thr").as_float();
  }
  return request;
}

std::string image_path(const Request& request, const CocoImage& image) {
  return join_root(request.prefix, image.file_name);
}

DataItem image_item(const Request& request, const CocoImage& image) {
  DataItem item;
  item.image = image_path(request, image);
  item.truth.image_id = image.id;
  return item;
}

/// Whether a person can be seen: keypoints as annotated, else those with a coordinate other than 0.
bool has_visible_keypoints(std::span<const double> keypoints, int64_t annotated) {
  bool positive = false;
  int64_t nonzero = 0;
  for (size_t i = 0; i + 2 < keypoints.size(); i += 3) {
    // In single precision, as mmpose has them.
    const float largest = std::max(static_cast<float>(keypoints[i]), static_cast<float>(keypoints[i + 1]));
    positive = positive || largest > 0;
    nonzero += largest != 0 ? 1 : 0;
  }
  return positive && (annotated >= 0 ? annotated : nonzero) != 0;
}

/// x1,y1,x2,y2 inside the image, as mmpose clips annotated boxes.
std::array<float, 4> clip_box(const std::array<double, 4>& box, const CocoImage& image) {
  const auto clip = [](double value, int64_t size) {
    return static_cast<float>(std::min(std::max(value, 0.0), static_cast<double>(size - 1)));
  };
  return {clip(box[0], image.width), clip(box[1], image.height), clip(box[0] + box[2], image.width),
          clip(box[1] + box[3], image.height)};
}

void add_bottom_up(Dataset& result, const Request& request, const AnnotatedImages& file,
                   const std::vector<bool>& chosen) {
  std::vector<size_t> without;
  for (size_t i = 0; i < file.images.size(); ++i) {
    if (!chosen[i]) continue;
    const bool any = std::any_of(file.annotations[i].begin(), file.annotations[i].end(),
                                 [](const CocoAnnotation* a) { return a->has_bbox && a->has_keypoints; });
    if (any)
      result.items.push_back(image_item(request, file.images[i]));
    else
      without.push_back(i);
  }
  if (!request.test_mode) return;
  for (const size_t i : without) result.items.push_back(image_item(request, file.images[i]));
}

void add_annotated_boxes(Dataset& result, const Request& request, const AnnotatedImages& file,
                         const std::vector<bool>& chosen) {
  for (size_t i = 0; i < file.images.size(); ++i) {
    if (!chosen[i]) continue;
    const CocoImage& image = file.images[i];
    for (const CocoAnnotation* annotation : file.annotations[i]) {
      if (!annotation->has_bbox || !annotation->has_keypoints) continue;
      if (image.width < 1 || image.height < 1) {
        result.bad.push_back(fmt::format("{}: image {} has no width and height", result.info.ann_file, image.id));
        break;
      }
      const std::array<float, 4> box = clip_box(annotation->bbox, image);
      if (annotation->is_crowd || !has_visible_keypoints(file.truth->keypoints(*annotation), annotation->num_keypoints))
        continue;
      if (!(box[2] - box[0] > 0) || !(box[3] - box[1] > 0)) continue;
      DataItem item = image_item(request, image);
      item.truth.instance_id = annotation->id;
      item.truth.category_id = annotation->category_id;
      item.bbox = box;
      item.truth.person_box = box;
      const std::span<const double> points = file.truth->keypoints(*annotation);
      for (size_t i = 0; i + 2 < points.size(); i += 3) {
        item.truth.keypoints.push_back({static_cast<float>(points[i]), static_cast<float>(points[i + 1])});
        item.truth.keypoints_visible.push_back(points[i + 2] != 0 ? 1 : 0);
      }
      result.items.push_back(std::move(item));
    }
  }
}

void add_detected_boxes(Dataset& result, const Request& request, const AnnotatedImages& file) {
  std::vector<std::string> bad;
  int64_t id = 0;
  for (const DetectedBox& detection : read_detected_boxes(request.bbox_file, bad)) {
    if (detection.category_id != kPerson) continue;
    const auto place = file.places.find(detection.image_id);
    if (place == file.places.end()) {
      bad.push_back(
          fmt::format("a box for image {}, which {} does not have", detection.image_id, result.info.ann_file));
      continue;
    }
    DataItem item = image_item(request, file.images[place->second]);
    item.truth.instance_id = id++;
    const auto corner = [&](size_t i) { return static_cast<float>(detection.bbox[i]); };
    item.bbox = {corner(0), corner(1), corner(0) + corner(2), corner(1) + corner(3)};
    item.bbox_score = static_cast<float>(detection.score);
    result.items.push_back(std::move(item));
  }
  for (const std::string& problem : bad) result.bad.push_back(request.bbox_file + ": " + problem);
}

Dataset make_coco(const config::Value& dataset, const DatasetContext& context) {
  const Request request = read_request(dataset);
  Dataset result;
  result.top_down = request.top_down;
  read_pose_metainfo(dataset.find("metainfo"), context, result.info);
  result.info.ann_file = join_root(optional_string(dataset, "data_root"), optional_string(dataset, "ann_file"));
  require_file(result.info.ann_file, dataset);
  require_folder(request.prefix, dataset);

  CocoFile file = read_coco_file(result.info.ann_file);
  result.info.truth = file.truth;
  if (std::string odd = describe_odd_numbers(result.info.ann_file, file.truth->odd); !odd.empty())
    result.notes.push_back(std::move(odd));
  for (const std::string& problem : file.bad) result.bad.push_back(result.info.ann_file + ": " + problem);
  for (const auto& [id, name] : file.truth->category_names) result.info.classes.push_back(name);

  const AnnotatedImages annotated = group_by_image(file);
  std::vector<bool> chosen;
  for (const CocoImage& image : annotated.images) chosen.push_back(image.id % request.sample_interval == 0);
  annotated.add_notes(result);
  if (!request.bbox_file.empty())
    add_detected_boxes(result, request, annotated);
  else if (request.top_down)
    add_annotated_boxes(result, request, annotated, chosen);
  else
    add_bottom_up(result, request, annotated, chosen);
  if (request.score_threshold)
    std::erase_if(result.items, [&](const DataItem& item) { return item.bbox_score < *request.score_threshold; });
  return result;
}

/// mmyolo has mmdet's CocoDataset. The mmpose project puts its own, of poses, in its place; its configs set data_mode.
Dataset make_of_mmyolo(const config::Value& dataset, const DatasetContext& context) {
  return dataset.contains("data_mode") ? make_coco(dataset, context)
                                       : datasets().at("mmdet.CocoDataset")(dataset, context);
}

const RegisterDataset kMmpose({"mmpose.CocoDataset"}, make_coco);
const RegisterDataset kMmyolo({"mmyolo.CocoDataset"}, make_of_mmyolo);

}  // namespace
}  // namespace slipway::evaluate
