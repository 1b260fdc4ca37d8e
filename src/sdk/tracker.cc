// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "sdk/tracker.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace slipway::sdk {
namespace {

float area_of(const Box& b) { return std::max(0.0F, b[2] - b[0]) * std::max(0.0F, b[3] - b[1]); }

/// About its middle.
Box scaled(const Box& b, float factor) {
  const float x = (b[0] + b[2]) / 2, y = (b[1] + b[3]) / 2;
  const float w = (b[2] - b[0]) * factor / 2, h = (b[3] - b[1]) * factor / 2;
  return {x - w, y - h, x + w, y + h};
}

}  // namespace

float overlap(const Box& a, const Box& b) {
  const Box both{std::max(a[0], b[0]), std::max(a[1], b[1]), std::min(a[2], b[2]), std::min(a[3], b[3])};
  const float shared = area_of(both), all = area_of(a) + area_of(b) - shared;
  return all > 0 ? shared / all : 0;
}

Tracker::Tracker(std::shared_ptr<TopDown> models, TrackerSettings settings)
    : models_(std::move(models)), settings_(std::move(settings)) {
  const TrackerSettings& s = settings_;
  if (s.det_interval < 1) fail("det_interval must be 1 or more, not {}", s.det_interval);
  if (s.track_history_size < 1) fail("track_history_size must be 1 or more, not {}", s.track_history_size);
  if (!(s.pose_bbox_scale > 0)) fail("pose_bbox_scale must be above 0, not {}", s.pose_bbox_scale);
  if (!(s.std_weight_position > 0 && s.std_weight_velocity > 0))
    fail("std_weight_position and std_weight_velocity must be above 0");
  if (s.smooth.fc_min > 0 && !(s.smooth.beta >= 0 && s.smooth.fc_derivative > 0))
    fail("of smooth_params, beta must be 0 or more, and fc_derivative above 0");
  for (const float sigma : s.keypoint_sigmas)
    if (!(sigma > 0)) fail("keypoint_sigmas must be above 0, not {}", sigma);
}

Instances Tracker::run(const SessionInput& frame, std::optional<bool> detect) {
  const std::lock_guard lock(mutex_);
  const bool due = detect.value_or(frame_ % settings_.det_interval == 0 || tracks_.empty());
  std::vector<Track> before = tracks_;
  try {
    for (Track& track : tracks_) track.motion.predict();
    associate(find_poses(frame, boxes_to_search(frame, due)));
  } catch (...) {
    tracks_ = std::move(before);
    throw;
  }
  ++frame_;
  Instances result;
  for (const Track& track : tracks_) {
    if (track.missing > 0) continue;
    result.boxes.push_back(track.shown.box);
    result.scores.push_back(track.shown.score);
    result.keypoints.push_back(track.shown.keypoints);
    result.keypoint_scores.push_back(track.shown.scores);
    result.track_ids.push_back(track.id);
  }
  return result;
}

std::vector<Tracker::Search> Tracker::boxes_to_search(const SessionInput& frame, bool detect) {
  std::vector<Search> boxes;
  std::vector<InputBox> found;
  if (detect) found = models_->detect({frame}, settings_.det_thr, settings_.det_label).at(0);
  for (const InputBox& box : found)
    if (std::sqrt(area_of(box.box)) >= settings_.det_min_bbox_size) boxes.push_back({box, -1});
  const size_t detected = boxes.size();
  for (const Track& track : tracks_) {
    if (track.missing > 0) continue;  // where it would be is a guess; the detector finds it again
    const Box box = scaled(track.motion.box(), settings_.pose_bbox_scale);
    if (area_of(box) <= 0) continue;
    // A detection that is the same box knows better where it ends, the track who it is.
    Search* same = nullptr;
    float best = settings_.det_nms_thr;
    for (size_t i = 0; i < detected; ++i)
      if (const float shared = overlap(boxes[i].box.box, box); boxes[i].track < 0 && shared > best) {
        best = shared;
        same = &boxes[i];
      }
    if (same != nullptr)
      same->track = track.id;
    else
      boxes.push_back({{box, track.shown.score}, track.id});
  }
  std::stable_sort(boxes.begin(), boxes.end(),
                   [](const Search& a, const Search& b) { return a.box.score > b.box.score; });
  if (settings_.pose_max_num_bboxes >= 0)
    boxes.resize(std::min(boxes.size(), static_cast<size_t>(settings_.pose_max_num_bboxes)));
  return boxes;
}

std::vector<Tracker::Pose> Tracker::find_poses(const SessionInput& frame, const std::vector<Search>& boxes) {
  SessionInput input{frame.image, std::vector<InputBox>()};
  for (const Search& search : boxes) input.boxes->push_back(search.box);
  const Instances found = std::get<Instances>(models_->pose().run({input}).at(0));
  std::vector<Pose> poses;
  for (size_t i = 0; i < found.size(); ++i)
    if (std::optional<Pose> pose = judge(found, i, boxes[i].track)) poses.push_back(*std::move(pose));
  return without_doubles(std::move(poses));
}

/// A pose with enough keypoints, of enough size.
std::optional<Tracker::Pose> Tracker::judge(const Instances& found, size_t index, int64_t track) const {
  Pose pose{found.keypoints.at(index), found.keypoint_scores.at(index), {}, 0, track};
  const size_t count = pose.keypoints.size();
  if (!settings_.keypoint_sigmas.empty() && settings_.keypoint_sigmas.size() != count)
    fail("keypoint_sigmas has {} numbers for the {} keypoints of the model", settings_.keypoint_sigmas.size(), count);
  size_t seen = 0;
  for (size_t k = 0; k < count; ++k) {
    if (pose.scores[k] < settings_.pose_kpt_thr) continue;
    const auto& [x, y] = pose.keypoints[k];
    if (seen++ == 0) pose.box = {x, y, x, y};
    pose.box = {std::min(pose.box[0], x), std::min(pose.box[1], y), std::max(pose.box[2], x), std::max(pose.box[3], y)};
    pose.score += pose.scores[k];
  }
  const size_t least =
      settings_.pose_min_keypoints < 0 ? (count + 1) / 2 : static_cast<size_t>(settings_.pose_min_keypoints);
  if (seen == 0 || seen < least || std::sqrt(area_of(pose.box)) < settings_.pose_min_bbox_size) return std::nullopt;
  pose.score /= static_cast<float>(seen);
  return pose;
}

/// The best ones first; who is like one of them is the same person, searched in two boxes.
std::vector<Tracker::Pose> Tracker::without_doubles(std::vector<Pose> poses) const {
  std::stable_sort(poses.begin(), poses.end(), [](const Pose& a, const Pose& b) { return a.score > b.score; });
  std::vector<Pose> kept;
  for (Pose& pose : poses) {
    const auto same = std::find_if(kept.begin(), kept.end(),
                                   [&](const Pose& better) { return likeness(better, pose) > settings_.pose_nms_thr; });
    if (same == kept.end())
      kept.push_back(std::move(pose));
    else if (same->track < 0)
      same->track = pose.track;
  }
  return kept;
}

float Tracker::likeness(const Pose& a, const Pose& b) const {
  if (settings_.keypoint_sigmas.empty()) return overlap(a.box, b.box);
  // COCO's object keypoint similarity, of the keypoints that are seen in both.
  const float area = std::max(1.0F, area_of(a.box));
  float sum = 0;
  int seen = 0;
  for (size_t k = 0; k < a.keypoints.size() && k < b.keypoints.size(); ++k) {
    if (a.scores[k] < settings_.pose_kpt_thr || b.scores[k] < settings_.pose_kpt_thr) continue;
    const float dx = a.keypoints[k][0] - b.keypoints[k][0], dy = a.keypoints[k][1] - b.keypoints[k][1];
    const float spread = 2 * settings_.keypoint_sigmas[k];
    sum += std::exp(-(dx * dx + dy * dy) / (2 * area * spread * spread));
    ++seen;
  }
  return seen > 0 ? sum / static_cast<float>(seen) : 0;
}

float Tracker::likeness(const Track& track, const Pose& pose) const {
  float best = overlap(track.motion.box(), pose.box);
  if (track.missing > 0) return best;  // keypoints of that long ago say less than the motion
  for (const Pose& before : track.history) best = std::max(best, likeness(before, pose));
  return best;
}

/// The most alike first; tracks that were seen in the last frame before those that were not.
void Tracker::associate(std::vector<Pose> poses) {
  std::vector<bool> taken(poses.size(), false), updated(tracks_.size(), false);
  struct Pair {
    float likeness;
    size_t track, pose;
  };
  for (const bool missing : {false, true}) {
    std::vector<Pair> pairs;
    for (size_t t = 0; t < tracks_.size(); ++t)
      for (size_t p = 0; p < poses.size() && (tracks_[t].missing > 0) == missing; ++p)
        if (const float value = likeness(tracks_[t], poses[p]); !taken[p] && value >= settings_.track_iou_thr)
          pairs.push_back({poses[p].track == tracks_[t].id ? value + 1 : value, t, p});
    std::stable_sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) { return a.likeness > b.likeness; });
    for (const Pair& pair : pairs) {
      if (taken[pair.pose] || updated[pair.track]) continue;
      taken[pair.pose] = updated[pair.track] = true;
      update(tracks_[pair.track], poses[pair.pose]);
    }
  }
  for (size_t t = 0; t < updated.size(); ++t)
    if (!updated[t]) ++tracks_[t].missing;
  tracks_.erase(std::remove_if(tracks_.begin(), tracks_.end(),
                               [&](const Track& track) { return track.missing > settings_.track_max_missing; }),
                tracks_.end());
  for (size_t p = 0; p < poses.size(); ++p) {
    // What a track's own box shows, and is nobody's, was no detection.
    if (taken[p] || poses[p].track >= 0) continue;
    Track track{next_id_++, BoxMotion(poses[p].box, settings_.std_weight_position, settings_.std_weight_velocity), {}};
    update(track, std::move(poses[p]));
    tracks_.push_back(std::move(track));
  }
}

void Tracker::update(Track& track, Pose pose) const {
  track.missing = 0;
  track.motion.correct(pose.box);
  track.shown = pose;
  track.filters.resize(pose.keypoints.size());
  for (size_t k = 0; k < pose.keypoints.size(); ++k)
    for (size_t axis : {size_t{0}, size_t{1}})
      track.shown.keypoints[k][axis] = track.filters[k][axis].next(pose.keypoints[k][axis], settings_.smooth);
  for (size_t i = 0; i < 4; ++i) track.shown.box[i] = track.box_filters[i].next(pose.box[i], settings_.smooth);
  track.history.push_front(std::move(pose));
  if (track.history.size() > static_cast<size_t>(settings_.track_history_size)) track.history.pop_back();
}

}  // namespace slipway::sdk
