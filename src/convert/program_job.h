// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "convert/interface.h"
#include "convert/onnx_program.h"
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
  OnnxProgram* onnx = nullptr;   ///< the program, where it is an ONNX file; null where it is PyTorch's
  package::DeployConfig deploy;  ///< what a deploy config would say
  std::vector<ProgramSample> given;
  graph::Graph graph;
  size_t captured_nodes = 0;
  lower::Exported exported;
  std::vector<std::filesystem::path> model_files;
  std::unique_ptr<backend::Session> session;
  ProgramTolerance tolerance;
  std::vector<SampleCheck> checks;
  std::string first_difference;  ///< where a check failed: which layer is the first that differs, a sentence
  nlohmann::ordered_json first_difference_json;
  bool passed() const;
  /// What it is compared with, for a person: "PyTorch".
  std::string reference() const { return onnx == nullptr ? "PyTorch" : "ONNX Runtime in f32"; }
};

/// @name Steps; each returns what came of it
/// @{
std::string read_program(ProgramJob& job, const ConvertOptions& options);
std::string capture_program(ProgramJob& job, const ConvertOptions& options);
std::string optimize_program(ProgramJob& job);
std::string lower_program(ProgramJob& job);
/// In the place of the last three, of an ONNX file: it stays as it is, but for f16.
std::string rewrite_onnx(ProgramJob& job);
std::string compile_program(ProgramJob& job, const std::filesystem::path& folder, const std::string& device);
std::string verify_program(ProgramJob& job);
/// After a failure: which layer of the graph is the first that the backend computes otherwise than LibTorch. Costs a
/// second conversion, with all tensors as outputs.
void find_first_layer(ProgramJob& job, const ProgramSample& sample);
/// deploy.json, pipeline.json and detail.json: the network alone, tensors in and out.
std::string package_program(const ProgramJob& job, const std::filesystem::path& folder);
/// @}

}  // namespace slipway::convert
