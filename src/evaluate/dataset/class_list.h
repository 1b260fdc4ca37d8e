// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "evaluate/dataset/dataset.h"

namespace slipway::evaluate {

/// What CustomDataset and the datasets derived from it are made of.
struct ImageFolder {
  std::string data_root;
  std::string prefix;    ///< folder of the images, joined with data_root
  std::string ann_file;  ///< joined with data_root; "" for class folders
  bool with_label = true;
  std::vector<std::string> extensions;  ///< in lower case
  std::vector<std::string> classes;     ///< as the config names them; empty where it does not
  size_t class_count = 0;               ///< that class folders must have; 0 for any
};

/// Reads the samples of a list ("PATH LABEL" a line) or of class folders, as mmpretrain's CustomDataset does.
Dataset read_image_folder(const ImageFolder& folder, const config::Value& dataset);

/// Lines of a text file, without their ends; what follows the last line's end is none.
std::vector<std::string> read_lines(const std::string& file);
/// `classes`, or `metainfo.classes`: a list of names, or a file with a name a line. Empty where the config has neither.
std::vector<std::string> read_class_names(const config::Value& dataset);
/// A path of the config with ~ resolved.
std::string expand_user(const std::string& path);
/// The options that all of these datasets have. @param type_name for messages
ImageFolder read_folder_options(const config::Value& dataset, const char* type_name, const std::string& prefix,
                                const std::string& ann_file);
/// The string of `data_prefix`, before it is joined with anything.
std::string plain_prefix(const config::Value& dataset);

}  // namespace slipway::evaluate
