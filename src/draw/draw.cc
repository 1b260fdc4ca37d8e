// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "draw/draw.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <set>

#include "base/error.h"
#include "base/io.h"
#include "base/strings.h"
#include "draw/text.h"

namespace slipway::draw {
namespace {

cv::Scalar bgr(const Rgb& color) { return cv::Scalar(color[2], color[1], color[0]); }

/// Colours that boxes go round in: far from each other and from the skeleton's.
constexpr Rgb kBoxColors[] = {{255, 221, 51},  {255, 92, 138},  {102, 230, 255},
                              {190, 140, 255}, {140, 255, 170}, {255, 176, 102}};
constexpr Rgb kDark{24, 26, 30};

/// An enlarged copy of the image and the sizes that go with it.
struct Canvas {
  cv::Mat picture;
  double scale = 1;     // canvas px / image px
  int thickness = 1;    // of lines
  double letters = 10;  // height of capital letters

  cv::Point2d at(double x, double y) const { return {(x + 0.5) * scale - 0.5, (y + 0.5) * scale - 0.5}; }
};

Canvas make_canvas(const cv::Mat& image, const Options& options) {
  if (image.empty() || image.type() != CV_8UC3) fail("a picture to draw on must be BGR u8[H,W,3] and not empty");
  Canvas canvas;
  const double shorter = std::min(image.rows, image.cols);
  const double longer = std::max(image.rows, image.cols);
  canvas.scale = std::max(1.0, std::min(options.min_side / shorter, options.max_side / longer));
  if (canvas.scale > 1)
    cv::resize(image, canvas.picture, cv::Size(), canvas.scale, canvas.scale, cv::INTER_CUBIC);
  else
    canvas.picture = image.clone();
  // A panorama's letters should not be as small as its height asks for.
  const double size = std::sqrt(static_cast<double>(canvas.picture.rows) * canvas.picture.cols);
  canvas.thickness = std::max(1, static_cast<int>(std::lround(size / 280)));
  canvas.letters = std::max(7.0, size / 48);
  return canvas;
}

// OpenCV draws at fractions of a pixel when coordinates are given in sixteenths.
constexpr int kShift = 4;
cv::Point fixed(const cv::Point2d& p) {
  const auto clamped = [](double v) {
    return static_cast<int>(std::lround(std::clamp(v, -30000.0, 30000.0) * (1 << kShift)));
  };
  return {clamped(p.x), clamped(p.y)};
}

void line(Canvas& canvas, const cv::Point2d& a, const cv::Point2d& b, const cv::Scalar& color, int thickness) {
  cv::line(canvas.picture, fixed(a), fixed(b), color, thickness, cv::LINE_AA, kShift);
}

void disc(Canvas& canvas, const cv::Point2d& center, double radius, const cv::Scalar& color) {
  cv::circle(canvas.picture, fixed(center), static_cast<int>(std::lround(radius * (1 << kShift))), color, cv::FILLED,
             cv::LINE_AA, kShift);
}

bool finite(const std::array<float, 2>& p) { return std::isfinite(p[0]) && std::isfinite(p[1]); }

void draw_skeleton(Canvas& canvas, const PoseResult& pose, size_t n, const SkeletonInfo& skeleton, double threshold) {
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

/// A place for a label near the box: above it, else in its upper corners, else below, inside the picture and off the
/// other labels.
cv::Rect place_label(const Canvas& canvas, const cv::Rect2d& box, const cv::Size& size,
                     const std::vector<cv::Rect>& taken) {
  const auto left = static_cast<int>(std::lround(box.x));
  const auto right = static_cast<int>(std::lround(box.x + box.width)) - size.width;
  const auto top = static_cast<int>(std::lround(box.y));
  const auto bottom = static_cast<int>(std::lround(box.y + box.height));
  const cv::Point candidates[] = {
      {left, top - size.height},    {right, top - size.height},   {left, top}, {right, top}, {left, bottom},
      {left, bottom - size.height}, {right, bottom - size.height}};
  const auto inside = [&](cv::Point corner) {
    corner.x = std::clamp(corner.x, 0, std::max(0, canvas.picture.cols - size.width));
    corner.y = std::clamp(corner.y, 0, std::max(0, canvas.picture.rows - size.height));
    return cv::Rect(corner, size);
  };
  for (const cv::Point& candidate : candidates) {
    const cv::Rect area = inside(candidate);
    // A candidate that had to be moved far has left its box.
    if (std::abs(area.y - candidate.y) > size.height / 2) continue;
    if (std::none_of(taken.begin(), taken.end(), [&](const cv::Rect& other) { return (other & area).area() > 0; }))
      return area;
  }
  return inside(candidates[0]);
}

void draw_pose(Canvas& canvas, const PoseResult& pose, const Options& options) {
  std::vector<size_t> order;
  for (size_t n = 0; n < pose.size(); ++n)
    if (pose.bbox_scores[n] >= options.score_threshold) order.push_back(n);
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return pose.bbox_scores[a] > pose.bbox_scores[b]; });

  std::vector<cv::Rect2d> boxes;
  for (size_t n : order) {
    const auto& box = pose.bboxes[n];
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
  const auto color_of = [&](size_t rank) { return bgr(kBoxColors[rank % std::size(kBoxColors)]); };
  const SkeletonInfo fallback = options.skeleton.keypoint_colors.empty() && !pose.keypoints.empty()
                                    ? default_skeleton(pose.keypoints[0].size())
                                    : SkeletonInfo();
  const SkeletonInfo& skeleton = options.skeleton.keypoint_colors.empty() ? fallback : options.skeleton;
  for (size_t rank = order.size(); rank-- > 0;) {
    const cv::Rect2d& box = boxes[rank];
    for (const bool edge : {true, false})
      cv::rectangle(canvas.picture, fixed(box.tl()), fixed(box.br()), edge ? bgr(kDark) : color_of(rank),
                    frame + (edge ? 2 : 0), cv::LINE_AA, kShift);
    draw_skeleton(canvas, pose, order[rank], skeleton, options.keypoint_threshold);
  }
  std::vector<cv::Rect> taken;
  for (size_t rank = 0; rank < order.size(); ++rank) {
    const TextBox label(fmt::format("{:.2f}", pose.bbox_scores[order[rank]]), canvas.letters, canvas.picture.cols);
    taken.push_back(place_label(canvas, boxes[rank], label.size(), taken));
    label.draw(canvas.picture, taken.back().tl(), color_of(rank));
  }
}

std::vector<size_t> best_first(const std::vector<float>& scores) {
  std::vector<size_t> order(scores.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return scores[a] > scores[b]; });
  return order;
}

/// Classes and their scores below each other, as far as there is room for them; the first `strong` ones stand out.
void draw_classes(Canvas& canvas, const std::vector<float>& scores, const std::vector<size_t>& order, size_t strong,
                  const Options& options) {
  const int margin = static_cast<int>(canvas.letters * 0.8);
  int y = margin;
  for (size_t rank = 0; rank < order.size(); ++rank) {
    const size_t label = order[rank];
    const std::string name =
        label < options.class_names.size() ? options.class_names[label] : "class " + std::to_string(label);
    const bool stands_out = rank < strong;
    const TextBox box(fmt::format("{}  {:.3f}", name, scores[label]), canvas.letters * (stands_out ? 1.5 : 1.0),
                      std::max(1, canvas.picture.cols - 2 * margin));
    if (rank > 0 && y + box.size().height > canvas.picture.rows) break;
    box.draw(canvas.picture, {margin, y}, stands_out ? bgr(kBoxColors[0]) : bgr(kDark), stands_out ? 1.0 : 0.75);
    y += box.size().height;
  }
}

/// The best three classes.
void draw_class(Canvas& canvas, const ClassResult& result, const Options& options) {
  std::vector<size_t> order = best_first(result.scores);
  order.resize(std::min<size_t>(order.size(), 3));
  draw_classes(canvas, result.scores, order, 1, options);
}

/// All positive classes, best first; where there is none, the best class, which does not stand out.
void draw_labels(Canvas& canvas, const MultiLabelResult& result, const Options& options) {
  const std::set<int64_t> positive(result.labels.begin(), result.labels.end());
  std::vector<size_t> order = best_first(result.scores);
  const auto rest = std::stable_partition(
      order.begin(), order.end(), [&](size_t label) { return positive.count(static_cast<int64_t>(label)) > 0; });
  const auto strong = static_cast<size_t>(rest - order.begin());
  order.resize(std::min(order.size(), std::max<size_t>(strong, 1)));
  draw_classes(canvas, result.scores, order, strong, options);
}

}  // namespace

cv::Mat draw_result(const cv::Mat& image, const Result& result, const Options& options) {
  Canvas canvas = make_canvas(image, options);
  if (const auto* pose = std::get_if<PoseResult>(&result))
    draw_pose(canvas, *pose, options);
  else if (const auto* labels = std::get_if<MultiLabelResult>(&result))
    draw_labels(canvas, *labels, options);
  else
    draw_class(canvas, std::get<ClassResult>(result), options);
  return canvas.picture;
}

cv::Mat side_by_side(const cv::Mat& left, const cv::Mat& right, const std::pair<std::string, std::string>& titles) {
  if (left.empty() || right.empty() || left.type() != CV_8UC3 || right.type() != CV_8UC3)
    fail("pictures to put side by side must be BGR u8[H,W,3] and not empty");
  cv::Mat scaled = right;
  if (right.rows != left.rows) {
    const double factor = static_cast<double>(left.rows) / right.rows;
    cv::resize(right, scaled, cv::Size(std::max(1, static_cast<int>(std::lround(right.cols * factor))), left.rows), 0,
               0, cv::INTER_AREA);
  }
  const double letters = std::max(9.0, std::sqrt(static_cast<double>(left.rows) * left.cols) / 44);
  const int gap = std::max(2, static_cast<int>(letters / 2));
  const TextBox title_left(titles.first, letters, left.cols);
  const TextBox title_right(titles.second, letters, scaled.cols);
  const int bar = std::max(title_left.size().height, title_right.size().height) + static_cast<int>(letters * 0.6);
  cv::Mat sheet(left.rows + bar, left.cols + gap + scaled.cols, CV_8UC3, bgr(kDark));
  const auto put = [&](const cv::Mat& picture, const TextBox& title, int x) {
    picture.copyTo(sheet(cv::Rect(x, bar, picture.cols, picture.rows)));
    title.draw(sheet, {x + (picture.cols - title.size().width) / 2, (bar - title.size().height) / 2}, bgr(kDark));
  };
  put(left, title_left, 0);
  put(scaled, title_right, left.cols + gap);
  return sheet;
}

void write_image(const std::filesystem::path& file, const cv::Mat& image) {
  if (image.empty()) fail("{}: there is no picture to write", file.string());
  std::vector<uchar> bytes;
  try {
    const std::string extension = to_lower(file.extension().string());
    const bool jpeg = extension == ".jpg" || extension == ".jpeg";
    const std::vector<int> parameters = jpeg ? std::vector<int>{cv::IMWRITE_JPEG_QUALITY, 95} : std::vector<int>{};
    if (!cv::haveImageWriter("a" + extension) || !cv::imencode(extension, image, bytes, parameters))
      fail("{}: OpenCV cannot write pictures with the extension '{}'; use .jpg or .png", file.string(),
           file.extension().string());
  } catch (const cv::Exception& e) {
    fail("{}: OpenCV cannot write this picture: {}", file.string(), e.err);
  }
  io::write_file(file, std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

}  // namespace slipway::draw
