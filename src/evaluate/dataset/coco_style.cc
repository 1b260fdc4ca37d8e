// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/dataset/coco_style.h"

#include <algorithm>

#include "base/error.h"
#include "evaluate/metric/whole_body.h"

namespace slipway::evaluate {
namespace {

/// px of a `scale` of 1.
constexpr float kScaleUnit = 200;

std::string key_of_side(const char* side, const char* key) { return std::string(side) + key; }

/// The values that an annotation has for the keys that its file was read with.
class FurtherValues {
 public:
  FurtherValues(const CocoAnnotation& annotation, const CocoTruth& truth, const CocoStyle& style)
      : annotation_(annotation), truth_(truth), keys_(style.keys()) {}

  std::span<const double> find(const std::string& key) const {
    const auto place = std::find(keys_.begin(), keys_.end(), key) - keys_.begin();
    return truth_.of(annotation_.more.at(static_cast<size_t>(place)));
  }
  /// @param size how many there must be; 0 for any number
  std::span<const double> require(const std::string& key, size_t size) const {
    const std::span<const double> values = find(key);
    if (values.empty()) fail("has no '{}'", key);
    if (size != 0 && values.size() != size) fail("'{}' must be {} numbers, not {}", key, size, values.size());
    return values;
  }

 private:
  const CocoAnnotation& annotation_;
  const CocoTruth& truth_;
  std::vector<std::string> keys_;
};

/// x1,y1,x2,y2 inside the image, as mmpose clips annotated boxes.
std::array<float, 4> clip_box(std::span<const double> box, const CocoImage& image, const CocoStyle& style) {
  const double x = box[0] - style.origin, y = box[1] - style.origin;
  const auto clip = [](double value, int64_t size) {
    return static_cast<float>(std::min(std::max(value, 0.0), static_cast<double>(size - 1)));
  };
  if (!style.clips) {
    // In single precision, as mmpose has them.
    const auto x1 = static_cast<float>(x), y1 = static_cast<float>(y);
    return {x1, y1, x1 + static_cast<float>(box[2]), y1 + static_cast<float>(box[3])};
  }
  if (image.width < 1 || image.height < 1) fail("image {} has no width and height", image.id);
  return {clip(x, image.width), clip(y, image.height), clip(x + box[2], image.width), clip(y + box[3], image.height)};
}

std::array<float, 4> centred_box(const FurtherValues& values) {
  const std::span<const double> center = values.require("center", 2);
  const float size = static_cast<float>(values.require("scale", 1)[0]) * kScaleUnit;
  const float x = static_cast<float>(center[0]) - 0.5F * size, y = static_cast<float>(center[1]) - 0.5F * size;
  return {x, y, x + size, y + size};
}

void set_keypoints(CocoInstance& instance, std::span<const double> values, const CocoStyle& style) {
  if (values.size() % 3 != 0) fail("its keypoints must be 3 numbers each, not {}", values.size());
  for (size_t i = 0; i + 2 < values.size(); i += 3) {
    instance.keypoints.push_back(
        {static_cast<float>(values[i]) - style.origin, static_cast<float>(values[i + 1]) - style.origin});
    instance.visible.push_back((style.whole_body ? values[i + 2] > 0 : values[i + 2] != 0) ? 1 : 0);
  }
}

/// Whether a person can be seen: keypoints as annotated, else those with a coordinate other than 0.
bool has_visible_keypoints(const CocoInstance& instance, int64_t annotated) {
  bool positive = false;
  int64_t nonzero = 0;
  for (const auto& [x, y] : instance.keypoints) {
    const float largest = std::max(x, y);
    positive = positive || largest > 0;
    nonzero += largest != 0 ? 1 : 0;
  }
  return positive && (annotated >= 0 ? annotated : nonzero) != 0;
}

/// Of a side of an annotation with both hands, or of a face in one.
std::vector<CocoInstance> read_part(const FurtherValues& values, const char* side, const CocoAnnotation& annotation,
                                    const CocoImage& image, const CocoStyle& style) {
  const std::span<const double> keypoints = values.require(key_of_side(side, style.keypoints), 0);
  const bool valid = values.require(key_of_side(side, style.valid), 1)[0] != 0;
  if (!valid || !(*std::max_element(keypoints.begin(), keypoints.end()) > 0)) return {};
  CocoInstance instance;
  set_keypoints(instance, keypoints, style);
  instance.box = clip_box(values.require(key_of_side(side, style.box), 4), image, style);
  instance.is_sample = !annotation.is_crowd && has_visible_keypoints(instance, -1);
  return {instance};
}

}  // namespace

std::vector<std::string> CocoStyle::keys() const {
  std::vector<std::string> keys = required;
  if (whole_body) return whole_body_keys();
  if (centred) keys.insert(keys.end(), {"center", "scale"});
  if (head_size != nullptr) keys.emplace_back(head_size);
  for (const char* key : {keypoints, box, valid}) {
    if (key == nullptr) continue;
    if (!sides) keys.emplace_back(key);
    if (sides) keys.insert(keys.end(), {key_of_side("left", key), key_of_side("right", key)});
  }
  return keys;
}

std::vector<CocoInstance> read_instances(const CocoAnnotation& annotation, const CocoTruth& truth,
                                         const CocoImage& image, const CocoStyle& style) {
  const FurtherValues values(annotation, truth, style);
  if (annotation.is_crowd && !style.has_crowds) return {};
  std::vector<CocoInstance> instances;
  if (style.valid != nullptr) {
    for (const char* side : style.sides ? std::vector<const char*>{"left", "right"} : std::vector<const char*>{""})
      for (CocoInstance& instance : read_part(values, side, annotation, image, style))
        instances.push_back(std::move(instance));
  } else {
    const bool has_box = annotation.has_bbox || style.whole > 0 || style.centred;
    if (!has_box || !annotation.has_keypoints) return {};
    for (const std::string& key : style.required) values.require(key, 1);
    CocoInstance instance;
    set_keypoints(instance,
                  style.keypoints != nullptr ? values.require(style.keypoints, 0) : truth.keypoints(annotation), style);
    if (style.whole > 0)
      instance.box = {0, 0, style.whole, style.whole};
    else
      instance.box = style.centred ? centred_box(values) : clip_box(annotation.bbox, image, style);
    if (style.head_size != nullptr) instance.head_size = values.require(style.head_size, 1)[0];
    const int64_t annotated = style.counts_keypoints ? -1 : annotation.num_keypoints;
    instance.is_sample = !annotation.is_crowd && has_visible_keypoints(instance, annotated);
    instances.push_back(std::move(instance));
  }
  for (CocoInstance& instance : instances) {
    const auto& [x1, y1, x2, y2] = instance.box;
    instance.is_sample = instance.is_sample && x2 - x1 > 0 && y2 - y1 > 0;
  }
  return instances;
}

}  // namespace slipway::evaluate
