// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// The one file that speaks to the SDK, in C++.
#include "run/models.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/strings.h"
#include "run/convert.h"

namespace slipway {
using BadInput = Error;  // which is no longer the only one when the SDK's header is read
}

#include "slipway/opencv.hpp"

namespace slipway::run {
namespace {

using nlohmann::json;

[[noreturn]] void rethrow(const v1::Error& error) {
  const bool named = error.context().empty() || starts_with(error.what(), error.context());
  const std::string text = named ? std::string(error.what()) : error.context() + ": " + error.what();
  if (error.code() == v1::Code::kInternal) throw InternalError(text);
  if (error.code() == v1::Code::kOutOfMemory) throw std::bad_alloc();
  throw ::slipway::BadInput(
      text, error.code() == v1::Code::kUnavailable ? ErrorKind::kUnavailable : ErrorKind::kInvalidInput);
}

std::vector<v1::Image> images_of(const std::vector<Frame>& frames) {
  std::vector<v1::Image> images;
  for (const Frame& frame : frames) images.push_back(v1::image(frame.pixels));
  return images;
}

std::vector<Result> results_of(const v1::Results& results) {
  std::vector<Result> all;
  for (size_t i = 0; i < results.size(); ++i) all.push_back(to_result(results.get(), i));
  return all;
}

std::vector<std::string> classes_of(const json& info) {
  std::vector<std::string> names;
  if (info["classes"].is_array())
    for (const json& name : info["classes"]) names.push_back(name.is_string() ? name.get<std::string>() : "");
  return names;
}

draw::Rgb color_at(const json& colors, size_t index) {
  const json entry = colors.is_array() && index < colors.size() ? colors[index] : json();
  draw::Rgb color{255, 255, 255};
  for (size_t c = 0; c < 3 && entry.is_array() && entry.size() == 3; ++c)
    if (entry[c].is_number_integer()) color[c] = std::clamp(entry[c].get<int>(), 0, 255);
  return color;
}

/// Of deploy.json, as far as it is one: the file is not trusted.
draw::SkeletonInfo skeleton_of(const json& info) {
  const json& given = info["skeleton"];
  draw::SkeletonInfo result;
  if (!given.is_object()) return result;
  const json keypoints = given.value("keypoints", json()), links = given.value("links", json());
  const json colors = given.value("keypoint_colors", json()), link_colors = given.value("link_colors", json());
  for (size_t k = 0; keypoints.is_array() && k < keypoints.size(); ++k) {
    result.keypoint_names.push_back(keypoints[k].is_string() ? keypoints[k].get<std::string>() : "");
    result.keypoint_colors.push_back(color_at(colors, k));
  }
  for (size_t l = 0; links.is_array() && l < links.size(); ++l) {
    const json& link = links[l];
    if (!link.is_array() || link.size() != 2 || !link[0].is_number_integer() || !link[1].is_number_integer()) continue;
    result.links.push_back({link[0].get<int>(), link[1].get<int>()});
    result.link_colors.push_back(color_at(link_colors, l));
  }
  return result;
}

int64_t label_of(const std::string& wanted, const std::vector<std::string>& classes, const std::string& model) {
  if (wanted.empty()) return -1;
  const auto found = std::find(classes.begin(), classes.end(), wanted);
  if (found != classes.end()) return found - classes.begin();
  if (std::all_of(wanted.begin(), wanted.end(), [](unsigned char c) { return std::isdigit(c) != 0; }) &&
      wanted.size() < 10)
    return std::stoll(wanted);
  if (classes.empty()) fail("{}: deploy.json names no classes; give the number of the class: --det-class 0", model);
  fail("{} has no class '{}'{}; it has: {} (--det-class)", model, wanted, did_you_mean(wanted, classes),
       join(classes, ", "));
}

}  // namespace

std::string session_info(const std::string& folder) try {
  return v1::Session(folder).info();
} catch (const v1::Error& e) {
  rethrow(e);
}

Models load_models(const Options& options) try {
  v1::SessionOptions settings;
  settings.device = options.device;
  settings.threads = options.threads;
  settings.max_batch = options.batch;
  const v1::Model model(options.model);
  const json info = json::parse(model.info());
  Models result;
  result.classes = classes_of(info);
  result.skeleton = skeleton_of(info);
  const auto text = [&](const char* key) { return info[key].is_string() ? info[key].get<std::string>() : "?"; };
  result.title = fmt::format("{} '{}', {}, {}", text("task"), text("name"), text("backend"), text("precision"));
  const auto session = std::make_shared<v1::Session>(model, settings);
  if (options.pose.empty()) {
    result.run = [session](const std::vector<Frame>& frames) {
      try {
        return results_of(session->run(images_of(frames)));
      } catch (const v1::Error& e) {
        rethrow(e);
      }
    };
    return result;
  }
  // Boxes of an image go through the pose model together, as `deploy` runs them.
  settings.max_batch = 0;
  const v1::Model pose_model(options.pose);
  result.skeleton = skeleton_of(json::parse(pose_model.info()));
  const v1::Session pose(pose_model, settings);
  const auto pipeline =
      std::make_shared<v1::TopDown>(*session, pose, label_of(options.detector_class, result.classes, options.model),
                                    static_cast<float>(options.detector_threshold));
  result.classes.clear();
  result.run = [pipeline](const std::vector<Frame>& frames) {
    try {
      return results_of(pipeline->results(images_of(frames)));
    } catch (const v1::Error& e) {
      rethrow(e);
    }
  };
  return result;
} catch (const v1::Error& e) {
  rethrow(e);
}

}  // namespace slipway::run
