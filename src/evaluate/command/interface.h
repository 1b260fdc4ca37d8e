// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// What the program and libslipway_evaluate.so, which it loads when a command runs models on images, agree on.
#pragma once

#include <string>
#include <vector>

#include "evaluate/run/reference.h"

namespace slipway::evaluate {

/// Options of `slipway test`.
struct TestOptions {
  std::string deploy_config, model_config;
  std::vector<std::string> model;  ///< files of the backend, or one model directory
  std::string device = "cpu";
  std::string reference;  ///< checkpoint; "" for no comparison with PyTorch
  std::string key_map;    ///< names of the reference's weights; "" for none
  std::string ann_file, data_prefix;
  std::vector<std::string> config_options;
  std::vector<std::string> config_roots;  ///< PACKAGE=DIR, for bases in other packages
  int batch_size = 0;                     ///< 0: 8, or what the model fixes
  int threads = 0;                        ///< 0: one per processor that the program may use
  int limit = 0;                          ///< 0: all samples
  std::string work_dir, out, show_dir, log_file;
  int show_interval = 1;
  double draw_score_threshold = 0.3;
  bool speed_test = false;
  bool flip_test = false;  ///< top-down: each box and its mirror image, on both sides
  int warmup = 10;
  int log_interval = 0;
  bool skip_bad = false, json = false, allow_missing = false;
  std::string log_level = "INFO";
};

/// Functions of libslipway_evaluate.so. They throw slipway::Error; the result is an exit code.
struct EvaluateLibrary {
  /// @param open_reference called where the options name a checkpoint
  int (*test)(const TestOptions&, OpenReference open_reference);
  /// Prints the registered "datasets" or "metrics", one a line.
  void (*list)(const std::string& what);
};

/// Loads the library on first use.
/// Errors: slipway::Error, kind kUnavailable, where it or a library that it needs is not there.
const EvaluateLibrary& evaluate_library();

}  // namespace slipway::evaluate

/// The one symbol that the program looks up.
extern "C" const slipway::evaluate::EvaluateLibrary* slipway_evaluate_entry();
