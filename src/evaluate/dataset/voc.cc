// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// VOCDataset of mmdet: a list of names, an XML file of annotations for each.
#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/io.h"
#include "base/strings.h"
#include "evaluate/dataset/class_list.h"
#include "evaluate/dataset/detection.h"
#include "evaluate/dataset/xml.h"
#include "package/dataset_classes.h"

namespace slipway::evaluate {
namespace {

struct Layout {
  std::string root;  ///< `sub_data_root`, joined with data_root; "" where the config does not name it
  std::string image_folder, annotation_folder;
};

const std::string& text_of(const XmlElement& parent, const char* name) {
  const XmlElement* child = parent.find(name);
  if (child == nullptr) fail("<{}> has no <{}>", parent.name, name);
  return child->text;
}

/// A number, as Python's float() reads it: white space around it and a plus are skipped.
double read_number(const XmlElement& parent, const char* name) {
  std::string_view text = text_of(parent, name);
  constexpr std::string_view kSpace = " \t\n\r";
  text.remove_prefix(std::min(text.find_first_not_of(kSpace), text.size()));
  text = text.substr(0, text.find_last_not_of(kSpace) + 1);
  if (starts_with(text, "+")) text.remove_prefix(1);
  constexpr double kLargest = 1e9;
  double value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || stop != text.data() + text.size() || !(std::abs(value) < kLargest))
    fail("<{}> is '{}', which is no number", name, text);
  return value;
}

int64_t read_whole(const XmlElement& parent, const char* name) {
  const double value = read_number(parent, name);
  if (value != std::trunc(value)) fail("<{}> is '{}', which is no whole number", name, text_of(parent, name));
  return static_cast<int64_t>(value);
}

/// The boxes of the objects whose class the dataset has. Pixels are counted from 1 in the file, and whole.
std::vector<AnnotatedBox> read_boxes(const XmlElement& root, const DetectionOptions& options) {
  std::vector<AnnotatedBox> boxes;
  for (const XmlElement& object : root.children) {
    if (object.name != "object") continue;
    const auto name = std::find(options.classes.begin(), options.classes.end(), text_of(object, "name"));
    if (name == options.classes.end()) continue;
    AnnotatedBox box;
    // A name that is there twice has the later label.
    for (size_t i = 0; i < options.classes.size(); ++i)
      if (options.classes[i] == *name) box.label = static_cast<int32_t>(i);
    const XmlElement* corners = object.find("bndbox");
    if (corners == nullptr) fail("<object> has no <bndbox>");
    constexpr const char* kCorners[] = {"xmin", "ymin", "xmax", "ymax"};
    for (size_t k = 0; k < 4; ++k) box.box[k] = static_cast<float>(std::trunc(read_number(*corners, kCorners[k])) - 1);
    const float shorter = std::min(box.box[2] - box.box[0], box.box[3] - box.box[1]);
    box.ignore = (object.find("difficult") != nullptr && read_whole(object, "difficult") != 0) ||
                 (options.bbox_min_size && shorter < static_cast<float>(*options.bbox_min_size));
    boxes.push_back(box);
  }
  return boxes;
}

/// Whether filter_cfg keeps the image.
bool is_kept(const XmlElement& root, const std::vector<AnnotatedBox>& boxes, const DetectionOptions& options) {
  if (options.filter_empty && boxes.empty()) return false;
  if (options.min_size <= 0) return true;
  const XmlElement* size = root.find("size");
  if (size == nullptr) fail("has no <size>, which min_size of filter_cfg needs");
  return std::min(read_whole(*size, "width"), read_whole(*size, "height")) >= options.min_size;
}

Layout read_layout(config::Args& args, const std::string& data_root) {
  Layout layout;
  layout.image_folder = args.string("img_subdir", "JPEGImages");
  layout.annotation_folder = args.string("ann_subdir", "Annotations");
  const config::Value* prefix = args.find("data_prefix");
  if (prefix == nullptr) return layout;
  if (!prefix->is_dict()) {
    args.refuse("data_prefix", "must be a dict with 'sub_data_root'");
  } else if (const config::Value* root = prefix->find("sub_data_root"); root != nullptr) {
    layout.root = join_root(data_root, root->as_string());
  }
  return layout;
}

Dataset make_voc(config::Args& args) {
  const config::Value& dataset = args.dict();
  const DetectionOptions options = read_detection_options(args, package::voc_classes());
  const Layout layout = read_layout(args, options.data_root);
  args.finish();
  Dataset result;
  result.info.classes = options.classes;
  result.info.has_boxes = true;
  for (const char* year : {"VOC2012", "VOC2007"})
    if (layout.root.find(year) != std::string::npos) result.info.voc_year = year;
  require_file(options.ann_file, dataset);
  require_folder(layout.root, dataset);
  const std::string annotations = join_root(layout.root, layout.annotation_folder);

  const std::vector<std::string> names = read_lines(options.ann_file);
  for (size_t i = 0; i < names.size(); ++i) {
    const std::string file = join_root(annotations, names[i] + ".xml");
    try {
      const XmlElement root = parse_xml(io::read_file(file));
      DataItem item;
      item.image = join_root(layout.root, join_root(layout.image_folder, names[i] + ".jpg"));
      item.truth.image_id = static_cast<int64_t>(i);
      item.truth.boxes = read_boxes(root, options);
      if (is_kept(root, item.truth.boxes, options)) result.items.push_back(std::move(item));
    } catch (const Error& e) {
      // A file that is not there names itself.
      const std::string what = e.what();
      result.bad.push_back(what.find(file) == std::string::npos ? file + ": " + what : what);
    }
  }
  return result;
}

const RegisterDataset kVoc({"mmdet.VOCDataset"}, [](const config::Value& dataset, const DatasetContext&) {
  config::Args args(dataset, "mmdet.VOCDataset");
  return make_voc(args);
});

const RegisterDataset kYolov5Voc({"mmyolo.YOLOv5VOCDataset"}, [](const config::Value& dataset, const DatasetContext&) {
  config::Args args(dataset, "mmyolo.YOLOv5VOCDataset");
  // Which would need the sizes of all images before the first one is read.
  args.refuse_if_set("batch_shapes_cfg",
                     "batches of shapes of their own are not supported for VOC's annotations; set it to None "
                     "(--cfg-options test_dataloader.dataset.batch_shapes_cfg=None)");
  return make_voc(args);
});

}  // namespace
}  // namespace slipway::evaluate
