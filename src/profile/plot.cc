// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// The picture of a table: two panels of horizontal bars, one row of the table below the other.
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <opencv2/imgproc.hpp>

#include "base/error.h"
#include "base/io.h"
#include "base/strings.h"
#include "draw/draw.h"
#include "draw/text.h"
#include "image/image.h"
#include "profile/row.h"

namespace slipway::profile {
namespace {

namespace fs = std::filesystem;

// All in px.
constexpr int kWidth = 1400, kMargin = 24, kLabels = 350, kLatency = 560, kGap = 50;
constexpr int kHead = 96, kRow = 64, kBar = 26, kFoot = 84;
constexpr double kTitle = 15, kText = 12, kSmall = 10;  // height of capitals
const cv::Scalar kWhite(255, 255, 255), kInk(40, 40, 40), kGrid(225, 225, 225), kAxis(150, 150, 150);
// BGR; a colour for each backend, in the order in which they appear; easy to tell apart, also for the colour-blind.
const cv::Scalar kColors[] = {{178, 114, 0}, {0, 159, 230}, {115, 158, 0}, {167, 121, 204}, {0, 94, 213}};

enum class Align { kLeft, kCenter, kRight };

/// One line of text; `at` is its left, middle or right end, at the middle of its height.
cv::Size write(cv::Mat& canvas, const std::string& text, double height, cv::Point at, Align align,
               int max_width = kWidth) {
  const draw::TextBox box(text, height, max_width);
  const cv::Size size = box.size();
  const int shift = align == Align::kLeft ? 0 : align == Align::kCenter ? size.width / 2 : size.width;
  box.draw(canvas, {at.x - shift, at.y - size.height / 2}, kWhite, 0);
  return size;
}

/// Three digits.
std::string number(double value) {
  return fmt::format("{:.{}f}", value, value < 1 ? 3 : value < 10 ? 2 : value < 100 ? 1 : 0);
}

/// 1, 2 or 5 times a power of ten, so that about `count` steps make `range`.
double nice_step(double range, int count) {
  const double raw = range / count;
  const double power = std::pow(10, std::floor(std::log10(raw)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (factor * power >= raw * 0.999) return factor * power;
  return 10 * power;
}

/// A frame with an axis from 0 on.
struct Panel {
  cv::Rect area;
  double limit;  ///< value at the right edge

  int x(double value) const {
    return area.x + static_cast<int>(std::lround(std::clamp(value / limit, 0.0, 1.0) * area.width));
  }

  void draw_axis(cv::Mat& canvas, const std::string& title) const {
    write(canvas, title, kTitle, {area.x - 4, area.y - 26}, Align::kLeft, area.width + kGap);
    const double step = nice_step(limit, 5);
    for (int i = 0; i * step <= limit * 1.0001; ++i) {
      const int at = x(i * step);
      cv::line(canvas, {at, area.y}, {at, area.br().y}, i == 0 ? kAxis : kGrid, 1);
      write(canvas, fmt::format("{:g}", i * step), kSmall, {at, area.br().y + 16}, Align::kCenter);
    }
  }
};

struct Bar {
  const Row* row;
  Summary summary;
  cv::Scalar color;
};

std::vector<Bar> make_bars(const std::vector<Row>& rows) {
  std::vector<Bar> bars;
  std::map<std::string, size_t> backends;
  for (const Row& row : rows) {
    if (!row.measured()) continue;
    const size_t index = backends.emplace(row.target.backend, backends.size()).first->second;
    bars.push_back({&row, summarize(row), kColors[index % std::size(kColors)]});
  }
  return bars;
}

/// Up to where whiskers are drawn: a single slow run must not make all bars short.
double latency_limit(const std::vector<Bar>& bars) {
  double p90 = 0;
  double p99 = 0;
  for (const Bar& bar : bars) {
    p90 = std::max(p90, bar.summary.latency.p90);
    p99 = std::max(p99, bar.summary.latency.p99);
  }
  // Beside the whisker there is room for numbers.
  return std::max(std::min(p99, 1.5 * p90) * 1.45, 1e-6);
}

void draw_bar(cv::Mat& canvas, const Panel& panel, double value, int middle, const cv::Scalar& color) {
  const int left = panel.area.x + 1;
  cv::rectangle(canvas, cv::Rect(left, middle - kBar / 2, std::max(1, panel.x(value) - left), kBar), color, cv::FILLED);
}

void draw_latency(cv::Mat& canvas, const Panel& panel, const Statistics& latency, int middle, const cv::Scalar& color) {
  draw_bar(canvas, panel, latency.p50, middle, color);
  const int low = panel.x(latency.p10);
  const int high = panel.x(latency.p90);
  cv::line(canvas, {low, middle}, {high, middle}, kInk, 2);
  for (const int end : {low, high}) cv::line(canvas, {end, middle - 7}, {end, middle + 7}, kInk, 2);
  // A p99 beyond the panel has no dot, only its number.
  const int edge = panel.area.x + static_cast<int>(panel.area.width / 1.45);
  int right = std::max(high, panel.x(latency.p50));
  if (const int p99 = panel.x(latency.p99); p99 <= edge + 2) {
    cv::circle(canvas, {p99, middle}, 4, kInk, cv::FILLED, cv::LINE_AA);
    right = std::max(right, p99 + 4);
  }
  write(canvas, fmt::format("{}  (p99 {})", number(latency.p50), number(latency.p99)), kText, {right + 6, middle},
        Align::kLeft, panel.area.br().x + kGap - 12 - right);
}

void draw_label(cv::Mat& canvas, const Row& row, int middle) {
  const int width = kLabels - 10;
  write(canvas, row.target.label, kText + 1, {kMargin, middle - 12}, Align::kLeft, width);
  std::string text = row.target.backend;
  if (!row.target.precision.empty()) text += ", " + row.target.precision;
  text += fmt::format(", batch {}", row.batch);
  write(canvas, text, kSmall, {kMargin, middle + 13}, Align::kLeft, width);
}

std::string head_text(const Conditions& conditions, const std::vector<Bar>& bars) {
  const Options& options = conditions.options;
  const bool stages = std::any_of(bars.begin(), bars.end(), [](const Bar& bar) { return bar.row->target.directory; });
  return fmt::format(
      "{}, {}, {}", options.device,
      options.threads > 0 ? fmt::format("{} thread{}", options.threads, options.threads == 1 ? "" : "s")
                          : std::string("threads chosen by the backend"),
      stages ? "model directories: transform, inference and decode; files: inference" : "inference alone");
}

}  // namespace

void write_plot(const std::string& file, const Conditions& conditions, const std::vector<Row>& rows) {
  const std::vector<Bar> bars = make_bars(rows);
  const int height = kHead + static_cast<int>(bars.size()) * kRow;
  cv::Mat canvas(height + kFoot, kWidth, CV_8UC3, kWhite);
  const Panel latency{{kLabels + kMargin, kHead, kLatency, height - kHead}, latency_limit(bars)};
  double fastest = 0;
  for (const Bar& bar : bars) fastest = std::max(fastest, bar.summary.images_per_second);
  const int left = latency.area.br().x + kGap;
  const Panel rate{{left, kHead, kWidth - kMargin - left, height - kHead}, std::max(fastest * 1.3, 1e-6)};

  write(canvas, head_text(conditions, bars), kText, {kMargin, 26}, Align::kLeft, kWidth - 2 * kMargin);
  latency.draw_axis(canvas, "latency of a batch, ms");
  rate.draw_axis(canvas, "images/s");
  int middle = kHead + kRow / 2;
  for (const Bar& bar : bars) {
    draw_label(canvas, *bar.row, middle);
    draw_latency(canvas, latency, bar.summary.latency, middle, bar.color);
    draw_bar(canvas, rate, bar.summary.images_per_second, middle, bar.color);
    write(canvas, number(bar.summary.images_per_second), kText, {rate.x(bar.summary.images_per_second) + 6, middle},
          Align::kLeft);
    middle += kRow;
  }
  write(canvas, "bar: median (p50)   line: p10 to p90   dot: p99", kSmall, {latency.area.x - 4, height + 52},
        Align::kLeft);

  io::MadeFolders folders(fs::path(file).parent_path());
  image::write_image(file, canvas);
  folders.keep();
}

void check_plot(const std::string& file) {
  const fs::path path(file);
  const std::string extension = to_lower(path.extension().string());
  if (extension != ".png" && extension != ".jpg" && extension != ".jpeg")
    fail("--plot {}: pictures are written as .png or .jpg", file);
  std::error_code ignored;
  const fs::path full = fs::absolute(path, ignored);
  if (fs::is_directory(full, ignored)) fail("--plot {}: is a folder, not a file", file);
  // The nearest folder above that is there must be writable.
  fs::path above = full.parent_path();
  while (!fs::exists(above, ignored) && above != above.parent_path()) above = above.parent_path();
  if (!fs::is_directory(above, ignored)) fail("--plot {}: {} is no folder", file, above.string());
  if (access(above.c_str(), W_OK) != 0) fail("--plot {}: {} cannot be written", file, above.string());
}

}  // namespace slipway::profile
