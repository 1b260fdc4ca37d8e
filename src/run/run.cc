// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// `slipway run`: images through a model directory. While a batch is computed, the next one is read.
#include <csignal>
#include <cstdio>
#include <future>
#include <nlohmann/json.hpp>
#include <set>

#include "base/error.h"
#include "base/io.h"
#include "base/process.h"
#include "base/progress.h"
#include "draw/draw.h"
#include "image/image.h"
#include "run/frames.h"
#include "run/models.h"
#include "run/options.h"
#include "run/repository.h"
#include "runtime/result/json.h"

namespace slipway::run {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr int kInterrupted = 130;  // as shells have it for SIGINT

volatile std::sig_atomic_t stop_asked = 0;

/// While one of these lives, the first Ctrl-C ends the run after the batch that is being computed; the second one ends
/// the program, as it did before.
class StopOnInterrupt {
 public:
  StopOnInterrupt() {
    stop_asked = 0;
    struct sigaction action {};
    action.sa_handler = [](int) {
      stop_asked = 1;
      ::sigaction(SIGINT, &before_, nullptr);
    };
    sigemptyset(&action.sa_mask);
    ::sigaction(SIGINT, &action, &before_);
  }
  ~StopOnInterrupt() { ::sigaction(SIGINT, &before_, nullptr); }
  StopOnInterrupt(const StopOnInterrupt&) = delete;
  StopOnInterrupt& operator=(const StopOnInterrupt&) = delete;

 private:
  static inline struct sigaction before_ {};
};

std::vector<Frame> read_batch(Source& source, int size) {
  std::vector<Frame> frames;
  while (static_cast<int>(frames.size()) < size && stop_asked == 0) {
    Frame frame;
    if (!source.next(frame)) break;
    frames.push_back(std::move(frame));
  }
  return frames;
}

/// One line about a result, for people.
struct Summary {
  const Models& models;
  double threshold;

  std::string name(int64_t label) const {
    const auto index = static_cast<size_t>(label);
    return label >= 0 && index < models.classes.size() ? models.classes[index] : fmt::format("class {}", label);
  }
  std::string operator()(const Instances& found) const {
    std::map<std::string, int> counts;
    int all = 0;
    for (size_t i = 0; i < found.size(); ++i) {
      if (static_cast<double>(found.scores[i]) < threshold) continue;
      ++all;
      if (!found.labels.empty()) ++counts[name(found.labels[i])];
    }
    std::string text = fmt::format("{} found", all);
    for (const auto& [what, count] : counts) text += fmt::format(", {} {}", count, what);
    return text;
  }
  std::string operator()(const Classes& classes) const {
    std::string text;
    for (const int64_t label : classes.labels)
      text += fmt::format("{}{} {:.3f}", text.empty() ? "" : ", ", name(label),
                          classes.scores.at(static_cast<size_t>(label)));
    return text.empty() ? "no class" : text;
  }
  std::string operator()(const LabelMap& map) const {
    std::map<int32_t, int64_t> counts;
    for (const int32_t label : map.labels) ++counts[label];
    std::string text;
    for (const auto& [label, count] : counts)
      text += fmt::format("{}{} {:.1f} %", text.empty() ? "" : ", ", name(label),
                          100 * static_cast<double>(count) / static_cast<double>(map.labels.size()));
    return text;
  }
};

/// Where results go.
class Outputs {
 public:
  Outputs(const Options& options, const Models& models) : options_(options), summary_{models, options.draw_threshold} {
    if (!options.out.empty()) folder_.emplace(options.out);
    draw_.score_threshold = options.draw_threshold;
    draw_.class_names = models.classes;
    draw_.skeleton = models.skeleton;
  }

  void add(const Frame& frame, const Result& result) {
    Json entry{{"image", frame.name}, {"path", frame.path}};
    if (frame.number >= 0) entry["frame"] = frame.number;
    entry["result"] = Json(runtime::to_json(result));
    if (folder_) {
      const std::string stem = unique_stem(frame);
      if (const cv::Mat labels = runtime::to_image(result); !labels.empty()) {
        entry["result"]["file"] = "labels_" + stem + ".png";
        image::write_image(folder_->path() / ("labels_" + stem + ".png"), labels);
      }
      if (options_.draw)
        image::write_image(folder_->path() / (stem + ".jpg"), draw::draw_result(frame.pixels, result, draw_));
    }
    if (!options_.json && options_.out.empty()) fmt::print("{}: {}\n", frame.name, std::visit(summary_, result));
    if (options_.json || folder_) entries_.push_back(std::move(entry));
  }

  void finish() {
    const std::string text = entries_.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
    if (options_.json) std::fwrite(text.data(), 1, text.size(), stdout);
    if (!folder_) return;
    io::write_file(folder_->path() / "results.json", text);
    folder_->publish();
  }

 private:
  /// Of the image's name; with a number where another one had it.
  std::string unique_stem(const Frame& frame) {
    std::string stem = fs::path(frame.path).stem().string();
    if (frame.number >= 0) stem += fmt::format("_{:06}", frame.number);
    std::string name = stem;
    for (int i = 1; !stems_.insert(name).second; ++i) name = fmt::format("{}_{}", stem, i);
    return name;
  }

  const Options& options_;
  Summary summary_;
  draw::Options draw_{};
  std::optional<io::StagingFolder> folder_;
  Json entries_ = Json::array();
  std::set<std::string> stems_;
};

int run(const Options& options) {
  for (const auto& [name, value] : {std::pair{"--det-score-thr", options.detector_threshold},
                                    std::pair{"--draw-score-thr", options.draw_threshold}})
    if (!(value >= 0 && value <= 1)) fail("{} must be a number from 0 to 1, not {:g}", name, value);
  if (options.pose.empty() && !options.detector_class.empty()) fail("--det-class needs --pipeline");
  if (options.draw && options.out.empty()) fail("--draw needs --out, the folder that pictures go to");
  const std::unique_ptr<Source> source = open_inputs(options.inputs);
  const Models models = load_models(options);
  const StopOnInterrupt stop;
  Outputs outputs(options, models);
  const size_t total = source->count();
  size_t done = 0;
  const double start = wall_seconds();
  {
    // On standard output there are lines already, where that is a terminal.
    Progress progress(total, 500, total > 1 && (options.json || !options.out.empty()));
    std::vector<Frame> frames = read_batch(*source, options.batch);
    while (!frames.empty()) {
      auto computed = std::async(std::launch::async, [&models, &frames] { return models.run(frames); });
      std::vector<Frame> next = read_batch(*source, options.batch);
      const std::vector<Result> results = computed.get();
      for (size_t i = 0; i < frames.size(); ++i) outputs.add(frames[i], results[i]);
      done += frames.size();
      progress.update(done);
      frames = stop_asked != 0 ? std::vector<Frame>() : std::move(next);
    }
  }
  outputs.finish();
  const double seconds = wall_seconds() - start;
  if (stop_asked != 0) fmt::print(stderr, "stopped after {} images; what they gave is kept\n", done);
  fmt::print(stderr, "{}: {} images in {:.2f} s, {:.1f} images/s\n", models.title, done, seconds,
             seconds > 0 ? static_cast<double>(done) / seconds : 0);
  return stop_asked != 0 ? kInterrupted : 0;
}

const Library kRunLibrary{run, export_repository};

}  // namespace
}  // namespace slipway::run

extern "C" const slipway::run::Library* slipway_run_entry() { return &slipway::run::kRunLibrary; }
