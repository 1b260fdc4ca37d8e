// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "evaluate/dataset/dataset.h"
#include "evaluate/run/engine.h"
#include "runtime/pipeline.h"

namespace slipway::evaluate {

struct RunOptions {
  size_t batch_size = 1;     ///< of every engine's run(); the last batches of each input shape are smaller
  bool fixed_batch = false;  ///< the network takes no smaller batches: they are filled up
  size_t threads = 1;        ///< that decode and transform images
  /// @name Which part of the dataset: samples first, first + step, ... below the end
  /// @{
  size_t first = 0, step = 1;
  /// @}
  std::function<bool()> stop = [] { return false; };  ///< becomes true when the user wants no more
  /// Called from another thread after each batch, with the number of samples that are done, broken ones included.
  std::function<void(size_t done)> progress = [](size_t) {};
};

struct BadSample {
  int64_t index = 0;
  std::string file, problem;
};

/// One batch's run of the first engine.
struct BatchTime {
  double seconds = 0;
  size_t images = 0;
};

struct RunReport {
  size_t total = 0;  ///< samples of this part
  size_t done = 0;   ///< of them, those with results
  bool interrupted = false;
  std::vector<BadSample> bad;
  std::vector<BatchTime> times;
  double seconds = 0;  ///< from the first image to the last result
};

/// Gets every sample's results, one per engine. Called from one thread at a time, in an order that depends on the
/// dataset and the batch size only.
using Consume = std::function<void(const Sample& sample, const DataItem& item, std::span<Result> results)>;

/// Runs all engines on the same pre-processed batches: images are decoded and transformed by several threads ahead of
/// the engines, results are decoded and consumed by a thread behind them. Batches are of one input shape and are put
/// together in the order of the dataset, so results do not depend on the number of threads. A sample that cannot be
/// read is reported and left out. Memory: a few batches and what `consume` keeps.
/// Errors: what the engines, decoders and `consume` throw.
RunReport run(const Dataset& dataset, const runtime::Pipeline& pipeline, const std::vector<Engine*>& engines,
              const RunOptions& options, const Consume& consume);

}  // namespace slipway::evaluate
