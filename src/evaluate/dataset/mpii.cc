// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// mmpose's MpiiDataset: a list of people, each with centre, scale and joints; sizes of heads in a MATLAB file.
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/io.h"
#include "config/args.h"
#include "evaluate/dataset/dataset.h"
#include "evaluate/dataset/mat_file.h"
#include "evaluate/dataset/metainfo.h"

namespace slipway::evaluate {
namespace {

using Json = nlohmann::json;

constexpr float kMpiiScaleUnit = 200;    ///< px of a `scale` of 1
constexpr double kLimbs = 15.0 / 200.0;  ///< by how much of its size a box is moved down, so that feet are in it
constexpr double kHeadOfBox = 0.6;       ///< of the diagonal of a head's box, what MPII takes for its size

/// Sizes of the heads, in the order of the annotations.
std::vector<double> read_head_sizes(const std::string& file) {
  const MatArray boxes = read_mat_array(file, "headboxes_src");
  if (boxes.shape.size() != 3 || boxes.shape[0] != 2 || boxes.shape[1] != 2)
    fail("{}: headboxes_src must be 2 x 2 x people", file);
  std::vector<double> sizes;
  for (size_t i = 0; i + 3 < boxes.values.size(); i += 4) {
    const double x = boxes.values[i + 1] - boxes.values[i], y = boxes.values[i + 3] - boxes.values[i + 2];
    sizes.push_back(std::sqrt(x * x + y * y) * kHeadOfBox);
  }
  return sizes;
}

/// The number that the image's name begins with.
int64_t image_id_of(const std::string& image) {
  const std::string digits = image.substr(0, image.find('.'));
  if (digits.empty() || digits.size() > 18 || digits.find_first_not_of("0123456789") != std::string::npos)
    fail("'image' must be a number with an ending, as 015601864.jpg, not '{}'", image);
  return std::stoll(digits);
}

/// In single precision, and in this order, as mmpose has it.
std::array<float, 4> box_around(std::array<float, 2> center, float scale) {
  const float size = scale * kMpiiScaleUnit;
  if (center[0] != -1)
    center[1] = static_cast<float>(static_cast<double>(center[1]) + kLimbs * static_cast<double>(size));
  const float x = center[0] - 1 - 0.5F * size, y = center[1] - 1 - 0.5F * size;
  return {x, y, x + size, y + size};
}

/// Errors: nlohmann's and ours, about the one annotation.
DataItem read_person(const Json& person, const std::string& prefix, double head_size) {
  DataItem item;
  const auto image = person.at("image").get<std::string>();
  item.image = join_root(prefix, image);
  item.truth.image_id = image_id_of(image);
  item.truth.category_id = person.value("category_id", int64_t{1});
  item.bbox = box_around(person.at("center").get<std::array<float, 2>>(), person.at("scale").get<float>());
  item.truth.person_box = item.bbox;
  item.truth.keypoints = person.at("joints").get<std::vector<std::array<float, 2>>>();
  for (const Json& visible : person.at("joints_vis"))
    item.truth.keypoints_visible.push_back(
        (visible.is_boolean() ? visible.get<bool>() : visible.get<double>() != 0) ? 1 : 0);
  if (item.truth.keypoints_visible.size() != item.truth.keypoints.size())
    fail("has {} joints, and {} joints_vis", item.truth.keypoints.size(), item.truth.keypoints_visible.size());
  item.truth.head_size = head_size;
  return item;
}

bool can_be_used(const DataItem& item) {
  const auto& [x1, y1, x2, y2] = item.bbox;
  const auto& points = item.truth.keypoints;
  return x2 - x1 > 0 && y2 - y1 > 0 &&
         std::any_of(points.begin(), points.end(), [](const auto& point) { return point[0] > 0 || point[1] > 0; });
}

Dataset make_mpii(const config::Value& dataset, const DatasetContext& context) {
  config::check_keys(
      dataset,
      {"type", "_scope_", "ann_file", "bbox_file", "headbox_file", "data_mode", "metainfo", "data_root", "data_prefix",
       "filter_cfg", "indices", "serialize_data", "pipeline", "test_mode", "lazy_init", "max_refetch"},
      "MpiiDataset");
  if (dataset.get("data_mode", "topdown") != "topdown")
    fail("{}: MpiiDataset is read top-down only, a person a sample", config::place(dataset));
  if (!optional_string(dataset, "bbox_file").empty())
    fail("{}: MpiiDataset has no bbox_file: mmpose's cannot read one either, as its annotations are not COCO's",
         config::place(dataset));
  Dataset result;
  result.top_down = true;
  read_pose_metainfo(dataset.find("metainfo"), context, result.info, package::find_pose_dataset("MpiiDataset"));
  result.info.ann_file = join_root(optional_string(dataset, "data_root"), optional_string(dataset, "ann_file"));
  require_file(result.info.ann_file, dataset);
  const std::string prefix = image_prefix(dataset, "img", false, "");
  require_folder(prefix, dataset);

  const Json people = Json::parse(io::read_file(result.info.ann_file), nullptr, /*allow_exceptions=*/false);
  if (!people.is_array())
    fail(
        "{} is no list of people in MPII's format (image, center, scale, joints, joints_vis), as mmpose's "
        "mpii_val.json",
        result.info.ann_file);
  std::vector<double> heads;
  // As mmpose has it, not below data_root.
  if (const std::string file = optional_string(dataset, "headbox_file"); !file.empty()) {
    require_file(file, dataset);
    heads = read_head_sizes(file);
    if (heads.size() < people.size())
      fail("{} has boxes of {} heads for the {} people of {}", file, heads.size(), people.size(), result.info.ann_file);
  }
  for (size_t i = 0; i < people.size(); ++i) {
    try {
      DataItem item = read_person(people[i], prefix, heads.empty() ? 0.0 : heads[i]);
      item.truth.instance_id = static_cast<int64_t>(i);
      if (can_be_used(item)) result.items.push_back(std::move(item));
    } catch (const std::exception& e) {  // nlohmann's too
      result.bad.push_back(fmt::format("{}: annotation {}: {}", result.info.ann_file, i, e.what()));
    }
  }
  return result;
}

const RegisterDataset kMpii({"mmpose.MpiiDataset"}, make_mpii);

}  // namespace
}  // namespace slipway::evaluate
