// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Prints what a model finds in raw images ("WIDTH HEIGHT\n", BGR), from the C++ interface, by the keys of results.json.
//
// Usage: dump track DETECTOR_DIR --pose POSE_DIR FRAME.raw...
//        dump TASK MODEL_DIR (IMAGE.raw [--box X1 Y1 X2 Y2 SCORE]...)...     TASK: classes, instances, map
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include "slipway/opencv.hpp"

namespace {

cv::Mat read_raw(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  int width = 0, height = 0;
  file >> width >> height;
  file.get();
  cv::Mat image(height, width, CV_8UC3);
  file.read(reinterpret_cast<char*>(image.data), static_cast<std::streamsize>(image.total() * 3));
  if (!file) throw std::runtime_error(path + ": no raw image");
  return image;
}

std::string number(float value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.9g", static_cast<double>(value));
  return text;
}

template <typename List, typename Print>
std::string list(const List& items, Print&& print) {
  std::string text = "[";
  for (const auto& item : items) text += (text.size() > 1 ? ", " : "") + print(item);
  return text + "]";
}

std::string text_of(const slipway::Instances& found) {
  const auto column = [&](const char* key, auto&& print) {
    return std::string("\"") + key + "\": " + list(found, print);
  };
  const auto point = [](const slipway::Keypoint& k) { return "[" + number(k.x) + ", " + number(k.y) + "]"; };
  std::string text = column("bboxes", [](const slipway::Instance& i) {
    return "[" + number(i.box.x1) + ", " + number(i.box.y1) + ", " + number(i.box.x2) + ", " + number(i.box.y2) + "]";
  });
  text += ", " + column("bbox_scores", [](const slipway::Instance& i) { return number(i.box.score); });
  if (found.arrays().labels != nullptr)
    text += ", " + column("labels", [](const slipway::Instance& i) { return std::to_string(i.label); });
  if (found.arrays().keypoints != nullptr) {
    text += ", " + column("keypoints", [&](const slipway::Instance& i) { return list(i.keypoints, point); });
    text += ", " + column("keypoint_scores", [](const slipway::Instance& i) {
              return list(i.keypoints, [](const slipway::Keypoint& k) { return number(k.score); });
            });
  }
  if (found.arrays().track_ids != nullptr)
    text += ", " + column("track_ids", [](const slipway::Instance& i) { return std::to_string(i.id); });
  return text;
}

std::string text_of(const slipway::Classes& classes) {
  const std::vector<float> scores(classes.arrays().scores, classes.arrays().scores + classes.size());
  return "\"pred_score\": " + list(scores, number) + ", \"pred_label\": " + std::to_string(classes.label());
}

std::string text_of(const slipway::LabelMap& map) {
  const cv::Mat labels = slipway::matrix(map);
  std::map<int, int> counts;
  for (const int label : cv::Mat_<int>(labels)) ++counts[label];
  return "\"shape\": [" + std::to_string(map.height()) + ", " + std::to_string(map.width()) + "], \"pixels\": {" + [&] {
    std::string text;
    for (const auto& [label, count] : counts)
      text += (text.empty() ? "\"" : ", \"") + std::to_string(label) + "\": " + std::to_string(count);
    return text;
  }() + "}";
}

/// Alone, together and in the background must be the same; what is printed are those together.
template <typename Task>
void run(const std::string& folder, const std::vector<slipway::Image>& images) {
  slipway::SessionOptions options;
  options.threads = 1;
  const Task task(folder, options);
  const auto together = task(images);
  for (std::size_t i = 0; i < images.size(); ++i) {
    const std::string text = text_of(together[i]);
    auto future = task.submit(images[i]);
    if (text_of(task(images[i])) != text || text_of(future.get()) != text) throw std::runtime_error("results differ");
    std::cout << "{" << text << "}\n";
  }
}

void run_as(const std::string& kind, const std::string& folder, const std::vector<slipway::Image>& images) {
  if (kind == "classes") return run<slipway::Classifier>(folder, images);
  if (kind == "instances") return run<slipway::Detector>(folder, images);
  run<slipway::Segmentor>(folder, images);
}

/// The people of a video, with parameters that are not the defaults.
void track(const std::string& detector, const std::string& pose, const std::vector<slipway::Image>& frames) {
  slipway::SessionOptions options;
  options.threads = 1;
  const slipway::TopDown models(slipway::Session(detector, options), slipway::Session(pose, options));
  slw_tracker_options parameters = slipway::PoseTracker::defaults();
  const std::vector<float> sigmas(17, 0.05F);
  parameters.det_thr = 0.3F;
  parameters.det_interval = 2;
  parameters.keypoint_sigmas = sigmas.data();
  parameters.keypoint_sigmas_size = sigmas.size();
  parameters.smooth_params[1] = 0.5F;
  slipway::PoseTracker tracker(models, parameters);
  for (std::size_t i = 0; i < frames.size(); ++i)
    std::cout << "{" << text_of(tracker(frames[i], i == 3 ? 1 : -1)) << "}\n";
}

}  // namespace

int main(int argc, char** argv) {
  try {
    std::vector<cv::Mat> pixels;
    std::vector<std::vector<slipway::Box>> boxes;
    std::string pose;
    for (int i = 3; i < argc; ++i) {
      if (std::string(argv[i]) == "--pose") {
        pose = argv[++i];
        continue;
      }
      if (std::string(argv[i]) != "--box") {
        pixels.push_back(read_raw(argv[i]));
        boxes.emplace_back();
        continue;
      }
      float v[5];
      for (float& value : v) value = std::strtof(argv[++i], nullptr);
      boxes.back().push_back({v[0], v[1], v[2], v[3], v[4]});
    }
    std::vector<slipway::Image> images;
    for (std::size_t i = 0; i < pixels.size(); ++i)
      images.push_back(boxes[i].empty() ? slipway::image(pixels[i]) : slipway::image(pixels[i]).with(boxes[i]));
    if (pose.empty())
      run_as(argv[1], argv[2], images);
    else
      track(argv[2], pose, images);
  } catch (const slipway::Error& e) {
    std::cerr << "error " << static_cast<int>(e.code()) << ": " << e.context() << ": " << e.what() << "\n";
    return 2;
  }
  return 0;
}
