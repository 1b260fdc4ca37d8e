// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// A program in the place of a checkpoint: network and weights of a model config whose head decodes what it gives.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "model/model.h"
#include "package/deploy_config.h"
#include "program/program.h"
#include "runtime/pipeline.h"

namespace slipway::convert {

/// What a program is to a model config.
struct ProgramFit {
  std::shared_ptr<const program::Program> program;
  std::vector<size_t> order;  ///< of its outputs: as the head's raw outputs, or, decoded, as the task's
  bool decoded = false;       ///< its outputs are those of the deployed model: it does the post-processing itself
};

/// Reads the program; its inputs are declared as its exporter noted them.
std::shared_ptr<program::Program> read_program_file(const std::string& file);

/// Which outputs of the program are which: by name where they have the names of the head's (or the task's) outputs,
/// else by order, their shapes checked.
/// @param input f32[B,3,H,W] as the pipeline gives it
/// Errors: slipway::Error that shows what is wanted and what is there: another number of inputs, sizes that the program
/// was not exported for, dynamic axes that it does not have, outputs that nothing here decodes.
ProgramFit fit_program(std::shared_ptr<const program::Program> program, const config::Value& model_config,
                       const package::DeployConfig& deploy, const std::vector<int64_t>& input);

/// The network, on the meta device or with weights. @param pipeline what decodes where the program has done the rest;
/// it must outlive the network
std::shared_ptr<model::Network> build_program_network(const ProgramFit& fit, const config::Value& model_config,
                                                      const package::DeployConfig& deploy,
                                                      const runtime::Pipeline& pipeline, at::Device device);

}  // namespace slipway::convert
