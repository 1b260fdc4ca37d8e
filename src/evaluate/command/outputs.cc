// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/command/outputs.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <numeric>

#include "base/io.h"
#include "evaluate/command/skeleton.h"
#include "image/image.h"
#include "runtime/result/json.h"

namespace slipway::evaluate {
namespace {

namespace fs = std::filesystem;
constexpr int kIndent = 2;

/// The nearest folder above `file` that is there must be writable.
void require_writable(const std::string& option, const fs::path& file, bool folder) {
  std::error_code ignored;
  const fs::path full = fs::absolute(file, ignored);
  if (!folder && fs::is_directory(full, ignored)) fail("{} {}: is a folder, not a file", option, file.string());
  if (folder && fs::exists(full, ignored) && !fs::is_directory(full, ignored))
    fail("{} {}: is a file, not a folder", option, file.string());
  fs::path above = folder ? full : full.parent_path();
  while (!above.empty() && !fs::exists(above, ignored) && above != above.parent_path()) above = above.parent_path();
  if (!fs::is_directory(above, ignored)) fail("{} {}: {} is no folder", option, file.string(), above.string());
  if (access(above.c_str(), W_OK) != 0) fail("{} {}: {} cannot be written", option, file.string(), above.string());
}

std::string predictions_text(Share& share) {
  std::sort(share.predictions.begin(), share.predictions.end());
  std::string text = "[\n";
  for (size_t i = 0; i < share.predictions.size(); ++i)
    text += share.predictions[i].second + (i + 1 < share.predictions.size() ? ",\n" : "\n");
  return text + "]\n";
}

std::string speed_text(const TestJob& job, const TestOptions& options, const Share& share) {
  const std::vector<evaluate::BatchTime>& times = share.run.times;
  const auto warmup = static_cast<size_t>(options.warmup);
  if (times.size() <= warmup)
    return fmt::format("speed: only {} batches, all of them within the warm-up of {} (--warmup, --batch-size)\n",
                       times.size(), warmup);
  std::vector<double> seconds;
  size_t images = 0;
  for (size_t i = warmup; i < times.size(); ++i) {
    seconds.push_back(times[i].seconds);
    images += times[i].images;
  }
  const double total = std::accumulate(seconds.begin(), seconds.end(), 0.0);
  std::sort(seconds.begin(), seconds.end());
  return fmt::format(
      "speed: {} on {}, {} threads, {} batches of {} after {}: mean {:.2f} ms, median {:.2f}, fastest {:.2f}, slowest "
      "{:.2f} a batch; {:.1f} images/s\n",
      job.model.backend, options.device, job.threads, seconds.size(), job.batch_size, warmup,
      total * 1e3 / static_cast<double>(seconds.size()), seconds[seconds.size() / 2] * 1e3, seconds.front() * 1e3,
      seconds.back() * 1e3, static_cast<double>(images) / total);
}

std::string report_text(const TestJob& job, const TestOptions& options, const Share& share,
                        const std::vector<Row>& rows) {
  std::string text;
  for (const Row& row : rows)
    if (!row.outcome.text.empty()) text += row.name + "\n" + row.outcome.text + "\n";
  text += rows_table(rows);
  text += fmt::format("\n{} of {} samples of {} in {:.2f} s, {:.1f} a second with everything\n", share.run.done,
                      share.run.total, job.dataset.type, share.run.seconds,
                      static_cast<double>(share.run.done) / std::max(share.run.seconds, 1e-9));
  if (options.speed_test) text += speed_text(job, options, share);
  return text;
}

}  // namespace

void check_outputs(const TestOptions& options) {
  if (!options.out.empty()) {
    if (fs::path(options.out).extension() != ".json")
      fail("--out {}: predictions are written as JSON; give a name that ends in .json", options.out);
    require_writable("--out", options.out, false);
  }
  if (!options.log_file.empty()) require_writable("--log2file", options.log_file, false);
  if (!options.work_dir.empty()) require_writable("--work-dir", options.work_dir, true);
  if (!options.show_dir.empty()) require_writable("--show-dir", options.show_dir, true);
}

std::string prediction_text(const std::string& out, int64_t index, const evaluate::DataItem& item,
                            const Result& result) {
  nlohmann::ordered_json entry{{"image", item.image}};
  const cv::Mat pixels = runtime::to_image(result);
  if (item.truth.label >= 0)
    entry["gt_label"] = item.truth.label;
  else if (pixels.empty())
    entry["image_id"] = item.truth.image_id;
  if (item.truth.instance_id) entry["instance_id"] = *item.truth.instance_id;
  if (!pixels.empty()) {
    // Beside the JSON, in a folder of its name.
    const fs::path folder = fs::path(out).replace_extension("");
    std::error_code ignored;
    fs::create_directories(folder, ignored);
    const fs::path file = folder / fmt::format("{:06}_{}.png", index, fs::path(item.image).stem().string());
    image::write_image(file, pixels);
    entry["file"] = file.string();
  }
  const nlohmann::json values = runtime::to_json(result);
  for (const auto& [key, value] : values.items()) entry[key] = value;
  // A path may hold bytes that are no UTF-8.
  return entry.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

Pictures::Pictures(const TestOptions& options, const TestJob& job)
    : folder_(options.show_dir), interval_(options.show_interval) {
  if (folder_.empty()) return;
  std::error_code ignored;
  fs::create_directories(folder_, ignored);
  for (const Side& side : job.sides) titles_.push_back(side.engine->name());
  drawing_.score_threshold = options.draw_score_threshold;
  drawing_.skeleton = find_skeleton(job.model_config);
  if (drawing_.skeleton.keypoint_names.empty()) drawing_.class_names = job.dataset.info.classes;
  drawing_.palette = job.dataset.info.palette;
}

void Pictures::draw(int64_t index, const evaluate::DataItem& item, std::span<const Result> results) const {
  if (folder_.empty() || index % interval_ != 0) return;
  const cv::Mat image = image::read_image(item.image);
  cv::Mat picture = draw::draw_result(image, results[0], drawing_);
  if (results.size() == 2)
    picture = draw::side_by_side(picture, draw::draw_result(image, results[1], drawing_), {titles_[0], titles_[1]});
  image::write_image(folder_ / fmt::format("{:06}_{}.jpg", index, fs::path(item.image).stem().string()), picture);
}

void write_outputs(const TestJob& job, const TestOptions& options, Share& share, const std::vector<Row>& rows) {
  const std::string json = rows_json(rows).dump(kIndent) + "\n";
  const std::string report = report_text(job, options, share, rows);
  if (!options.out.empty()) io::write_file_with_folders(options.out, predictions_text(share));
  if (!options.log_file.empty()) io::write_file_with_folders(options.log_file, report);
  if (!options.work_dir.empty()) {
    io::write_file_with_folders(fs::path(options.work_dir) / "metrics.json", json);
    io::write_file_with_folders(fs::path(options.work_dir) / "report.txt", report);
  }
  std::string text = options.json ? json : report;
  if (!options.json)
    for (const Row& row : rows)
      for (const std::string& file : row.outcome.files) text += "results: " + file + "\n";
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
    fail("cannot write to standard output");
}

}  // namespace slipway::evaluate
