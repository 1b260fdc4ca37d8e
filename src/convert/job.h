// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <opencv2/core.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "checkpoint/checkpoint.h"
#include "convert/interface.h"
#include "convert/program_network.h"
#include "graph/graph.h"
#include "graph/pass.h"
#include "lower/exported.h"
#include "model/model.h"
#include "package/deploy_config.h"
#include "package/pipeline.h"
#include "runtime/pipeline.h"
#include "slipway/backend.h"
#include "verify/report.h"

namespace slipway::convert {

/// An image to compare on.
struct TestImage {
  std::filesystem::path file;
  cv::Mat pixels;  ///< BGR u8[H,W,3]
};

/// One sample on its way through both sides: an image, or a box of one.
struct TestSample {
  size_t image = 0;             ///< which of the job's
  std::string name;             ///< for reports: "street.jpg", "street.jpg, box 2"
  runtime::Preprocessed ready;  ///< what both sides get
  Result backend;
  Result reference;                 ///< PyTorch's, held to the limits of the deploy config
  std::vector<std::string> cuts{};  ///< what these limits cut of it, one sentence a limit
  /// Top-down: what `backend` was decoded from, f32[1,...] each. A batch rounds otherwise than an image by itself.
  std::vector<HostTensor> outputs{};
};

/// What the steps of a conversion hand on to each other. Each function below is one step (or a part of one); it returns
/// a short text on what came of it and throws slipway::Error.
struct Job {
  // read configs
  config::Value deploy_config_value, model_config;
  package::DeployConfig deploy;
  package::PipelineFile pipeline_file;
  std::unique_ptr<runtime::Pipeline> pipeline;
  std::vector<TestImage> images;
  std::vector<TestSample> samples;  ///< image by image; the first is the one that the model is captured with
  std::set<std::string, std::less<>> no_rewriter;
  bool rewriter_trace = false;
  // build model
  std::optional<ProgramFit> program;        ///< given in the place of a checkpoint: network and weights
  std::shared_ptr<model::Network> network;  ///< with weights: the reference
  std::shared_ptr<model::Network> shadow;   ///< on the meta device: what is captured
  // load checkpoint
  checkpoint::Checkpoint checkpoint;
  // capture, optimize, lower
  graph::Graph graph;
  size_t captured_nodes = 0;
  lower::Exported exported;
  // run
  std::unique_ptr<backend::Session> session;
  std::vector<std::filesystem::path> model_files;
  // verify
  verify::Report report;
};

/// @name Steps
/// @{
struct ReadRequest {
  std::string deploy_config, model_config, checkpoint;
  std::vector<std::string> images, config_options;
  int opset = 0;
  std::string device = "cpu";
  BoxOptions boxes{};
  std::vector<std::string> config_roots{};  ///< PACKAGE=DIR
};
std::string read_configs(Job& job, const ReadRequest& request);
/// @param checkpoint the weights, or a program, which stands for the network as well
std::string build_model(Job& job, const std::string& checkpoint);
/// The network of the job, on the meta device or with memory for its weights (a program's are there already).
std::shared_ptr<model::Network> make_network(const Job& job, at::Device device);
/// @param key_map a file (config/key_map.h), or "" where the checkpoint has the model's names
std::string load_checkpoint(Job& job, const std::string& file, bool allow_missing, const std::string& key_map = "");
std::string capture_graph(Job& job);
std::string optimize_graph(Job& job);
std::string lower_graph(Job& job);
std::string check_model(const Job& job);
std::string run_backend(Job& job, const std::filesystem::path& folder, const std::string& device);
std::string run_reference(Job& job, const std::string& device);
/// @param allow_rounding a second opinion where the tolerances are missed: see verify/rounding.h
std::string verify_model(Job& job, const verify::Tolerance& tolerance, bool allow_rounding);
std::string draw_results(const Job& job, const std::filesystem::path& folder, double score_threshold);
std::string write_package(const Job& job, const std::filesystem::path& folder, const std::string& checkpoint);
/// @}

/// Errors: slipway::Error where the deploy config is for another task than the model's.
void require_task(const Job& job, const task::Task& task);

/// What a side says of an image: of its one sample, or of all boxes of it.
Result result_of(const Job& job, size_t image, Result TestSample::*side);

/// results.json: per image the decoded results of both sides.
nlohmann::ordered_json results_json(const Job& job, const std::filesystem::path& folder);

}  // namespace slipway::convert
