// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "sdk/motion.h"
#include "sdk/top_down.h"

namespace slipway::sdk {

/// MMDeploy's parameters of its PoseTracker, with its defaults. -1 switches a limit off where nothing else is said.
struct TrackerSettings {
  int det_interval = 1;                  ///< frames from one detection to the next
  int64_t det_label = -1;                ///< class of the detector; -1: the pipeline's
  float det_thr = 0.5F;                  ///< boxes of the detector that score less are left out
  float det_min_bbox_size = -1;          ///< px, square root of the area: smaller boxes of the detector are left out
  float det_nms_thr = 0.7F;              ///< IoU: a track's box that overlaps a detection more is the same
  int pose_max_num_bboxes = -1;          ///< boxes that the pose model looks at in a frame
  float pose_kpt_thr = 0.5F;             ///< keypoints that score less are not seen
  int pose_min_keypoints = -1;           ///< poses with fewer keypoints that are seen are dropped; -1: half of them
  float pose_bbox_scale = 1.25F;         ///< from the keypoints' box to the one in which the next frame is searched
  float pose_min_bbox_size = -1;         ///< px: poses that are smaller are dropped
  float pose_nms_thr = 0.5F;             ///< OKS, or IoU without sigmas: poses that are more alike are one
  std::vector<float> keypoint_sigmas{};  ///< [K] spread of each keypoint, for OKS; empty: IoU of the keypoints' boxes
  float track_iou_thr = 0.4F;            ///< what a pose and a track must at least have in common
  int track_max_missing = 10;            ///< frames after which a track that was not seen ends
  int track_history_size = 1;            ///< poses of a track that a new one is compared with
  float std_weight_position = 0.05F, std_weight_velocity = 0.00625F;  ///< noise of the motion, of the box's height
  EuroSettings smooth{};                                              ///< of keypoints and boxes
};

/// People of one video. One frame after the other; a lock sees to that.
class Tracker {
 public:
  /// Errors: slipway::Error for settings that cannot be.
  Tracker(std::shared_ptr<TopDown> models, TrackerSettings settings);

  /// The tracks that are seen in the next frame, with their ids, oldest first: boxes around the keypoints, as scores
  /// the mean of the keypoints seen.
  /// @param detect whether the detector runs; by default where det_interval says so, or nobody is tracked
  /// Errors: slipway::Error of a model; sigmas that are not as many as keypoints. The tracks stay as they were.
  Instances run(const SessionInput& frame, std::optional<bool> detect = std::nullopt);

 private:
  struct Pose {
    std::vector<std::array<float, 2>> keypoints;
    std::vector<float> scores;
    Box box{};           // around the keypoints that are seen
    float score = 0;     // mean of those
    int64_t track = -1;  // whose box it was found in
  };
  struct Track {
    int64_t id = 0;
    BoxMotion motion;
    std::deque<Pose> history;  // newest first
    std::vector<std::array<EuroFilter, 2>> filters{};
    std::array<EuroFilter, 4> box_filters{};
    Pose shown{};  // smoothed
    int missing = 0;
  };
  struct Search {
    InputBox box;
    int64_t track = -1;
  };

  std::vector<Search> boxes_to_search(const SessionInput& frame, bool detect);
  std::vector<Pose> find_poses(const SessionInput& frame, const std::vector<Search>& boxes);
  std::optional<Pose> judge(const Instances& found, size_t index, int64_t track) const;
  std::vector<Pose> without_doubles(std::vector<Pose> poses) const;
  void associate(std::vector<Pose> poses);
  float likeness(const Pose& a, const Pose& b) const;
  float likeness(const Track& track, const Pose& pose) const;
  void update(Track& track, Pose pose) const;

  std::shared_ptr<TopDown> models_;
  TrackerSettings settings_;
  std::mutex mutex_;
  std::vector<Track> tracks_;  // by id
  int64_t next_id_ = 0;
  int64_t frame_ = 0;
};

/// Intersection over union.
float overlap(const Box& a, const Box& b);

}  // namespace slipway::sdk
