// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "base/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

#include "base/process.h"

namespace slipway {

Progress::Progress(size_t total, size_t interval, bool visible, std::string unit)
    : total_(total),
      interval_(interval),
      visible_(visible),
      terminal_(isatty(STDERR_FILENO) == 1),
      unit_(std::move(unit)),
      start_(wall_seconds()),
      next_line_(interval) {}

Progress::~Progress() {
  if (drawn_) std::fputc('\n', stderr);
}

std::string Progress::text(size_t done, size_t total, double seconds, const std::string& unit) {
  const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
  const auto left = rate > 0 ? static_cast<long>(static_cast<double>(total - done) / rate + 0.5) : 0L;
  std::string time = fmt::format("{}:{:02}", left / 60 % 60, left % 60);
  if (left >= 3600) time = fmt::format("{}:{:02}:{:02}", left / 3600, left / 60 % 60, left % 60);
  return fmt::format("{:>{}}/{}  {:.1f} {}/s, {} left", done, std::to_string(total).size(), total, rate, unit, time);
}

void Progress::update(size_t done) {
  if (!visible_) return;
  const double now = wall_seconds();
  if (terminal_) {
    constexpr double kRedraw = 0.1;
    if (done < total_ && now - last_ < kRedraw) return;
    last_ = now;
    constexpr size_t kWidth = 30;
    const size_t full = total_ == 0 ? kWidth : kWidth * done / total_;
    fmt::print(stderr, "\r[{}{}] {}   ", std::string(full, '='), std::string(kWidth - full, ' '),
               text(done, total_, now - start_, unit_));
    std::fflush(stderr);
    drawn_ = true;
    return;
  }
  if (interval_ == 0 || done < next_line_) return;
  while (next_line_ <= done) next_line_ += interval_;
  fmt::print(stderr, "{}\n", text(done, total_, now - start_, unit_));
}

}  // namespace slipway
