// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "convert/interface.h"
#include "convert/program_check.h"
#include "graph/graph.h"
#include "lower/exported.h"
#include "package/deploy_config.h"
#include "program/program.h"
#include "slipway/backend.h"

namespace slipway::convert {

/// What the steps of `slipway convert` hand on to each other; as Job, of a program without a config.
struct ProgramJob {
  std::unique_ptr<program::Program> program;
  package::DeployConfig deploy;  ///< what a deploy config would say
  std::vector<ProgramSample> given;
  graph::Graph graph;
  size_t captured_nodes = 0;
  lower::Exported exported;
  std::vector<std::filesystem::path> model_files;
  std::unique_ptr<backend::Session> session;
  ProgramTolerance tolerance;
  std::vector<SampleCheck> checks;
  bool passed() const;
};

/// @name Steps; each returns what came of it
/// @{
std::string read_program(ProgramJob& job, const ConvertOptions& options);
std::string capture_program(ProgramJob& job, const ConvertOptions& options);
std::string optimize_program(ProgramJob& job);
std::string lower_program(ProgramJob& job);
std::string compile_program(ProgramJob& job, const std::filesystem::path& folder, const std::string& device);
std::string verify_program(ProgramJob& job);
/// deploy.json, pipeline.json and detail.json: the network alone, tensors in and out.
std::string package_program(const ProgramJob& job, const std::filesystem::path& folder);
/// @}

}  // namespace slipway::convert
