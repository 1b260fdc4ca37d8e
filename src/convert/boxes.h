// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "convert/interface.h"
#include "runtime/pipeline.h"
#include "slipway/result.h"

namespace slipway::convert {

/// Where the boxes of a top-down model come from: the options of a command.
class BoxSource {
 public:
  /// Reads the file, opens the detector. Errors: slipway::Error for boxes that are none, files and folders that cannot
  /// be read, a detector that is none or does not know the class.
  BoxSource(const BoxOptions& options, const std::string& device);
  ~BoxSource();

  /// The boxes of an image; none where nothing was found. @param first whether it is the image of the command, which
  /// --bbox is for. Without options, and for what --bbox is not for, one box: the whole image. Errors: a file that does
  /// not know the image.
  std::vector<InputBox> boxes(const std::filesystem::path& file, const cv::Mat& pixels, bool first);
  /// For messages: "the detector found no 'person' that scores 0.3".
  std::string why_none() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace slipway::convert
