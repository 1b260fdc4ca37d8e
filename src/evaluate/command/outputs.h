// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "draw/draw.h"
#include "evaluate/command/job.h"
#include "evaluate/command/share.h"

namespace slipway::evaluate {

/// Refuses outputs that could not be written at the end of a long run. Errors: slipway::Error.
void check_outputs(const TestOptions& options);

/// One entry of --out: {"image", "image_id"?, ...the result}.
std::string prediction_text(const std::string& out, int64_t index, const evaluate::DataItem& item,
                            const Result& result);

/// Draws every --interval-th sample to --show-dir, beside PyTorch's where that runs.
class Pictures {
 public:
  Pictures(const TestOptions& options, const TestJob& job);
  void draw(int64_t index, const evaluate::DataItem& item, std::span<const Result> results) const;

 private:
  std::filesystem::path folder_;
  int64_t interval_;
  std::vector<std::string> titles_;
  draw::Options drawing_;
};

/// Prints the result, and writes --out, --log2file and --work-dir.
void write_outputs(const TestJob& job, const TestOptions& options, Share& share, const std::vector<Row>& rows);

}  // namespace slipway::evaluate
