// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/registry.h"
#include "config/args.h"
#include "slipway/config.h"

namespace slipway::package {

/// What a model's data preprocessor does to a batch at inference, as pipeline.json says it.
struct DataPreprocessor {
  nlohmann::ordered_json mean = nlohmann::ordered_json::array({0, 0, 0});  ///< [3], in the order after to_rgb
  nlohmann::ordered_json std = nlohmann::ordered_json::array({1, 1, 1});   ///< [3]
  bool to_rgb = false;                                                     ///< swaps channels before all else
  int64_t pad_size_divisor = 1;
  std::optional<std::array<int64_t, 2>> pad_size{};  ///< w,h that smaller images are padded to, instead
  nlohmann::ordered_json pad_value = 0;              ///< as read_pad_color() has it; put in after mean and std
};

/// Reads the arguments of one type; wrong ones are kept in `args`.
using ReadDataPreprocessor = std::function<DataPreprocessor(config::Args& args)>;

/// Keys are types: "mmdet.DetDataPreprocessor".
Registry<ReadDataPreprocessor>& data_preprocessors();
struct RegisterDataPreprocessor {
  /// @param libraries in whose models this is meant where no type is written
  RegisterDataPreprocessor(std::initializer_list<const char*> types, std::initializer_list<const char*> libraries,
                           const ReadDataPreprocessor& read);
};

/// Of a whole model config; one that does nothing where there is none.
/// Errors: slipway::Error for an unknown type, or with all unknown and wrong arguments at once.
DataPreprocessor read_data_preprocessor(const config::Value& model_config);

}  // namespace slipway::package
