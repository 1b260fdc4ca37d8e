// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

namespace slipway {

/// How far a run is, on standard error: a bar with rate and remaining time that is redrawn on a terminal, or a line
/// every `interval` steps elsewhere. One thread at a time.
class Progress {
 public:
  /// @param interval steps between two lines where there is no terminal; 0: no lines
  /// @param unit what a step is, in the plural
  Progress(size_t total, size_t interval, bool visible, std::string unit = "images");
  /// Ends the line of the bar.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void update(size_t done);

  /// "  40/100  123.4 images/s, 0:05 left", for tests of the text. @param seconds since the start
  static std::string text(size_t done, size_t total, double seconds, const std::string& unit = "images");

 private:
  size_t total_, interval_;
  bool visible_, terminal_;
  std::string unit_;
  bool drawn_ = false;
  double start_, last_ = 0;
  size_t next_line_;
};

}  // namespace slipway
