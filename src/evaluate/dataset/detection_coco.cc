// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// CocoDataset of mmdet: a sample is an image, in the order of the file. A label is the position of a category among
// those of the file whose names the metainfo has, whatever the order there.
#include <algorithm>
#include <unordered_set>

#include "base/strings.h"
#include "evaluate/dataset/batch_shapes.h"
#include "evaluate/dataset/coco_images.h"
#include "evaluate/dataset/detection.h"
#include "evaluate/metric/coco_categories.h"
#include "evaluate/metric/coco_check.h"
#include "package/dataset_classes.h"

namespace slipway::evaluate {
namespace {

/// `data_prefix`: a dict with 'img', or with 'img_path', as other libraries call it.
std::string read_prefix(const config::Value& dataset) {
  const config::Value* prefix = dataset.find("data_prefix");
  const bool other = prefix != nullptr && prefix->is_dict() && !prefix->contains("img") && prefix->contains("img_path");
  return image_prefix(dataset, other ? "img_path" : "img", false, "");
}

/// Leaves out annotations without what the library and the evaluation need of each.
void drop_broken(CocoFile& file) {
  const auto is_whole = [](const CocoAnnotation& annotation) { return annotation.has_bbox && annotation.has_area; };
  const std::vector<CocoAnnotation>& annotations = file.truth->annotations;
  if (std::all_of(annotations.begin(), annotations.end(), is_whole)) return;
  auto rest = std::make_shared<CocoTruth>(*file.truth);
  rest->annotations.clear();
  for (const CocoAnnotation& annotation : annotations) {
    if (is_whole(annotation))
      rest->annotations.push_back(annotation);
    else
      file.bad.push_back(
          fmt::format("annotation {} has no '{}'", annotation.id, annotation.has_bbox ? "area" : "bbox"));
  }
  file.truth = std::move(rest);
}

/// The library takes such a file for broken.
void require_unique_ids(const CocoTruth& truth) {
  const std::unordered_set<int64_t> images(truth.image_ids.begin(), truth.image_ids.end());
  std::unordered_set<int64_t> ids;
  for (const CocoAnnotation& annotation : truth.annotations)
    if (images.count(annotation.image_id) > 0 && !ids.insert(annotation.id).second)
      fail("{}: two annotations have the id {}, but ids must differ", truth.file, annotation.id);
}

/// Whether an annotation is a thing that mmdet's datasets have.
bool counts(const CocoAnnotation& annotation, const CocoImage& image) {
  if (annotation.ignore || annotation.area <= 0) return false;
  const auto [x, y, w, h] = annotation.bbox;
  if (w < 1 || h < 1) return false;
  // An image whose size the file does not say has everything in it.
  const auto inside = [](double low, double length, int64_t size) {
    return size == 0 || std::min(low + length, static_cast<double>(size)) > std::max(low, 0.0);
  };
  return inside(x, w, image.width) && inside(y, h, image.height);
}

/// The images in the order of the dataset, with their boxes where it has any.
std::vector<BatchShapes::Shaped> sorted_images(const AnnotatedImages& file, const std::optional<BatchShapes>& shapes) {
  std::vector<BatchShapes::Shaped> result;
  if (!shapes) {
    for (size_t i = 0; i < file.images.size(); ++i) result.push_back({i});
    return result;
  }
  std::vector<std::array<int64_t, 2>> sizes;
  for (const CocoImage& image : file.images) {
    if (image.width < 1 || image.height < 1)
      fail("{}: image {} has no width and height, which batch_shapes_cfg of the dataset needs", file.truth->file,
           image.id);
    sizes.push_back({image.width, image.height});
  }
  return shapes->apply(sizes);
}

void add_items(Dataset& result, const DetectionOptions& options, const AnnotatedImages& file,
               const std::vector<int64_t>& categories, const std::string& prefix,
               const std::optional<BatchShapes>& shapes) {
  for (const auto& [i, shape] : sorted_images(file, shapes)) {
    const CocoImage& image = file.images[i];
    DataItem item;
    item.batch_shape = shape;
    bool empty = true;
    for (const CocoAnnotation* annotation : file.annotations[i]) {
      const auto category = std::find(categories.begin(), categories.end(), annotation->category_id);
      if (category == categories.end()) continue;
      empty = false;
      if (!counts(*annotation, image)) continue;
      const auto& box = annotation->bbox;
      const auto corner = [](double value) { return static_cast<float>(value); };
      item.truth.boxes.push_back({{corner(box[0]), corner(box[1]), corner(box[0] + box[2]), corner(box[1] + box[3])},
                                  static_cast<int32_t>(category - categories.begin()),
                                  annotation->is_crowd});
    }
    if ((options.filter_empty && empty) || std::min(image.width, image.height) < options.min_size) continue;
    item.image = join_root(prefix, image.file_name);
    item.truth.image_id = image.id;
    result.items.push_back(std::move(item));
  }
}

/// The first names of many.
std::string join_some(std::vector<std::string> names) {
  constexpr size_t kShown = 8;
  if (names.size() <= kShown) return join(names, ", ");
  const size_t others = names.size() - kShown;
  names.resize(kShown);
  return fmt::format("{} (and {} others)", join(names, ", "), others);
}

/// The library looks for names of categories within a text.
void require_one_name(const CocoTruth& truth, const std::string& text) {
  std::vector<std::string> within;
  for (const auto& [id, name] : truth.category_names)
    if (!name.empty() && name != text && text.find(name) != std::string::npos) within.push_back(name);
  if (!within.empty())
    fail("'classes' of the metainfo is the text '{}', which {} {} a part of; write a tuple of names", text,
         join(within, ", "), within.size() == 1 ? "is" : "are");
}

/// Puts the names of classes in the order of labels; those that the file does not have come last.
void sort_classes(Dataset& result, const std::vector<int64_t>& categories) {
  const CocoTruth& truth = *result.info.truth;
  const std::vector<std::string> classes = std::move(result.info.classes);
  std::vector<std::string> found, missing;
  for (const int64_t id : categories) found.push_back(truth.category_names.at(id));
  for (const std::string& name : classes)
    if (std::find(found.begin(), found.end(), name) == found.end()) missing.push_back(name);
  if (!missing.empty())
    result.notes.push_back(fmt::format("{}: has no category {}; labels are those of the other {} classes, in its order",
                                       truth.file, join_some(missing), found.size()));
  else if (found != classes)
    result.notes.push_back(fmt::format("{}: labels follow the order of its categories ({}), not that of the metainfo",
                                       truth.file, join(found, ", ")));
  result.info.classes = std::move(found);
  result.info.classes.insert(result.info.classes.end(), missing.begin(), missing.end());
}

Dataset make_detection_coco(config::Args& args, const std::optional<BatchShapes>& shapes) {
  const config::Value& dataset = args.dict();
  const DetectionOptions options = read_detection_options(args, package::coco_classes());
  args.finish();
  Dataset result;
  result.info.ann_file = options.ann_file;
  result.info.classes = options.classes;
  result.info.has_boxes = true;
  const std::string prefix = read_prefix(dataset);
  require_file(options.ann_file, dataset);
  require_folder(prefix, dataset);

  CocoFile file = read_coco_file(options.ann_file);
  require_complete(*file.truth);
  require_unique_ids(*file.truth);
  drop_broken(file);
  result.info.truth = file.truth;
  if (std::string odd = describe_odd_numbers(result.info.ann_file, file.truth->odd); !odd.empty())
    result.notes.push_back(std::move(odd));
  for (const std::string& problem : file.bad) result.bad.push_back(options.ann_file + ": " + problem);
  if (options.one_text) require_one_name(*file.truth, options.classes.front());
  const std::vector<int64_t> categories = categories_of(*file.truth, options.classes);
  sort_classes(result, categories);
  const AnnotatedImages images = group_by_image(file);
  images.add_notes(result);
  add_items(result, options, images, categories, prefix, shapes);
  return result;
}

const RegisterDataset kCoco({"mmdet.CocoDataset"}, [](const config::Value& dataset, const DatasetContext&) {
  config::Args args(dataset, "mmdet.CocoDataset");
  return make_detection_coco(args, std::nullopt);
});

const RegisterDataset kYolov5Coco({"mmyolo.YOLOv5CocoDataset"},
                                  [](const config::Value& dataset, const DatasetContext&) {
                                    config::Args args(dataset, "mmyolo.YOLOv5CocoDataset");
                                    const std::optional<BatchShapes> shapes = read_batch_shapes(args);
                                    return make_detection_coco(args, shapes);
                                  });

}  // namespace
}  // namespace slipway::evaluate
