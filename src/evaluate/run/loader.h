// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "runtime/pipeline.h"

namespace slipway::evaluate {

/// One sample that is ready for the network, or what is wrong with it.
struct Loaded {
  runtime::Preprocessed ready;
  std::string problem;  ///< "" where it is ready
};

/// Loads samples in parallel and gives them out in order. At most `ahead` samples wait, so memory is bounded.
class Loader {
 public:
  /// @param load makes sample i; called from several threads. A slipway::Error of it becomes the sample's problem, any
  /// other exception leaves next().
  Loader(size_t count, size_t threads, size_t ahead, std::function<runtime::Preprocessed(size_t)> load);
  /// Waits for the samples that are being made, makes no more.
  ~Loader();
  Loader(const Loader&) = delete;
  Loader& operator=(const Loader&) = delete;

  /// The next sample; none at the end, or when `stop()` has become true. One thread calls it.
  std::optional<Loaded> next(const std::function<bool()>& stop);

 private:
  void work();

  const size_t count_;
  const std::function<runtime::Preprocessed(size_t)> load_;
  std::mutex mutex_;
  std::condition_variable filled_, emptied_;
  std::vector<std::optional<Loaded>> slots_;  // sample i is in slot i % size
  size_t started_ = 0;                        // samples that a thread has taken on
  size_t given_ = 0;                          // samples that left by next()
  bool stopping_ = false;
  std::exception_ptr failure_;
  std::vector<std::thread> threads_;
};

}  // namespace slipway::evaluate
