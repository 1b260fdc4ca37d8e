// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// What the program and libslipway_profile.so, which it loads when models are to be measured, agree on.
#pragma once

#include <string>
#include <vector>

namespace slipway::profile {

/// Options of `slipway profile`.
struct Options {
  std::vector<std::string> models;  ///< model directories and model files
  std::vector<int> batch_sizes;     ///< each >= 1; empty: 1, or what the model fixes
  int threads = 0;                  ///< of the model; 0 lets the backend choose
  int warmup = 10;                  ///< runs of each row that do not count, before any that does; >= 0
  int iterations = 100;             ///< runs of each row that count; >= 1
  double time_limit = 0;            ///< seconds of counted runs after which a row has enough; 0: no limit
  std::string shape;                ///< "640x480" (height x width) or "1x3x640x480"; "" for none
  std::vector<std::string> images;  ///< for model directories; empty: a synthetic one
  std::string device = "cpu";       ///< see backend::SessionOptions
  std::string plot;                 ///< picture to write; "" for none
  bool json = false;                ///< JSON on standard output and nothing else
};

/// Functions of libslipway_profile.so. They throw slipway::Error; the result is an exit code.
struct Library {
  /// Measures and prints. Starts this program anew for each row of its table, as `slipway profile-worker --fd N`.
  int (*profile)(const Options&);
  /// Such a worker: takes orders from the socket `fd` until that is closed.
  int (*work)(int fd);
};

}  // namespace slipway::profile

/// The one symbol that the program looks up.
extern "C" const slipway::profile::Library* slipway_profile_entry();
