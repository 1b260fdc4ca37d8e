// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// CustomDataset of mmpretrain: with `ann_file`, a line "PATH LABEL" per image; without, a folder per class.
#include "evaluate/dataset/class_list.h"

namespace slipway::evaluate {
namespace {

Dataset make_custom(const config::Value& dataset, const DatasetContext&) {
  if (dataset.contains("split"))
    fail("{} ({}): CustomDataset has no 'split'", dataset.path(), dataset.at("split").location().text());
  const ImageFolder folder = read_folder_options(dataset, "CustomDataset", plain_prefix(dataset),
                                                 expand_user(optional_string(dataset, "ann_file")));
  return read_image_folder(folder, dataset);
}

const RegisterDataset kCustom({"mmpretrain.CustomDataset"}, make_custom);

}  // namespace
}  // namespace slipway::evaluate
