// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "slipway/config.h"

namespace slipway::package {

/// What an image goes through before the network.
struct TestPipeline {
  config::Value steps;  ///< a sequence
  std::string scope;  ///< where the steps' types are looked up: default_scope, or `_scope_` of the dataset around them
};

/// @name Parts of a model config, wherever its library keeps them
/// @{

/// The dict below `key`; null where `value` is null or no dict, or has none there.
const config::Value* find_dict(const config::Value* value, std::string_view key);
/// `default_scope`, "" where there is none.
std::string default_scope(const config::Value& model_config);
/// The scope that the model's type is of: the one written with it, its `_scope_`, or default_scope; "" where there is
/// none.
std::string model_scope(const config::Value& model_config);
/// Where the types of the model's parts are looked up: `_scope_` of the model, or default_scope; "" where there is
/// none.
std::string parts_scope(const config::Value& model_config);
/// The dataset of the test loader, wrappers removed; null where there is none.
const config::Value* test_dataset(const config::Value& model_config);
/// The test pipeline: of the test loader's dataset, or `test_pipeline`, or of the validation loader; none where there
/// is none.
std::optional<TestPipeline> test_pipeline(const config::Value& model_config);
/// The pipeline of the training loader's dataset; null where there is none.
const config::Value* train_pipeline(const config::Value& model_config);
/// `data_preprocessor` of the model, or of the config (mmpretrain); null where there is none.
const config::Value* data_preprocessor(const config::Value& model_config);
/// Number of classes that the model's head is said to have; absent where the config does not say.
std::optional<int64_t> num_classes(const config::Value& model_config);
/// Class names as far as the config says them; empty otherwise.
std::vector<std::string> class_names(const config::Value& model_config);
/// Those of COCO, PASCAL VOC or a dataset of segmentation, where the config is for such a dataset and the model has as
/// many classes; else empty.
std::vector<std::string> usual_class_names(const config::Value& model_config);
/// Colours of classes, RGB, as far as the config says them (metainfo.palette); empty otherwise.
std::vector<std::array<int, 3>> class_palette(const config::Value& model_config);
/// The same, of the dataset that the config is for.
std::vector<std::array<int, 3>> usual_class_palette(const config::Value& model_config);
/// @}

}  // namespace slipway::package
