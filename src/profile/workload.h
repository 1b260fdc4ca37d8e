// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <opencv2/core.hpp>
#include <optional>
#include <string>
#include <vector>

#include "profile/shape.h"
#include "slipway/backend.h"

namespace slipway::profile {

/// Seconds of the stages of one run, of a whole batch.
struct StageTimes {
  double transform = 0, inference = 0, decode = 0;
};

/// A loaded model with something to feed it.
class Workload {
 public:
  virtual ~Workload() = default;
  /// Runs one batch. Errors: slipway::Error for what the model refuses.
  virtual StageTimes run() = 0;
  /// Fixes the batch and makes ready what does not belong to a run.
  /// @param batch 0: 1, or what the network fixes
  /// @return the batch. Errors: slipway::Error where the network takes another batch or shape only.
  virtual int64_t prepare(int64_t batch) = 0;
};

/// All stages of a model directory: each run takes the next of `images`, as often as the batch is large.
/// @param images BGR u8[H,W,3], at least one
/// Errors: those of runtime::Model.
std::unique_ptr<Workload> open_directory(const std::filesystem::path& folder, std::vector<cv::Mat> images,
                                         const backend::SessionOptions& options);

/// Inference alone, of files of a backend, on numbers in [0,1) that are the same each time (zeros for integers).
/// Errors: those of backend::Backend::open().
std::unique_ptr<Workload> open_files(const std::string& backend, const std::vector<std::filesystem::path>& files,
                                     std::optional<Shape> shape, const backend::SessionOptions& options);

/// A picture without anything in it that a model could find: BGR u8[height,width,3], smooth with some grain.
constexpr int kSyntheticHeight = 480, kSyntheticWidth = 640;  ///< where nothing says another size
cv::Mat synthetic_image(int height, int width);

}  // namespace slipway::profile
