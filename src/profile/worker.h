// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// A process of its own for each row of the table: what it costs in memory can be told, and whatever a backend does to
// it, the others go on.
#pragma once

#include <sys/types.h>

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "profile/message.h"
#include "profile/workload.h"

namespace slipway::profile {

/// What became of a row.
enum class Status {
  kMeasured,
  kRefused,       ///< the model or its backend takes no such batch, shape or device
  kNotAvailable,  ///< the backend or device is not there
  kFailed,        ///< the process ended
  kUnreadable,    ///< the files are no model
  kInterrupted,   ///< before anything was measured
};

/// What a worker is to do first.
struct Job {
  std::string path;
  bool directory = false;
  std::string backend;
  std::vector<std::string> files;
  int64_t batch = 0;  ///< 0: 1, or what the model fixes
  int threads = 0;
  std::string device;
  std::string shape;
  std::vector<std::string> images;
};

/// What a worker that has loaded its model and run it once tells of that.
struct Loaded {
  int64_t batch = 1;
  double library_seconds = 0;  ///< loading the backend's library
  double load_seconds = 0;     ///< opening the model
  double first_seconds = 0;    ///< the first run, all stages
};

/// Bytes of a worker's resident memory.
struct Memory {
  int64_t baseline = 0;  ///< when it had loaded neither backend nor model, but its images
  int64_t peak = 0;      ///< the most so far
};

/// What a worker does: the main function of its process.
int work(int fd);

/// The program's handle of a worker; the process ends with it. One thread at a time.
class Worker {
 public:
  /// Why a worker did not do what it was told to.
  struct Problem {
    Status status;
    std::string reason;
  };
  /// @param give_up asked while waiting
  explicit Worker(std::function<bool()> give_up);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// @throws Problem, as the others
  Loaded load(const Job& job);
  /// Runs the model `count` times, fewer if that takes longer than `seconds`, but at least once.
  /// @param settle one run goes before that does not count: the caches hold what another model left there
  std::vector<StageTimes> run(int count, bool settle, double seconds);
  Memory memory() const { return memory_; }

 private:
  nlohmann::json ask(const nlohmann::json& order);
  [[noreturn]] void report_end();

  std::function<bool()> give_up_;
  int fd_ = -1;
  pid_t process_ = -1;
  Channel channel_;
  Memory memory_;
};

}  // namespace slipway::profile
