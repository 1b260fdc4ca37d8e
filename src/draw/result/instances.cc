// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "draw/result/result.h"
#include "draw/text.h"

namespace slipway::draw {
namespace {

/// Colours that boxes without classes go round in: far from each other and from the skeleton's.
constexpr Rgb kBoxColors[] = {kStrong,         {255, 92, 138},  {102, 230, 255},
                              {190, 140, 255}, {140, 255, 170}, {255, 176, 102}};

bool finite(const std::array<float, 2>& p) { return std::isfinite(p[0]) && std::isfinite(p[1]); }

void draw_skeleton(Canvas& canvas, const Instances& pose, size_t n, const SkeletonInfo& skeleton, double threshold) {
  const auto& points = pose.keypoints[n];
  const auto visible = [&](int k) {
    const auto i = static_cast<size_t>(k);
    return k >= 0 && i < points.size() && pose.keypoint_scores[n][i] >= threshold && finite(points[i]);
  };
  const auto place = [&](int k) {
    return canvas.at(points[static_cast<size_t>(k)][0], points[static_cast<size_t>(k)][1]);
  };
  // Dark edges first, so that the colours stand out from any background.
  for (const bool edge : {true, false}) {
    for (size_t l = 0; l < skeleton.links.size(); ++l) {
      const auto [a, b] = skeleton.links[l];
      if (!visible(a) || !visible(b)) continue;
      line(canvas, place(a), place(b), edge ? bgr(kDark) : bgr(skeleton.link_colors[l]),
           canvas.thickness + (edge ? 2 : 0));
    }
  }
  for (size_t k = 0; k < points.size(); ++k) {
    if (!visible(static_cast<int>(k))) continue;
    const double radius = canvas.thickness * 1.3 + 1;
    const Rgb color = k < skeleton.keypoint_colors.size() ? skeleton.keypoint_colors[k] : Rgb{255, 255, 255};
    disc(canvas, place(static_cast<int>(k)), radius + 1, bgr(kDark));
    disc(canvas, place(static_cast<int>(k)), radius, bgr(color));
  }
}

}  // namespace

void draw(Canvas& canvas, const Instances& instances, const Options& options) {
  std::vector<size_t> order;
  for (size_t n = 0; n < instances.size(); ++n)
    if (instances.scores[n] >= options.score_threshold) order.push_back(n);
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return instances.scores[a] > instances.scores[b]; });

  std::vector<cv::Rect2d> boxes;
  for (size_t n : order) {
    const auto& box = instances.boxes[n];
    const cv::Point2d a = canvas.at(box[0], box[1]);
    const cv::Point2d b = canvas.at(box[2], box[3]);
    // Frames of boxes that reach beyond the picture are drawn along its border.
    const double edge = canvas.thickness / 2.0;
    const auto x = [&](double v) {
      return std::clamp(std::isfinite(v) ? v : 0.0, edge, canvas.picture.cols - 1 - edge);
    };
    const auto y = [&](double v) {
      return std::clamp(std::isfinite(v) ? v : 0.0, edge, canvas.picture.rows - 1 - edge);
    };
    boxes.emplace_back(cv::Point2d(x(a.x), y(a.y)), cv::Point2d(x(b.x), y(b.y)));
  }
  // The best instance is drawn last, on top; its label gets the first choice of place.
  const int frame = std::max(1, canvas.thickness * 2 / 3);
  const auto color_of = [&](size_t rank) {
    return bgr(instances.labels.empty() ? kBoxColors[rank % std::size(kBoxColors)]
                                        : class_color(options, instances.labels[order[rank]]));
  };
  // That of another number of keypoints is not theirs.
  const size_t keypoints = instances.keypoints.empty() ? 0 : instances.keypoints[0].size();
  const bool fits = options.skeleton.keypoint_colors.size() == keypoints;
  const SkeletonInfo fallback = fits ? SkeletonInfo() : default_skeleton(keypoints);
  const SkeletonInfo& skeleton = fits ? options.skeleton : fallback;
  for (size_t rank = order.size(); rank-- > 0;) {
    const cv::Rect2d& box = boxes[rank];
    for (const bool edge : {true, false})
      cv::rectangle(canvas.picture, fixed(box.tl()), fixed(box.br()), edge ? bgr(kDark) : color_of(rank),
                    frame + (edge ? 2 : 0), cv::LINE_AA, kShift);
    if (!instances.keypoints.empty())
      draw_skeleton(canvas, instances, order[rank], skeleton, options.keypoint_threshold);
  }
  std::vector<cv::Rect> taken;
  for (size_t rank = 0; rank < order.size(); ++rank) {
    const size_t n = order[rank];
    const std::string name = instances.labels.empty() ? "" : class_name(options, instances.labels[n]) + " ";
    const TextBox label(fmt::format("{}{:.2f}", name, instances.scores[n]), canvas.letters, canvas.picture.cols);
    taken.push_back(place_label(canvas, boxes[rank], label.size(), taken));
    label.draw(canvas.picture, taken.back().tl(), color_of(rank));
  }
}

}  // namespace slipway::draw
