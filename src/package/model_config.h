// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "slipway/config.h"

namespace slipway::package {

/// @name Parts of a model config, wherever its library keeps them
/// @{

/// `default_scope`, "" where there is none.
std::string default_scope(const config::Value& model_config);
/// The dataset of the test loader, wrappers removed; null where there is none.
const config::Value* test_dataset(const config::Value& model_config);
/// The test pipeline: of the test loader's dataset, or `test_pipeline`, or of the validation loader; null where there
/// is none.
const config::Value* test_pipeline(const config::Value& model_config);
/// The pipeline of the training loader's dataset; null where there is none.
const config::Value* train_pipeline(const config::Value& model_config);
/// `data_preprocessor` of the model, or of the config (mmpretrain); null where there is none.
const config::Value* data_preprocessor(const config::Value& model_config);
/// Class names as far as the config says them; empty otherwise.
std::vector<std::string> class_names(const config::Value& model_config);
/// "mmdet.Resize" -> {"mmdet", "Resize"}; a type without a scope gets the default one.
std::pair<std::string, std::string> split_type(const std::string& type, const std::string& default_scope);
/// @}

}  // namespace slipway::package
