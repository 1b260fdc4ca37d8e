// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// `slipway profile`: the table of contents of a measurement.
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <memory>

#include "base/error.h"
#include "base/log.h"
#include "base/progress.h"
#include "base/strings.h"
#include "image/image.h"
#include "profile/row.h"
#include "runtime/pipeline.h"

namespace slipway::profile {
namespace {

constexpr int kBadInput = 2;
constexpr int kInterrupted = 130;
/// Each model runs this often before it is the turn of the next one, or for this long: short enough for noise to hit
/// all alike, long enough for the caches to hold the model for most of the runs.
constexpr int kTurn = 10;
constexpr double kTurnSeconds = 0.5;

volatile std::sig_atomic_t g_interrupted = 0;

bool interrupted() { return g_interrupted != 0; }

/// The first Ctrl-C asks for what has been measured, a second one ends the program.
void catch_interrupt() {
  struct sigaction action {};
  action.sa_handler = [](int) { g_interrupted = 1; };
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
}

/// A row and the process that measures it.
struct Measurement {
  Row row;
  std::unique_ptr<Worker> worker;
  int warm = 0;        ///< warm-up runs done
  double seconds = 0;  ///< of counted runs

  /// Gives up with the reason; what has been measured stays.
  void end(const Worker::Problem& problem) {
    row.status = problem.status;
    row.reason = problem.reason;
    worker.reset();
  }
};

std::vector<int> batch_sizes(const Options& options) {
  if (options.shape.empty()) return options.batch_sizes.empty() ? std::vector<int>{0} : options.batch_sizes;
  const Shape shape = Shape::parse(options.shape);
  if (!shape.full) return options.batch_sizes.empty() ? std::vector<int>{0} : options.batch_sizes;
  const auto batch = static_cast<int>(shape.full->front());
  if (!options.batch_sizes.empty() && options.batch_sizes != std::vector<int>{batch})
    fail("--shape {} says batch {}, --batch-size says another; leave one of them out", options.shape, batch);
  return {batch};
}

std::vector<Measurement> plan(const Options& options) {
  const std::vector<int> batches = batch_sizes(options);
  std::vector<Measurement> plan;
  for (const Target& target : find_targets(options.models))
    for (const int batch : batches) {
      plan.emplace_back();
      plan.back().row.target = target;
      plan.back().row.batch = batch;
    }
  return plan;
}

/// What model directories are shown. Errors: an image that cannot be read.
std::string describe_images(const Options& options, const std::vector<Measurement>& plan) {
  const bool needed =
      std::any_of(plan.begin(), plan.end(), [](const Measurement& m) { return m.row.target.directory; });
  if (!options.images.empty() && !needed) fail("--image is for model directories; a model file alone sees none");
  if (!needed) return "";
  if (options.images.empty()) {
    int64_t height = kSyntheticHeight;
    int64_t width = kSyntheticWidth;
    if (!options.shape.empty()) {
      const Shape shape = Shape::parse(options.shape);
      height = shape.height;
      width = shape.width;
    }
    return fmt::format("synthetic, {}x{} (height x width), with nothing in it to be found", height, width);
  }
  std::vector<std::string> names;
  for (const std::string& file : options.images) {
    const cv::Mat image = image::read_image(file);
    names.push_back(fmt::format("{} ({}x{})", file, image.rows, image.cols));
  }
  return join(names, ", ");
}

Job make_job(const Options& options, const Row& row) {
  Job job;
  job.path = row.target.path;
  job.directory = row.target.directory;
  job.backend = row.target.backend;
  for (const auto& file : row.target.files) job.files.push_back(file.string());
  job.batch = row.batch;
  job.threads = options.threads;
  job.device = options.device;
  job.shape = options.shape;
  job.images = options.images;
  return job;
}

void load(Measurement& measurement, const Options& options) {
  Row& row = measurement.row;
  try {
    measurement.worker = std::make_unique<Worker>(interrupted);
    row.loaded = measurement.worker->load(make_job(options, row));
    row.batch = row.loaded.batch;
    row.memory = measurement.worker->memory();
  } catch (Worker::Problem& problem) {
    // That a backend does not know another device is no fault of the files.
    if (problem.status == Status::kUnreadable && options.device != "cpu") problem.status = Status::kRefused;
    measurement.end(problem);
  }
}

/// One after the other, so that each has the machine to itself. Errors: files that are no models.
void load_all(std::vector<Measurement>& all, const Options& options) {
  std::vector<std::string> unreadable;
  const Measurement* last = nullptr;
  for (Measurement& measurement : all) {
    // Another batch of a model that is not there, or is none, is not there either.
    const bool same = last != nullptr && last->row.target.label == measurement.row.target.label &&
                      (last->row.status == Status::kUnreadable || last->row.status == Status::kNotAvailable);
    if (interrupted())
      measurement.end({Status::kInterrupted, "not measured"});
    else if (same)
      measurement.end({last->row.status, last->row.reason});
    else
      load(measurement, options);
    if (measurement.row.status == Status::kUnreadable && !same) unreadable.push_back(measurement.row.reason);
    last = &measurement;
  }
  if (!unreadable.empty()) throw Error(join(unreadable, "; "));
}

/// A turn of one model. @param alone no other model runs in between
void take_turn(Measurement& measurement, const Options& options, bool alone) {
  Row& row = measurement.row;
  try {
    if (measurement.warm < options.warmup) {
      const int count = std::min(kTurn, options.warmup - measurement.warm);
      measurement.warm += static_cast<int>(measurement.worker->run(count, false, kTurnSeconds).size());
    } else {
      const int count = std::min(kTurn, options.iterations - static_cast<int>(row.times.size()));
      for (const StageTimes& time : measurement.worker->run(count, !alone, kTurnSeconds)) {
        row.times.push_back(time);
        measurement.seconds += time.transform + time.inference + time.decode;
      }
    }
    row.memory = measurement.worker->memory();
  } catch (const Worker::Problem& problem) {
    measurement.end(problem);
  }
}

bool done(const Measurement& measurement, const Options& options) {
  if (measurement.worker == nullptr) return true;
  if (options.time_limit > 0 && measurement.seconds >= options.time_limit) return true;
  return static_cast<int>(measurement.row.times.size()) >= options.iterations;
}

/// Turns of all models, A B C A B C, until each has enough: first to warm up, then to be counted.
void measure_all(std::vector<Measurement>& all, const Options& options) {
  const auto active = [&] {
    return std::count_if(all.begin(), all.end(), [&](const Measurement& m) { return !done(m, options); });
  };
  const size_t each = static_cast<size_t>(options.warmup) + static_cast<size_t>(options.iterations);
  Progress progress(each * static_cast<size_t>(active()), 0, true, "runs");
  const auto steps_done = [&] {
    size_t steps = 0;
    for (const Measurement& m : all) {
      if (m.row.loaded.first_seconds <= 0) continue;  // never began
      steps += done(m, options) ? each : static_cast<size_t>(m.warm) + m.row.times.size();
    }
    return steps;
  };
  const auto warming = [&](const Measurement& m) { return !done(m, options) && m.warm < options.warmup; };
  while (active() > 0 && !interrupted()) {
    const bool warm_up = std::any_of(all.begin(), all.end(), warming);
    const bool alone = active() == 1;
    for (Measurement& measurement : all) {
      if (!interrupted() && !done(measurement, options) && (!warm_up || warming(measurement)))
        take_turn(measurement, options, alone);
      progress.update(steps_done());
    }
  }
  if (!interrupted()) return;
  for (Measurement& measurement : all)
    if (!done(measurement, options)) measurement.end({Status::kInterrupted, "not measured to the end"});
}

/// Characters of a line of standard output; 0 where it is no terminal.
size_t terminal_width() {
  winsize size{};
  return isatty(STDOUT_FILENO) == 1 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

void print(const Conditions& conditions, const std::vector<Row>& rows) {
  std::string text;
  if (conditions.options.json)
    text = format_json(conditions, rows).dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  else
    text = format_text(conditions, rows, terminal_width());
  std::fwrite(text.data(), 1, text.size(), stdout);
  if (std::fflush(stdout) != 0) fail("cannot write to standard output");
}

}  // namespace

int profile(const Options& options) {
  if (!options.plot.empty()) check_plot(options.plot);
  std::vector<Measurement> all = plan(options);
  Conditions conditions{options, describe_images(options, all), false};
  catch_interrupt();
  load_all(all, options);
  measure_all(all, options);

  conditions.interrupted = interrupted();
  std::vector<Row> rows;
  for (Measurement& measurement : all) rows.push_back(std::move(measurement.row));
  print(conditions, rows);
  const bool any = std::any_of(rows.begin(), rows.end(), [](const Row& row) { return row.measured(); });
  if (any && !options.plot.empty()) write_plot(options.plot, conditions, rows);
  if (conditions.interrupted) {
    log::warning("interrupted: what was measured until then is printed");
    return kInterrupted;
  }
  if (!any) log::warning("nothing was measured");
  return any ? 0 : kBadInput;
}

}  // namespace slipway::profile

namespace {
const slipway::profile::Library kLibrary{slipway::profile::profile, slipway::profile::work};
}  // namespace

extern "C" const slipway::profile::Library* slipway_profile_entry() { return &kLibrary; }
