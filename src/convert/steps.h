// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace slipway::convert {

/// Times the steps of a command and shows them on standard error, a line each: number, name, seconds, and what came of
/// it.
class Steps {
 public:
  /// @param total number of steps, for "[ 3/12]"; @param visible print the lines
  Steps(int total, bool visible);

  /// Runs `body`, which returns what came of it ("412 nodes").
  template <typename Body>
  void run(const std::string& name, Body&& body) {
    begin(name);
    end(body());
  }

  /// Name, result, wall and CPU seconds, resident memory after and peak so far (bytes) of each step.
  nlohmann::ordered_json json() const;
  double total_wall() const;
  double total_cpu() const;

 private:
  struct Step {
    std::string name, outcome;
    double wall = 0, cpu = 0;
    int64_t rss = 0, peak = 0;
  };
  void begin(const std::string& name);
  void end(const std::string& outcome);

  int total_;
  bool visible_;
  bool terminal_;
  double wall_start_ = 0, cpu_start_ = 0;
  std::vector<Step> steps_;
};

}  // namespace slipway::convert
