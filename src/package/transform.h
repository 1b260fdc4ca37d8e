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
#include "config/args.h"
#include "slipway/config.h"

namespace slipway::package {

/// What the translation of a test pipeline knows and collects.
struct TransformContext {
  /// W,H that the deploy config wants instead of the model config's, if any.
  std::optional<std::array<int64_t, 2>> input_shape;
  /// Whether every image must come out with one size, as the network takes no other.
  bool fixed_size = false;
  /// Whether a transform so far pads before the image as well, so that the head must know by how much.
  bool pads_before = false;
  /// By what the box that a sample is (top-down) is enlarged, once a transform has said it.
  std::optional<double> box_padding;
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
/// The same, of arguments; what is wrong is kept in `args`.
std::array<int64_t, 2> read_size(config::Args& args, std::string_view key);
/// The deploy config's input_shape in the place of a transform's own size, with a note; `size` where there is none.
/// @param what of the transform is replaced, for the note: "scale"
std::array<int64_t, 2> deployed_size(const config::Value& transform, std::string_view what,
                                     const std::array<int64_t, 2>& size, TransformContext& context);
/// Reads `backend` and `interpolation` of a resize into `result`.
void read_interpolation(config::Args& args, nlohmann::ordered_json& result);
/// The colour that mmcv's padding functions get from `pad_val`, which they do not treat alike: an int is for all
/// channels, a float for the first, a tuple has one for each. As JSON an int or a list of three, which mean that in
/// pipeline.json, too. What is wrong is kept in `args`.
/// @param number_allowed whether `pad_val` may be an int itself, and not only a dict with 'img'
nlohmann::ordered_json read_pad_color(config::Args& args, bool number_allowed);
/// A Pad of pipeline.json. @param color from read_pad_color() @param how its other keys: {"size": [w,h]}
nlohmann::ordered_json pad_json(const nlohmann::ordered_json& color, const nlohmann::ordered_json& how);
/// The type as the config writes it, for Args.
std::string written_type(const config::Value& transform);
/// A number or the numbers of a list, as JSON.
nlohmann::ordered_json numbers(const config::Value& value);
/// @}

}  // namespace slipway::package
