// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "profile/options.h"
#include "profile/statistics.h"
#include "profile/target.h"
#include "profile/worker.h"

namespace slipway::profile {

/// One model at one batch size, and what became of it.
struct Row {
  Target target;
  int64_t batch = 0;  ///< as asked for, then as run; 0: not known yet
  Status status = Status::kMeasured;
  std::string reason;  ///< why it was not measured, or not to the end; "" otherwise
  Loaded loaded;
  std::vector<StageTimes> times;  ///< of the runs that count, in their order
  Memory memory;

  bool measured() const { return !times.empty(); }
};

/// What a row comes to; milliseconds per batch.
struct Summary {
  Statistics latency;  ///< all stages together
  Statistics transform, inference, decode;
  double images_per_second = 0;  ///< batch / mean latency
};

/// @param row measured
Summary summarize(const Row& row);

/// What all rows have in common.
struct Conditions {
  Options options;
  std::string images;  ///< what was shown to model directories: "synthetic, 480x640"; "" where there is none
  bool interrupted = false;
};

/// The conditions, a table, and why some rows have no figures.
/// @param width characters of a line; where they are too few the table comes in two parts. 0: as many as it takes
std::string format_text(const Conditions& conditions, const std::vector<Row>& rows, size_t width);
nlohmann::ordered_json format_json(const Conditions& conditions, const std::vector<Row>& rows);

/// Bars of the latencies and of the images per second, side by side, written by way of a temporary file.
/// @param rows some of them measured; the others are left out
void write_plot(const std::string& file, const Conditions& conditions, const std::vector<Row>& rows);

/// Errors: slipway::Error for an extension that OpenCV cannot write, or a place where nothing can be written.
void check_plot(const std::string& file);

}  // namespace slipway::profile
