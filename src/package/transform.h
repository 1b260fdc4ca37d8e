// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <functional>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/registry.h"
#include "slipway/config.h"

namespace slipway::package {

/// What the translation of a test pipeline knows and collects.
struct TransformContext {
  /// W,H that the deploy config wants instead of the model config's, if any.
  std::optional<std::array<int64_t, 2>> input_shape;
  /// Things that a user should know ("input_shape ... replaces ..."); printed as warnings.
  std::vector<std::string> notes;
};

/// Translates one transform of a test pipeline to transforms of pipeline.json; none for those that only load
/// annotations or pack. Errors: slipway::Error for options that the runtime does not have.
using Translate =
    std::function<std::vector<nlohmann::ordered_json>(const config::Value& transform, TransformContext& context)>;

/// Keys are "scope.Type" ("mmdet.Resize").
Registry<Translate>& transform_translators();

struct RegisterTransform {
  RegisterTransform(std::initializer_list<const char*> keys, Translate translate);
};

/// @name Helpers for translators
/// @{

/// "mmdet.Resize (cfg.py:12)" for messages.
std::string name_transform(const config::Value& transform);
/// Errors where `transform` has a key that is neither `type`, `known` nor `ignored` (keys without influence on
/// inference).
void check_transform_keys(const config::Value& transform, std::initializer_list<std::string_view> known,
                          std::initializer_list<std::string_view> ignored = {});
/// Errors unless an option has one of the values that the runtime has; absent is fine.
void expect_option(const config::Value& transform, std::string_view key,
                   std::initializer_list<config::Value> supported);
/// (w,h) of `key`: a pair, or one number for both.
std::array<int64_t, 2> read_size(const config::Value& transform, std::string_view key);
/// A number or the numbers of a list, as JSON.
nlohmann::ordered_json numbers(const config::Value& value);
/// @}

}  // namespace slipway::package
