// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "sdk/session.h"

namespace slipway::sdk {

struct TopDownSettings {
  int64_t label = -1;            ///< class of the detector whose boxes are taken; -1: "person", where it has one
  float score_threshold = 0.3F;  ///< boxes that score less are left out
  size_t max_boxes = 0;          ///< of an image, the best ones; 0: all
};

/// A detector and a top-down pose model as one: the boxes of all images of a call go through the pose model together.
/// Any number of threads may use it. Keeps both sessions.
class TopDown {
 public:
  /// Errors: slipway::Error where a model is not what it is needed as, or no class is chosen.
  TopDown(std::shared_ptr<Session> detector, std::shared_ptr<Session> pose, const TopDownSettings& settings);

  /// One Instances for each image: the detector's boxes and scores with keypoints.
  std::vector<Result> run(const std::vector<SessionInput>& images);
  /// The detector's boxes alone, of each image, best first. @param label of them; -1: that of the settings
  std::vector<std::vector<InputBox>> detect(const std::vector<SessionInput>& images, float threshold,
                                            int64_t label = -1);
  Session& pose() { return *pose_; }
  const TopDownSettings& settings() const { return settings_; }

 private:
  std::shared_ptr<Session> detector_, pose_;
  TopDownSettings settings_;
};

}  // namespace slipway::sdk
