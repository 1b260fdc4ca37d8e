// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "convert/steps.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

#include "base/process.h"

namespace slipway::convert {

Steps::Steps(int total, bool visible) : total_(total), visible_(visible), terminal_(isatty(STDERR_FILENO) == 1) {}

void Steps::begin(const std::string& name) {
  steps_.push_back({});
  steps_.back().name = name;
  // On a terminal a long step shows its name while it runs; a log gets whole lines only.
  if (visible_ && terminal_) fmt::print(stderr, "[{:>2}/{}] {:<16} ...", steps_.size(), total_, name);
  wall_start_ = wall_seconds();
  cpu_start_ = cpu_seconds();
}

void Steps::end(const std::string& outcome) {
  Step& step = steps_.back();
  step.outcome = outcome;
  step.wall = wall_seconds() - wall_start_;
  step.cpu = cpu_seconds() - cpu_start_;
  step.rss = current_rss_bytes();
  step.peak = peak_rss_bytes();
  if (visible_)
    fmt::print(stderr, "{}[{:>2}/{}] {:<16} {:>7.2f} s  {}\n", terminal_ ? "\r" : "", steps_.size(), total_, step.name,
               step.wall, outcome);
}

nlohmann::ordered_json Steps::json() const {
  nlohmann::ordered_json result = nlohmann::ordered_json::array();
  for (const Step& step : steps_)
    result.push_back({{"name", step.name},
                      {"outcome", step.outcome},
                      {"wall_s", step.wall},
                      {"cpu_s", step.cpu},
                      {"rss_bytes", step.rss},
                      {"peak_rss_bytes", step.peak}});
  return result;
}

double Steps::total_wall() const {
  double sum = 0;
  for (const Step& step : steps_) sum += step.wall;
  return sum;
}

double Steps::total_cpu() const {
  double sum = 0;
  for (const Step& step : steps_) sum += step.cpu;
  return sum;
}

}  // namespace slipway::convert
