// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// mmpose's InterHand2DDoubleDataset: both hands of InterHand2.6M as one instance. Joints stand in a file of their own,
// in the world's frame; the camera of an image, of a third file, says where they are in it.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "base/error.h"
#include "base/io.h"
#include "config/args.h"
#include "evaluate/dataset/dataset.h"
#include "evaluate/dataset/metainfo.h"
#include "package/pose_metainfo.h"

namespace slipway::evaluate {
namespace {

using Json = nlohmann::json;
using Point = std::array<float, 3>;

/// Keypoints of a hand end with its wrist: without it none of them is valid.
constexpr size_t kHand = 21;

struct Camera {
  Point position{};
  std::array<Point, 3> rotation{};
  std::array<float, 2> focal{}, center{};
};

struct Files {
  Json annotations, cameras, joints;
};

Json read_json_file(const std::string& file, const config::Value& dataset) {
  require_file(file, dataset);
  Json json = Json::parse(io::read_file(file), nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) fail("{} is no JSON object, as InterHand2.6M's files are", file);
  return json;
}

/// A number or a text, as a key.
std::string key_of(const Json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

Camera read_camera(const Json& cameras, const Json& image) {
  const Json& of_capture = cameras.at(key_of(image.at("capture")));
  const auto camera = image.at("camera").get<std::string>();
  return {of_capture.at("campos").at(camera).get<Point>(),
          of_capture.at("camrot").at(camera).get<std::array<Point, 3>>(),
          of_capture.at("focal").at(camera).get<std::array<float, 2>>(),
          of_capture.at("princpt").at(camera).get<std::array<float, 2>>()};
}

/// Where a point of the world is in the image, px; in single precision, as mmpose has it.
std::array<float, 2> project(const Point& world, const Camera& camera) {
  Point from{}, seen{};
  for (size_t axis = 0; axis < 3; ++axis) from[axis] = world[axis] - camera.position[axis];
  for (size_t axis = 0; axis < 3; ++axis) {
    const Point& row = camera.rotation[axis];
    seen[axis] = row[0] * from[0] + row[1] * from[1] + row[2] * from[2];
  }
  const float depth = seen[2] + 1e-8F;
  return {seen[0] / depth * camera.focal[0] + camera.center[0], seen[1] / depth * camera.focal[1] + camera.center[1]};
}

/// Errors: nlohmann's and ours, about the one annotation.
DataItem read_hands(const Json& annotation, const Json& image, const Files& files, const std::string& prefix,
                    size_t count) {
  DataItem item;
  item.image = join_root(prefix, image.at("file_name").get<std::string>());
  item.truth.image_id = annotation.at("image_id").get<int64_t>();
  item.truth.instance_id = annotation.at("id").get<int64_t>();
  const auto box = annotation.at("bbox").get<std::array<float, 4>>();
  item.bbox = item.truth.person_box = {box[0], box[1], box[0] + box[2], box[1] + box[3]};
  const Json& frame = files.joints.at(key_of(image.at("capture"))).at(key_of(image.at("frame_idx")));
  const auto world = frame.at("world_coord").get<std::vector<Point>>();
  std::vector<float> valid;
  for (const Json& value : annotation.at("joint_valid")) {
    const Json& number = value.is_array() ? value.at(0) : value;
    valid.push_back(number.is_boolean() ? (number.get<bool>() ? 1.0F : 0.0F) : number.get<float>());
  }
  if (world.size() != count || valid.size() != count)
    fail("has {} joints ('joint_valid'), its frame {} ('world_coord'); there must be {}", valid.size(), world.size(),
         count);
  const Camera camera = read_camera(files.cameras, image);
  for (size_t k = 0; k < count; ++k) {
    item.truth.keypoints.push_back(project(world[k], camera));
    const size_t wrist = k / kHand * kHand + kHand - 1;
    item.truth.keypoints_visible.push_back(valid[k] != 0 && valid[wrist] != 0 ? 1 : 0);
  }
  const auto hand = annotation.at("hand_type").get<std::string>();
  if (hand != "right" && hand != "left" && hand != "interacting")
    fail("'hand_type' must be right, left or interacting, not '{}'", hand);
  return item;
}

bool is_usable(const DataItem& item, const Json& annotation) {
  const Json* crowd = annotation.contains("iscrowd") ? &annotation["iscrowd"] : nullptr;
  if (crowd != nullptr && (crowd->is_boolean() ? crowd->get<bool>() : *crowd != 0)) return false;
  const auto& [x1, y1, x2, y2] = item.bbox;
  float largest = -1;
  for (const auto& point : item.truth.keypoints) largest = std::max({largest, point[0], point[1]});
  return x2 - x1 > 0 && y2 - y1 > 0 && largest > 0;
}

void add_samples(Dataset& result, const Files& files, const std::string& prefix, int64_t interval) {
  const auto images = files.annotations.find("images"), annotations = files.annotations.find("annotations");
  const auto is_list = [&](const auto& found) { return found != files.annotations.end() && found->is_array(); };
  if (!is_list(images) || !is_list(annotations))
    fail("{} has no lists 'images' and 'annotations'", result.info.ann_file);
  // Of each image the first annotation counts.
  std::unordered_map<std::string, size_t> first;
  for (size_t i = 0; i < annotations->size(); ++i)
    if ((*annotations)[i].is_object()) first.emplace((*annotations)[i].value("image_id", Json()).dump(), i);
  for (size_t i = 0; i < images->size(); i += static_cast<size_t>(interval)) {
    const Json& image = (*images)[i];
    try {
      const auto place = first.find(image.at("id").dump());
      if (place == first.end()) fail("has no annotation");
      const Json& annotation = (*annotations)[place->second];
      DataItem item = read_hands(annotation, image, files, prefix, static_cast<size_t>(result.info.num_keypoints));
      if (is_usable(item, annotation)) result.items.push_back(std::move(item));
    } catch (const std::exception& e) {  // nlohmann's too
      result.bad.push_back(fmt::format("{}: images[{}]: {}", result.info.ann_file, i, e.what()));
    }
  }
}

Dataset make_interhand(const config::Value& dataset, const DatasetContext& context) {
  config::Args args(dataset, "InterHand2DDoubleDataset");
  args.ignore({"type", "_scope_", "metainfo", "data_root", "data_prefix", "indices", "serialize_data", "pipeline",
               "test_mode", "lazy_init", "max_refetch", "rootnet_result_file"});
  args.refuse_if_set("filter_cfg", "it has no boxes with scores");
  args.expect("data_mode", {config::Value("topdown")});
  if (!args.boolean("use_gt_root_depth", true))
    args.refuse("use_gt_root_depth", "False is not supported; mmpose's class ends with an error there, too");
  const int64_t interval = args.integer("sample_interval", 1);
  if (interval < 1) args.refuse("sample_interval", "must be at least 1");
  const std::string root = optional_string(dataset, "data_root");
  const auto file = [&](const char* key) { return join_root(root, args.string(key)); };
  Dataset result;
  result.top_down = true;
  result.info.ann_file = file("ann_file");
  const std::string camera_file = file("camera_param_file"), joint_file = file("joint_file");
  args.finish();
  read_pose_metainfo(dataset.find("metainfo"), context, result.info,
                     package::find_pose_dataset("InterHand2DDoubleDataset"));
  const std::string prefix = image_prefix(dataset, "img", false, "");
  require_folder(prefix, dataset);
  const Files files{read_json_file(result.info.ann_file, dataset), read_json_file(camera_file, dataset),
                    read_json_file(joint_file, dataset)};
  add_samples(result, files, prefix, interval);
  return result;
}

const RegisterDataset kInterHand({"mmpose.InterHand2DDoubleDataset"}, make_interhand);

}  // namespace
}  // namespace slipway::evaluate
