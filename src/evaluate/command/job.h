// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "evaluate/command/interface.h"
#include "evaluate/dataset/dataset.h"
#include "evaluate/metric/metric.h"
#include "evaluate/run/engine.h"
#include "package/deploy_config.h"
#include "runtime/pipeline.h"
#include "slipway/backend.h"

namespace slipway::evaluate {

/// The model under test, from files and configs or from a model directory.
struct LoadedModel {
  std::string backend;
  std::unique_ptr<runtime::Pipeline> own_pipeline;  ///< files: from the configs
  std::unique_ptr<backend::Session> own_session;
  std::unique_ptr<runtime::Model> directory;  ///< or the whole of a directory
  const runtime::Pipeline& pipeline() const { return directory ? directory->pipeline() : *own_pipeline; }
  backend::Session& session() { return directory ? directory->session() : *own_session; }
  /// Images that the network takes at once; 0 for any number.
  size_t fixed_batch() { return static_cast<size_t>(std::max<int64_t>(0, session().inputs().at(0).shape.at(0))); }
};

/// What one row of the table is made of.
struct Side {
  std::unique_ptr<evaluate::Engine> engine;
  std::vector<std::unique_ptr<evaluate::Metric>> metrics;
};

/// What the steps of a test hand on to each other.
struct TestJob {
  config::Value deploy_config, model_config;
  package::DeployConfig deploy;
  evaluate::Dataset dataset;
  bool limited = false;  ///< --limit left samples out
  LoadedModel model;
  std::vector<Side> sides;  ///< the backend first, then PyTorch
  int threads = 1;
  size_t batch_size = 1;
};

/// Reads and checks the configs, with all overrides of the options.
void read_test_configs(TestJob& job, const TestOptions& options);
/// The dataset of the model config, cut to --limit.
void read_dataset(TestJob& job, const TestOptions& options);
/// Opens the model, and PyTorch where the options ask for it, each with metrics of its own.
void open_sides(TestJob& job, const TestOptions& options, OpenReference open_reference);
/// Adds a row of the table: an engine with the metrics of the model config.
void add_side(TestJob& job, const TestOptions& options, std::unique_ptr<evaluate::Engine> engine);
/// Processors that this process may use; its share where several ranks run on this machine.
int default_threads();

/// One row of the result.
struct Row {
  std::string name;
  evaluate::Outcome outcome;
};

/// {"rows": [{"name", "metrics"}]}
nlohmann::ordered_json rows_json(const std::vector<Row>& rows);
/// A column per metric, a row per side, the difference below; wide tables are broken into several. Ends with a newline.
std::string rows_table(const std::vector<Row>& rows);

}  // namespace slipway::evaluate
