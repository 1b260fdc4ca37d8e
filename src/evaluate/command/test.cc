// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// `slipway test`: the table of contents of a test.
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <opencv2/core.hpp>

#include "base/log.h"
#include "base/progress.h"
#include "evaluate/command/commands.h"
#include "evaluate/command/job.h"
#include "evaluate/command/outputs.h"
#include "evaluate/command/ranks.h"
#include "evaluate/command/share.h"
#include "evaluate/run/runner.h"

namespace slipway::evaluate {
namespace {

constexpr int kInterrupted = 130;
constexpr size_t kShown = 10;  ///< broken samples that are named

volatile std::sig_atomic_t g_interrupted = 0;

/// The first Ctrl-C asks for the metrics of what is done, a second one ends the program.
void catch_interrupt() {
  struct sigaction action {};
  action.sa_handler = [](int) { g_interrupted = 1; };
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
}

Share run_share(TestJob& job, const TestOptions& options, const Ranks& ranks) {
  Share share;
  evaluate::RunOptions run;
  run.batch_size = job.batch_size;
  run.fixed_batch = job.model.fixed_batch() > 0;
  run.threads = static_cast<size_t>(job.threads);
  run.first = ranks.rank();
  run.step = ranks.size();
  run.stop = [] { return g_interrupted != 0; };
  const size_t total = (job.dataset.items.size() + ranks.size() - 1) / ranks.size();
  Progress progress(total, static_cast<size_t>(options.log_interval), ranks.root());
  run.progress = [&](size_t done) { progress.update(done); };

  Pictures pictures(options, job);
  std::vector<evaluate::Engine*> engines;
  for (const Side& side : job.sides) engines.push_back(side.engine.get());
  const auto consume = [&](const evaluate::Sample& sample, const evaluate::DataItem& item, std::span<Result> results) {
    pictures.draw(sample.index, item, results);
    if (!options.out.empty())
      share.predictions.emplace_back(sample.index, prediction_text(options.out, sample.index, item, results.front()));
    evaluate::Sample judged = sample;
    for (size_t i = 0; i < results.size(); ++i) {
      judged.prediction = std::move(results[i]);
      for (const auto& metric : job.sides[i].metrics) metric->add(judged);
    }
  };
  share.run = evaluate::run(job.dataset, job.model.pipeline(), engines, run, consume);
  return share;
}

void warn_of(const std::vector<std::string>& bad) {
  for (size_t i = 0; i < bad.size() && i < kShown; ++i) log::warning("{}", bad[i]);
  if (bad.size() > kShown) log::warning("... and {} more", bad.size() - kShown);
}

/// Names broken annotations, before the first batch; strict runs end here.
void report_bad_annotations(const TestJob& job, bool skip, bool root) {
  const std::vector<std::string>& bad = job.dataset.bad;
  if (bad.empty()) return;
  if (root) warn_of(bad);
  if (!skip)
    fail("{} annotations are broken (named above), so there would be no score; --skip-bad leaves them out", bad.size());
}

/// Names broken images; strict runs end here. A sample of a broken annotation never was one, so both are counted.
void report_bad(const TestJob& job, const Share& share, bool skip) {
  std::vector<std::string> bad;
  for (const evaluate::BadSample& sample : share.run.bad) bad.push_back(sample.problem);
  if (bad.empty() && job.dataset.bad.empty()) return;
  warn_of(bad);
  const std::string count = fmt::format("{} of {} images and {} annotations are broken", share.run.bad.size(),
                                        job.dataset.items.size(), job.dataset.bad.size());
  if (skip || share.run.interrupted)
    log::warning("{}; they are left out", count);
  else
    fail("{} (named above), so there is no score; --skip-bad leaves them out", count);
}

std::vector<Row> compute_rows(TestJob& job, const Share& share) {
  evaluate::ComputeOptions options;
  options.partial = job.limited || share.run.interrupted || !share.run.bad.empty();
  std::vector<Row> rows;
  for (Side& side : job.sides) {
    std::vector<evaluate::Outcome> outcomes;
    for (const auto& metric : side.metrics) outcomes.push_back(metric->compute(options));
    rows.push_back({side.engine->name(), evaluate::join_outcomes(outcomes)});
  }
  // PyTorch is what the other is compared with.
  std::reverse(rows.begin(), rows.end());
  return rows;
}

int finish(TestJob& job, const TestOptions& options, Share& share) {
  report_bad(job, share, options.skip_bad);
  if (share.run.interrupted)
    log::warning("interrupted: {} of {} samples are done; what follows is of these alone", share.run.done,
                 share.run.total);
  if (share.run.done == 0) {
    if (share.run.interrupted) return kInterrupted;
    fail("none of the {} samples could be read", share.run.total);
  }
  const std::vector<Row> rows = compute_rows(job, share);
  write_outputs(job, options, share, rows);
  return share.run.interrupted ? kInterrupted : 0;
}

}  // namespace

int test(const TestOptions& options, OpenReference open_reference) {
  log::set_level(log::level_from_name(options.log_level));
  // Each image has its thread; OpenCV's own would fight for the same processors.
  cv::setNumThreads(1);
  Ranks ranks;
  TestJob job;
  const bool ready = ranks.together([&] {
    check_outputs(options);
    read_test_configs(job, options);
    read_dataset(job, options);
    open_sides(job, options, open_reference);
    report_bad_annotations(job, options.skip_bad, ranks.root());
  });
  // The root says why, and its exit code is mpirun's. Another one here could have mpirun end the root before it has
  // said it.
  if (!ready) return 0;
  // mpirun answers Ctrl-C itself, and a run of several ranks gives the whole score or none.
  if (ranks.alone()) catch_interrupt();
  Share share;
  ranks.or_abort([&] {
    share = run_share(job, options, ranks);
    if (!ranks.alone()) share = merge_shares(job, share, ranks);
  });
  return ranks.root() ? finish(job, options, share) : 0;
}

}  // namespace slipway::evaluate
