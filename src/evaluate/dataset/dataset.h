// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// What a model is tested on. One type of dataset is one file that registers itself.
#pragma once

#include <array>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <string>
#include <vector>

#include "base/registry.h"
#include "evaluate/metric/metric.h"
#include "slipway/config.h"

namespace slipway::evaluate {

/// One sample: an image file, or one instance in it (top-down).
struct DataItem {
  std::string image;            ///< path of the file
  GroundTruth truth;            ///< width and height are set where the image is read
  std::array<float, 4> bbox{};  ///< top-down: x1,y1,x2,y2 of the instance in image_px
  float bbox_score = 1;         ///< top-down: of the detector; 1 for annotated boxes
  /// height, width of the box that LetterResize fits the image into, px; 0 where that is up to LetterResize
  std::array<int64_t, 2> batch_shape{};
};

/// A dataset as its annotations describe it; no image was opened yet.
struct Dataset {
  std::string type;  ///< as the config wrote it
  DatasetInfo info;
  bool top_down = false;           ///< a sample is an instance, not an image
  std::vector<DataItem> items;     ///< in the order of the library that the type is of
  std::vector<std::string> bad;    ///< broken annotations, "FILE: what is wrong"; neither among the items nor in info
  std::vector<std::string> notes;  ///< what a user should know
};

struct DatasetContext {
  std::string default_scope;          ///< of the model config
  std::filesystem::path config_file;  ///< of the model config; "" where there is none
};

/// Makes a dataset of its dict in `test_dataloader`. Errors: slipway::Error for files that are missing or no
/// annotations at all, unknown keys, options that testing cannot have.
using DatasetMaker = std::function<Dataset(const config::Value& dataset, const DatasetContext& context)>;

/// Keys are "scope.Type" ("mmpose.CocoDataset").
Registry<DatasetMaker>& datasets();

struct RegisterDataset {
  RegisterDataset(std::initializer_list<const char*> keys, DatasetMaker make);
};

/// The dataset of its dict, with `indices` applied. Errors: an unknown type, with the list of known ones; those of its
/// maker; a dataset without samples.
Dataset make_dataset(const config::Value& dataset, const DatasetContext& context);

/// @name Helpers for makers
/// @{

/// `path`, below `root` unless it is absolute or `root` is empty, as mmengine joins them. Errors: a path on another
/// machine (http, https, s3).
std::string join_root(const std::string& root, const std::string& path);
/// The string of `key`; "" where it is absent or None.
std::string optional_string(const config::Value& dataset, std::string_view key);
/// `data_prefix`: a dict with `key`, or, where `plain` allows it, the string itself; joined with `data_root`. Errors:
/// another type.
std::string image_prefix(const config::Value& dataset, std::string_view key, bool plain, const std::string& fallback);
/// Errors where a folder of images is not there, with what to do.
void require_folder(const std::string& folder, const config::Value& dataset);
/// Errors where an annotation file is not there, with what to do.
void require_file(const std::string& file, const config::Value& dataset);
/// @}

}  // namespace slipway::evaluate
