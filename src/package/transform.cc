// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "package/transform.h"

#include <algorithm>

#include "base/error.h"

namespace slipway::package {

Registry<Translate>& transform_translators() {
  static Registry<Translate> registry("transform");
  return registry;
}

RegisterTransform::RegisterTransform(std::initializer_list<const char*> keys, Translate translate) {
  for (const char* key : keys) transform_translators().add(key, translate);
}

std::string name_transform(const config::Value& transform) {
  const std::string place = transform.location().text();
  const std::string type = transform.at("type").as_string();
  return place.empty() ? type : type + " (" + place + ")";
}

void check_transform_keys(const config::Value& transform, std::initializer_list<std::string_view> known,
                          std::initializer_list<std::string_view> ignored) {
  std::vector<std::string> names;
  for (std::string_view key : known) names.emplace_back(key);
  for (std::string_view key : ignored) names.emplace_back(key);
  for (const auto& [key, value] : transform.as_dict()) {
    const std::string& name = key.as_string();
    if (name == "type" || name == "_scope_" || std::find(names.begin(), names.end(), name) != names.end()) continue;
    fail("{}: unknown option '{}'{}", name_transform(transform), name, did_you_mean(name, names));
  }
}

void expect_option(const config::Value& transform, std::string_view key,
                   std::initializer_list<config::Value> supported) {
  const config::Value* value = transform.find(key);
  if (value == nullptr) return;
  std::vector<std::string> texts;
  for (const config::Value& candidate : supported) {
    if (*value == candidate) return;
    texts.push_back(candidate.repr());
  }
  fail("{}: {}={} is not supported; supported: {}", name_transform(transform), key, value->repr(), join(texts, ", "));
}

std::array<int64_t, 2> read_size(const config::Value& transform, std::string_view key) {
  const config::Value& value = transform.at(key);
  std::array<int64_t, 2> size{};
  if (value.is_int()) {
    size = {value.as_int(), value.as_int()};
  } else {
    const std::vector<int64_t> items = value.as_ints();
    if (items.size() != 2) fail("{}: {} must be one size or two, not {}", name_transform(transform), key, value.repr());
    size = {items[0], items[1]};
  }
  if (size[0] < 1 || size[1] < 1) fail("{}: {} must be positive, not {}", name_transform(transform), key, value.repr());
  return size;
}

std::array<int64_t, 2> read_size(config::Args& args, std::string_view key) {
  return args.attempt([&] {
    args.require(key);
    return read_size(args.dict(), key);
  });
}

std::array<int64_t, 2> deployed_size(const config::Value& transform, std::string_view what,
                                     const std::array<int64_t, 2>& size, TransformContext& context) {
  if (!context.input_shape || *context.input_shape == size) return size;
  const std::array<int64_t, 2>& wanted = *context.input_shape;
  context.notes.push_back(fmt::format("input_shape [{}, {}] of the deploy config replaces {}'s {} ({}, {})", wanted[0],
                                      wanted[1], name_transform(transform), what, size[0], size[1]));
  return wanted;
}

void read_interpolation(config::Args& args, nlohmann::ordered_json& result) {
  const bool pillow = args.choice("backend", "cv2", {"cv2", "pillow"}) == "pillow";
  result["interpolation"] =
      pillow ? args.choice("interpolation", "bilinear", {"nearest", "box", "bilinear", "hamming", "bicubic", "lanczos"})
             : args.choice("interpolation", "bilinear", {"nearest", "bilinear", "bicubic", "area", "lanczos"});
  // MMDeploy's own runtime knows no `backend` and resizes with OpenCV.
  if (pillow) result["backend"] = "pillow";
}

nlohmann::ordered_json read_pad_color(config::Args& args, bool number_allowed) {
  const config::Value* value = args.entry("pad_val");
  if (value == nullptr) return 0;
  if (value->is_dict()) {
    value = value->find("img");
    if (value == nullptr) return 0;
  } else if (!number_allowed || !value->is_int()) {
    args.refuse("pad_val", fmt::format("must be {}a dict with 'img', not {}; the original stops at anything else",
                                       number_allowed ? "an int or " : "", value->repr()));
    return 0;
  }
  if (value->is_int()) return value->as_int();
  if (value->is_float()) return {value->as_float(), 0.0, 0.0};
  if (value->is_sequence() && value->size() == 3) return args.attempt([&] { return numbers(*value); });
  args.refuse("pad_val", fmt::format("the colour must be a number or three, not {}", value->repr()));
  return 0;
}

nlohmann::ordered_json pad_json(const nlohmann::ordered_json& color, const nlohmann::ordered_json& how) {
  nlohmann::ordered_json result{{"type", "Pad"}, {"pad_val", color}};
  // The only form of a colour that MMDeploy's own runtime reads; of three numbers it takes the first.
  if (color.is_array()) result["pad_val"] = {{"img", color}};
  result.update(how);
  return result;
}

std::string written_type(const config::Value& transform) { return transform.at("type").as_string(); }

nlohmann::ordered_json numbers(const config::Value& value) {
  const auto one = [](const config::Value& number) -> nlohmann::ordered_json {
    if (number.is_int()) return number.as_int();
    return number.as_float();
  };
  if (!value.is_sequence()) return one(value);
  nlohmann::ordered_json result = nlohmann::ordered_json::array();
  for (const config::Value& item : value.as_sequence()) result.push_back(one(item));
  return result;
}

}  // namespace slipway::package
