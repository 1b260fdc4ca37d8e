// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

namespace slipway::run {

/// An image on its way through the model.
struct Frame {
  std::string name;     ///< for people and pictures: "street.jpg", "walk.mp4 frame 12"
  std::string path;     ///< of the file
  int64_t number = -1;  ///< of a video's frame, from 0; -1 for an image
  cv::Mat pixels;       ///< BGR u8[H,W,3]
};

/// Images one after the other.
class Source {
 public:
  virtual ~Source() = default;
  /// How many there are; 0 where that is not known.
  virtual size_t count() const = 0;
  /// @return false at the end. Errors: slipway::Error for one that cannot be read.
  virtual bool next(Frame& frame) = 0;
};

/// All that the arguments name: images as they stand, those of a folder by their names, videos frame by frame.
/// Errors: slipway::Error for what is not there, a folder without images, and a video where nothing reads videos.
std::unique_ptr<Source> open_inputs(const std::vector<std::string>& inputs);

/// A video by OpenCV's videoio, from libslipway_video.so; see src/run/video/.
/// Errors: slipway::Error of kind kUnavailable where that is not there.
std::unique_ptr<Source> open_video(const std::filesystem::path& file);

}  // namespace slipway::run

/// The one symbol of libslipway_video.so. @return the caller's; throws slipway::Error for what is no video
extern "C" slipway::run::Source* slipway_open_video(const char* file);
