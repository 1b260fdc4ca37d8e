// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace slipway::backend::ncnn {

/// What ncnn says goes to standard error, which belongs to the program that we are in. While one of these lives, what
/// ncnn says in the same thread is kept instead, for the error that Slipway reports. Standard error itself stays as it
/// is: the linker gives ncnn's calls of the C library's functions to ours (--wrap).
class Messages {
 public:
  Messages();
  ~Messages();
  Messages(const Messages&) = delete;
  Messages& operator=(const Messages&) = delete;

  /// ": " and what was said, "" for nothing.
  std::string text() const;

 private:
  std::string said_;
  std::string* before_;
};

}  // namespace slipway::backend::ncnn
