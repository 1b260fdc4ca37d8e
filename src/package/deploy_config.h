// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "slipway/backend.h"
#include "slipway/config.h"

namespace slipway::package {

/// What a deploy config asks for, checked. The keys are MMDeploy's; their defaults too.
struct DeployConfig {
  config::Value config;  ///< the whole of it

  std::string backend;    ///< backend_config.type
  std::string precision;  ///< "FP32", "FP16" or "INT8", as deploy.json names it

  std::string ir = "onnx";  ///< onnx_config.type or ir_config.type
  std::string save_file = "end2end.onnx";
  int opset = 11;
  bool keep_initializers_as_inputs = false;
  bool optimize = true;
  std::vector<std::string> input_names{"input"};
  std::vector<std::string> output_names;
  std::optional<std::array<int64_t, 2>> input_shape;  ///< W,H
  /// Tensor name -> dimension -> axis name; both the dict and the list form of `dynamic_axes`.
  std::map<std::string, std::map<int64_t, std::string>> dynamic_axes;

  std::string codebase;  ///< codebase_config.type: "mmpose", "mmpretrain", ...
  std::string task;      ///< codebase_config.task: "PoseDetection", "Classification", ...

  std::string form;  ///< of the network's outputs (task/task.h): not read from the config but set when it is built
  /// One sentence for each key that nothing acts on; see judge_deploy_keys().
  std::vector<std::string> warnings;

  /// Whether the model is used in windows, whose scores are averaged; not read from this config but from the model's.
  bool slides = false;
  backend::Capabilities capabilities;  ///< of the backend: not read from the config but by fit_to_backend()

  /// Name of a dynamic axis of the first input, "" where that dimension is fixed.
  std::string axis_name(int64_t dim) const;
  bool dynamic_batch() const { return !axis_name(0).empty(); }
  /// Whether the network itself chooses what it returns: instances among candidates, the class of each pixel. Else the
  /// runtime does, as the backend cannot or codebase_config.with_argmax=False asks for scores.
  bool chooses() const;
  /// Takes over what the backend can do. Where it cannot run batches, the batch is 1: axis 0 is dynamic no more.
  void fit_to_backend(const backend::Capabilities& backend_can);
};

/// Reads and checks a deploy config. Errors: slipway::Error for a missing `backend_config`, an unknown backend, IR or
/// codebase, names that are no identifiers or appear twice, axes of tensors that are not there, sizes that are none,
/// and keys that ask for another model than the whole one.
/// @param known_backends for the message about an unknown one
DeployConfig read_deploy_config(const config::Value& config, const std::vector<std::string>& known_backends);

/// codebase_config.with_argmax of segmentation: True where it is absent.
bool with_argmax(const config::Value& deploy_config);

/// Refuses a deploy config for another codebase than that of the model config, which would end in odd errors. Models of
/// no known library fit any: projects have scopes of their own. Errors: slipway::Error that says what fits.
void require_codebase(const DeployConfig& deploy, const std::string& deploy_file, const config::Value& model_config,
                      const std::string& model_file);

}  // namespace slipway::package
