// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// What the program and libslipway_run.so, which it loads when a model directory is to be run, agree on.
#pragma once

#include <string>
#include <vector>

namespace slipway::run {

/// Options of `slipway run`.
struct Options {
  std::string model;                ///< model directory; the detector's with `pose`
  std::vector<std::string> inputs;  ///< images, folders of images, videos
  std::string pose;                 ///< directory of a top-down model that looks at what `model` finds; "" for none
  std::string detector_class;       ///< a name or a number; "": "person"
  double detector_threshold = 0.3;
  std::string out;    ///< folder of results.json, and pictures; "" for none
  bool json = false;  ///< JSON on standard output and nothing else
  bool draw = false;  ///< pictures in `out`
  double draw_threshold = 0.3;
  int batch = 1;    ///< images that go through the network together; >= 1
  int threads = 0;  ///< of the model; 0 lets the backend choose
  std::string device = "cpu";
};

/// Options of `slipway export-repository`.
struct RepositoryOptions {
  std::string model;        ///< model directory
  std::string destination;  ///< the repository's folder
  std::string format;       ///< "triton" or "ovms"
  std::string name;         ///< of the model; "": the directory's
  int max_batch = 8;        ///< that the server may put together, where the batch is open
  int wait_us = 2000;       ///< how long it waits for more
};

/// Functions of libslipway_run.so. They throw slipway::Error; the result is an exit code.
struct Library {
  int (*run)(const Options&);
  int (*export_repository)(const RepositoryOptions&);
};

}  // namespace slipway::run

/// The one symbol that the program looks up.
extern "C" const slipway::run::Library* slipway_run_entry();
