// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <initializer_list>
#include <string>
#include <vector>

#include "base/registry.h"
#include "package/deploy_config.h"
#include "slipway/config.h"
#include "task/post_processing.h"

namespace slipway::package {

/// What post-processing a head does with a `test_cfg`. One convention is one file in settings/.
struct SettingsReader {
  /// Errors: slipway::Error, all at once, for keys and values that the head cannot honour.
  std::function<task::ModelSettings(const config::Value& test_cfg, int64_t num_classes)> read;
  /// All keys that it looks at or knows to have no effect at inference.
  std::vector<std::string> known;
};

/// Keys are types of heads ("mmdet.YOLOXHead"), or libraries for all of their heads that are not named ("mmdet").
Registry<SettingsReader>& settings_readers();
struct RegisterSettings {
  RegisterSettings(std::initializer_list<const char*> keys, const SettingsReader& reader);
};

/// @param head the registry key of its type: "mmdet.YOLOXHead" @param test_cfg a dict or None
task::ModelSettings read_settings(const std::string& head, const config::Value& test_cfg, int64_t num_classes);
/// One sentence for each key of `test_cfg` that neither post-processing nor deployment reads.
std::vector<std::string> unused_settings(const std::string& head, const config::Value& test_cfg);

/// The same for the head of a whole model config (`model.bbox_head` or `model.head`, with the test_cfg of the model).
task::ModelSettings read_model_settings(const config::Value& model_config);

/// Merges the model's settings with `codebase_config.post_processing`, the model's first, as MMDeploy does.
/// Errors: slipway::Error for a missing `post_processing`, or values out of range.
task::PostProcessing read_post_processing(const config::Value& deploy_config, const task::ModelSettings& model);
/// The post-processing of a deployment; nothing where its deploy config has none, as for tasks that choose nothing.
std::optional<task::PostProcessing> find_post_processing(const config::Value& deploy_config,
                                                         const task::ModelSettings& model);

/// Whether height or width of the model's input is dynamic.
bool size_is_dynamic(const config::Value& deploy_config);

/// @name Helpers for readers
/// @{
std::optional<double> optional_number(const config::Value& dict, std::string_view key);
std::optional<int64_t> optional_integer(const config::Value& dict, std::string_view key);
/// Whether the entry is there and True.
bool is_true(const config::Value& dict, std::string_view key);
/// The entry `nms` of mmdet's and mmyolo's heads: threshold and class_agnostic. None: nothing is suppressed.
/// @param problems gets what is not supported
void read_nms(const config::Value& test_cfg, const char* head, task::ModelSettings& settings,
              std::vector<std::string>& problems);
/// The entry `min_bbox_size`: below 0 nothing, 0 drops empty boxes, more is refused.
void read_min_box_size(const config::Value& test_cfg, task::ModelSettings& settings,
                       std::vector<std::string>& problems);
/// "cfg.py:12:3 (model.test_cfg.nms)", or what is known of it.
std::string place_of(const config::Value& value);
void throw_problems(const std::vector<std::string>& problems);
/// @}

}  // namespace slipway::package
