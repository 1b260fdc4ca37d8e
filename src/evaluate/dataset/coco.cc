// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// CocoDataset of mmpose, and its datasets that are read as that one, with keypoints of their own. Bottom-up: one sample
// per image, those with people first, then (in test mode) those without. Top-down: one sample per person who is no
// crowd, has keypoints and a box, or one per box of `bbox_file`.
#include <algorithm>

#include "base/error.h"
#include "config/scope.h"
#include "evaluate/dataset/box_file.h"
#include "evaluate/dataset/coco_images.h"
#include "evaluate/dataset/coco_style.h"
#include "evaluate/dataset/dataset.h"
#include "evaluate/dataset/metainfo.h"
#include "evaluate/metric/coco_check.h"
#include "evaluate/metric/coco_data.h"
#include "evaluate/metric/whole_body.h"
#include "package/pose_metainfo.h"

namespace slipway::evaluate {
namespace {

constexpr int64_t kPerson = 1;  ///< the only category whose detections are used

struct Request {
  std::string prefix, bbox_file;
  CocoStyle style;
  bool top_down = true, test_mode = false;
  int64_t sample_interval = 1;
  std::optional<double> score_threshold;
};

std::string type_of(const config::Value& dataset) {
  return config::parse_type_name(dataset.at("type").as_string()).name;
}

Request read_request(const config::Value& dataset, const CocoStyle& style) {
  config::check_keys(
      dataset,
      {"type", "_scope_", "ann_file", "bbox_file", "data_mode", "metainfo", "data_root", "data_prefix", "filter_cfg",
       "indices", "serialize_data", "pipeline", "test_mode", "lazy_init", "max_refetch", "sample_interval", "subset"},
      type_of(dataset));
  if (!style.has_subset && dataset.contains("subset"))
    fail("{} ({}): {} has no subset", dataset.path(), dataset.location().text(), type_of(dataset));
  Request request;
  request.style = style;
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

/// Whether mmpose's class hands the category of an annotation on; else it is 1.
bool has_categories(const CocoStyle& style) {
  return style.box == nullptr && !style.centred && style.head_size == nullptr;
}

void add_annotated_boxes(Dataset& result, const Request& request, const AnnotatedImages& file,
                         const std::vector<bool>& chosen) {
  int64_t number = 0;
  for (size_t i = 0; i < file.images.size(); ++i) {
    if (!chosen[i]) continue;
    const CocoImage& image = file.images[i];
    for (const CocoAnnotation* annotation : file.annotations[i]) {
      std::vector<CocoInstance> instances;
      try {
        instances = read_instances(*annotation, *file.truth, image, request.style);
      } catch (const Error& e) {
        result.bad.push_back(fmt::format("{}: annotations[{}] (id {}): {}", result.info.ann_file, annotation->index,
                                         annotation->id, e.what()));
        continue;
      }
      for (CocoInstance& instance : instances) {
        const int64_t id = request.style.sides ? number++ : annotation->id;
        if (!instance.is_sample) continue;
        DataItem item = image_item(request, image);
        item.truth.instance_id = id;
        if (has_categories(request.style)) item.truth.category_id = annotation->category_id;
        item.bbox = instance.box;
        item.truth.person_box = instance.box;
        item.truth.keypoints = std::move(instance.keypoints);
        item.truth.keypoints_visible = std::move(instance.visible);
        item.truth.head_size = instance.head_size;
        result.items.push_back(std::move(item));
      }
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

/// The keypoints of the dataset's type, where the config says nothing.
const package::PoseDataset* own_keypoints(const config::Value& dataset, const CocoStyle& style) {
  if (!style.has_subset) return package::find_pose_dataset(type_of(dataset));
  const std::string subset = optional_string(dataset, "subset");
  const package::PoseDataset* own = package::find_pose_dataset("deepfashion_" + subset + ".py");
  if (own == nullptr)
    fail("{} ({}): subset must be 'full', 'upper' or 'lower', not '{}'", dataset.path(), dataset.location().text(),
         subset);
  return own;
}

Dataset make_coco_style(const config::Value& dataset, const DatasetContext& context, const CocoStyle& style) {
  const Request request = read_request(dataset, style);
  Dataset result;
  result.top_down = request.top_down;
  read_pose_metainfo(dataset.find("metainfo"), context, result.info, own_keypoints(dataset, style));
  result.info.ann_file = join_root(optional_string(dataset, "data_root"), optional_string(dataset, "ann_file"));
  require_file(result.info.ann_file, dataset);
  require_folder(request.prefix, dataset);

  CocoFile file = read_coco_file(result.info.ann_file, style.keys());
  if (style.whole_body) file.truth = join_whole_bodies(file, file.bad);
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

Dataset make_coco(const config::Value& dataset, const DatasetContext& context) {
  return make_coco_style(dataset, context, {});
}

template <const CocoStyle& kStyle>
Dataset make_styled(const config::Value& dataset, const DatasetContext& context) {
  return make_coco_style(dataset, context, kStyle);
}

const CocoStyle kSquare160{.whole = 160}, kSquare224{.whole = 224, .counts_keypoints = true},
    kFashion{.has_subset = true}, kWholeBody{.whole_body = true}, kJhmdb{.counts_keypoints = true, .origin = 1},
    kHumanArt21{.keypoints = "keypoints_21"}, kPanopticHand{.counts_keypoints = true, .head_size = "head_size"},
    kFace{.centred = true}, kAflw{.centred = true, .required = {"box_size"}},
    kWholeBodyFace{.counts_keypoints = true, .keypoints = "face_kpts", .box = "face_box", .valid = "face_valid"},
    kWholeBodyHand{.clips = false,
                   .has_crowds = false,
                   .keypoints = "hand_kpts",
                   .box = "hand_box",
                   .valid = "hand_valid",
                   .sides = true};

/// mmyolo has mmdet's CocoDataset. The mmpose project puts its own, of poses, in its place; its configs set data_mode.
Dataset make_of_mmyolo(const config::Value& dataset, const DatasetContext& context) {
  return dataset.contains("data_mode") ? make_coco(dataset, context)
                                       : datasets().at("mmdet.CocoDataset")(dataset, context);
}

const RegisterDataset kMmpose({"mmpose.CocoDataset",    "mmpose.AP10KDataset",         "mmpose.ATRWDataset",
                               "mmpose.AicDataset",     "mmpose.AnimalKingdomDataset", "mmpose.AnimalPoseDataset",
                               "mmpose.COFWDataset",    "mmpose.CrowdPoseDataset",     "mmpose.DeepFashion2Dataset",
                               "mmpose.ExlposeDataset", "mmpose.Face300WLPDataset",    "mmpose.FlyDataset",
                               "mmpose.HalpeDataset",   "mmpose.Horse10Dataset",       "mmpose.HumanArtDataset",
                               "mmpose.LapaDataset",    "mmpose.MacaqueDataset",       "mmpose.MhpDataset",
                               "mmpose.OCHumanDataset", "mmpose.OneHand10KDataset",    "mmpose.PoseTrack18Dataset",
                               "mmpose.Rhd2DDataset"},
                              make_coco);
const RegisterDataset kSquares160({"mmpose.LocustDataset", "mmpose.ZebraDataset"}, make_styled<kSquare160>);
const RegisterDataset kSquares224({"mmpose.FreiHandDataset"}, make_styled<kSquare224>);
const RegisterDataset kDeepFashion({"mmpose.DeepFashionDataset"}, make_styled<kFashion>);
const RegisterDataset kWholeBodies({"mmpose.CocoWholeBodyDataset", "mmpose.UBody2dDataset"}, make_styled<kWholeBody>);
const RegisterDataset kFacesOfBodies({"mmpose.CocoWholeBodyFaceDataset"}, make_styled<kWholeBodyFace>);
const RegisterDataset kHandsOfBodies({"mmpose.CocoWholeBodyHandDataset"}, make_styled<kWholeBodyHand>);
const RegisterDataset kFaces({"mmpose.Face300WDataset", "mmpose.WFLWDataset"}, make_styled<kFace>);
const RegisterDataset kAflwFaces({"mmpose.AFLWDataset"}, make_styled<kAflw>);
const RegisterDataset kPanopticHands({"mmpose.PanopticHand2DDataset"}, make_styled<kPanopticHand>);
const RegisterDataset kArt21({"mmpose.HumanArt21Dataset"}, make_styled<kHumanArt21>);
const RegisterDataset kVideos({"mmpose.JhmdbDataset"}, make_styled<kJhmdb>);
const RegisterDataset kMmyolo({"mmyolo.CocoDataset"}, make_of_mmyolo);

}  // namespace
}  // namespace slipway::evaluate
