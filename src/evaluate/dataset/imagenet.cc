// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// ImageNet of mmpretrain: CustomDataset with `split`, which names the folder and, where it is there, meta/SPLIT.txt.
#include "evaluate/dataset/class_list.h"

namespace slipway::evaluate {
namespace {

constexpr size_t kClasses = 1000;

Dataset make_imagenet(const config::Value& dataset, const DatasetContext&) {
  std::string prefix = plain_prefix(dataset);
  std::string ann_file = expand_user(optional_string(dataset, "ann_file"));
  const std::string split = optional_string(dataset, "split");
  if (!split.empty() && split != "train" && split != "val" && split != "test")
    fail("{} ({}): split must be 'train', 'val' or 'test', not '{}'", dataset.path(),
         dataset.at("split").location().text(), split);
  if (!split.empty()) {
    if (prefix.empty()) prefix = split;
    const std::string listed = "meta/" + split + ".txt";
    std::error_code ignored;
    if (ann_file.empty() && std::filesystem::exists(join_root(optional_string(dataset, "data_root"), listed), ignored))
      ann_file = listed;
  }
  ImageFolder folder = read_folder_options(dataset, "ImageNet", prefix, ann_file);
  if (split == "test") folder.with_label = false;
  folder.class_count = kClasses;
  return read_image_folder(folder, dataset);
}

const RegisterDataset kImagenet({"mmpretrain.ImageNet"}, make_imagenet);

}  // namespace
}  // namespace slipway::evaluate
