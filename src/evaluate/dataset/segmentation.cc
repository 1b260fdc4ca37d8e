// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/error.h"
#include "config/args.h"
#include "evaluate/dataset/class_list.h"
#include "evaluate/dataset/dataset.h"
#include "image/image.h"
#include "image/label_image.h"
#include "package/segmentation_datasets.h"
#include "runtime/result/json.h"

namespace slipway::evaluate {
namespace {

/// What a number of a file means.
using Relabel = std::array<uint8_t, 256>;

/// As the library's LoadAnnotations: with `reduce_zero` 0 is no class and 1 the first one; then classes that the config
/// leaves out are none, and others get their place in its list.
/// @param known the dataset's own classes @param wanted the config's; the same, or a part of them
std::shared_ptr<const Relabel> make_relabel(bool reduce_zero, const std::vector<std::string>& known,
                                            const std::vector<std::string>& wanted) {
  constexpr uint8_t kNone = 255;
  auto relabel = std::make_shared<Relabel>();
  for (int value = 0; value < 256; ++value) {
    int label = value;
    if (reduce_zero) label = value == 0 || value == 255 ? kNone : value - 1;
    if (!known.empty() && known != wanted && label < static_cast<int>(known.size())) {
      const auto place = std::find(wanted.begin(), wanted.end(), known[static_cast<size_t>(label)]);
      label = place == wanted.end() ? kNone : static_cast<int>(place - wanted.begin());
    }
    (*relabel)[static_cast<size_t>(value)] = static_cast<uint8_t>(label);
  }
  return relabel;
}

std::function<LabelMap()> reader(const std::string& file, std::shared_ptr<const Relabel> relabel) {
  return [file, relabel = std::move(relabel)] {
    const cv::Mat image = image::read_label_image(file);
    LabelMap map{image.rows, image.cols, {}};
    map.labels.reserve(image.total());
    for (int y = 0; y < image.rows; ++y)
      for (int x = 0; x < image.cols; ++x) map.labels.push_back((*relabel)[image.at<uchar>(y, x)]);
    return map;
  };
}

void write_label_map(const std::string& file, const LabelMap& map) {
  const std::filesystem::path folder = std::filesystem::path(file).parent_path();
  std::error_code error;
  if (!folder.empty()) std::filesystem::create_directories(folder, error);
  if (error) fail("{}: the folder cannot be made: {}", folder.string(), error.message());
  image::write_image(file, runtime::to_image(map));
}

std::vector<std::array<int, 3>> read_palette(config::Args& args, const config::Value& metainfo) {
  std::vector<std::array<int, 3>> palette;
  const config::Value* colors = metainfo.find("palette");
  if (colors == nullptr || colors->is_none()) return palette;
  for (const config::Value& color : colors->as_sequence()) {
    const std::vector<int64_t> rgb = args.attempt([&] { return color.as_ints(); });
    if (rgb.size() != 3) {
      args.refuse("metainfo", "its 'palette' is no list of [R, G, B]");
      return {};
    }
    palette.push_back({static_cast<int>(rgb[0]), static_cast<int>(rgb[1]), static_cast<int>(rgb[2])});
  }
  return palette;
}

/// Names of images without their ending: the lines of `ann_file`, or all files of the folder, sorted by path.
std::vector<std::string> image_names(const std::string& ann_file, const std::string& folder, const std::string& suffix,
                                     const config::Value& dataset) {
  std::vector<std::string> names;
  std::error_code ignored;
  if (!ann_file.empty() && !std::filesystem::is_directory(ann_file, ignored)) {
    require_file(ann_file, dataset);
    for (std::string line : read_lines(ann_file)) {
      constexpr std::string_view kSpace = " \t\r\n";
      const size_t first = line.find_first_not_of(kSpace);
      line = first == std::string::npos ? "" : line.substr(first, line.find_last_not_of(kSpace) - first + 1);
      names.push_back(std::move(line));
    }
    return names;
  }
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const std::string name = std::filesystem::relative(entry.path(), folder).string();
    if (entry.is_regular_file() && name.ends_with(suffix)) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  for (std::string& name : names) name.resize(name.size() - suffix.size());
  return names;
}

/// @param known null for BaseSegDataset, which is no dataset in particular
Dataset make_segmentation(const config::Value& dataset, const package::SegmentationDataset* known) {
  config::Args args(dataset, known == nullptr ? "BaseSegDataset" : known->type);
  args.ignore({"filter_cfg", "indices", "serialize_data", "pipeline", "test_mode", "lazy_init", "max_refetch",
               "ignore_index", "data_root", "data_prefix"});
  const std::string suffix = args.string("img_suffix", known == nullptr ? ".jpg" : known->image_suffix);
  const std::string map_suffix = args.string("seg_map_suffix", known == nullptr ? ".png" : known->map_suffix);
  const bool reduce_zero = args.boolean("reduce_zero_label", known != nullptr && known->reduce_zero_label);
  const std::string root = optional_string(dataset, "data_root");
  const std::string ann_file = args.find("ann_file") == nullptr || optional_string(dataset, "ann_file").empty()
                                   ? ""
                                   : join_root(root, optional_string(dataset, "ann_file"));
  refuse_remote_files(args);

  Dataset result;
  const std::vector<std::string> usual = known == nullptr ? std::vector<std::string>{} : package::class_names(*known);
  result.info.classes = usual;
  if (known != nullptr) result.info.palette = package::palette(*known);
  if (const config::Value* metainfo = args.find("metainfo"); metainfo != nullptr && metainfo->is_dict()) {
    if (const config::Value* classes = metainfo->find("classes"); classes != nullptr && !classes->is_none())
      result.info.classes = args.attempt([&] { return classes->as_strings(); });
    if (metainfo->contains("palette")) result.info.palette = read_palette(args, *metainfo);
  }
  for (const std::string& name : result.info.classes)
    if (!usual.empty() && std::find(usual.begin(), usual.end(), name) == usual.end())
      args.refuse("metainfo", fmt::format("class '{}' is none of {}'s", name, known->type));
  if (result.info.classes.empty()) args.refuse("metainfo", "must name the 'classes'");
  args.finish();
  if (result.info.palette.size() != result.info.classes.size()) {
    // Those of the classes that are left, in their new places.
    std::vector<std::array<int, 3>> palette;
    for (size_t i = 0; i < usual.size() && i < result.info.palette.size(); ++i)
      if (std::find(result.info.classes.begin(), result.info.classes.end(), usual[i]) != result.info.classes.end())
        palette.push_back(result.info.palette[i]);
    result.info.palette = palette.size() == result.info.classes.size() ? palette : decltype(palette){};
  }
  result.info.reduce_zero_label = reduce_zero;
  result.info.write_label_map = write_label_map;

  const auto prefix = [&](const char* key) {
    const config::Value* value = dataset.find("data_prefix");
    const config::Value* path = value == nullptr || !value->is_dict() ? nullptr : value->find(key);
    if (path == nullptr) return std::optional<std::string>(join_root(root, ""));
    return path->is_none() ? std::nullopt : std::optional<std::string>(join_root(root, path->as_string()));
  };
  const std::string images = prefix("img_path").value_or(root);
  const std::optional<std::string> maps = prefix("seg_map_path");
  require_folder(images, dataset);
  const auto relabel = make_relabel(reduce_zero, usual, result.info.classes);
  for (const std::string& name : image_names(ann_file, images, suffix, dataset)) {
    DataItem item;
    item.image = join_root(images, name + suffix);
    item.truth.image_id = static_cast<int64_t>(result.items.size());
    if (maps) item.truth.label_map = reader(join_root(*maps, name + map_suffix), relabel);
    result.items.push_back(std::move(item));
  }
  return result;
}

/// All datasets of the library that differ in what the table says.
struct RegisterSegmentation {
  RegisterSegmentation() {
    datasets().add("mmseg.BaseSegDataset", [](const config::Value& dataset, const DatasetContext&) {
      return make_segmentation(dataset, nullptr);
    });
    for (const package::SegmentationDataset& known : package::segmentation_datasets())
      datasets().add(std::string("mmseg.") + known.type, [&known](const config::Value& dataset, const DatasetContext&) {
        return make_segmentation(dataset, &known);
      });
  }
};
const RegisterSegmentation kSegmentation;

}  // namespace
}  // namespace slipway::evaluate
