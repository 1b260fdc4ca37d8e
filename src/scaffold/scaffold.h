// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// `slipway new`: the files that an extension begins with, made of templates.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace slipway::scaffold {

struct Request {
  std::string kind;              ///< a folder of the templates: "model", "metric", ...
  std::string name;              ///< "HandHead" or "hand_head"
  std::filesystem::path plugin;  ///< folder of the plugin, made where it is not there; "" for one of the thing's name
  std::string library;           ///< whose registry the type is in: "mmpose"
  std::filesystem::path templates;  ///< folder of the templates
  std::filesystem::path prefix;     ///< where CMake finds Slipway's package
  /// The root of a checkout of Slipway: files go where its own of this kind are. "" for a plugin. `library` is one of
  /// src/codebase then where a type has to be one's; `name` may be the original's whole name,
  /// "mmdet.models.necks.my_neck.MyNeck", which says the library and the folder.
  std::filesystem::path tree{};
};

struct Written {
  std::filesystem::path folder;              ///< of the plugin, or the root of the checkout
  std::string plugin;                        ///< its name; "" in a checkout
  std::vector<std::filesystem::path> files;  ///< relative to the folder
  std::vector<std::string> test_programs;    ///< in a checkout: targets that have the tests: "codebase_kit_tests"
  std::string test_filter;                   ///< in a checkout: which tests of those they are: "HandHead.*"
};

/// "HandHead" of either form. Errors: what is no name of a C++ type.
std::string type_name(const std::string& name);
/// "hand_head" of either form: "YOLOXPoseHead" gives "yolox_pose_head".
std::string snake_name(const std::string& name);

/// The root of the checkout of Slipway that a folder is in; "" where it is in none.
std::filesystem::path find_tree(const std::filesystem::path& folder);

/// Writes source and test, and where the folder is no plugin yet its CMakeLists.txt and README.md. All or nothing.
/// Errors: files that are there already (all of them), a folder of other things, an unknown library, templates that are
/// not there; in a checkout, a library that has no folder in src/codebase.
Written write(const Request& request);

}  // namespace slipway::scaffold
