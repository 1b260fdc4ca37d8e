// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "backend/onnx_file.h"
#include "slipway/backend.h"

namespace slipway::backend::tensorrt {

/// The sizes that an engine is built for: it takes those from min to max and is fastest at opt.
struct ShapeRange {
  std::vector<int64_t> min, opt, max;
};

/// How TensorRT is to build its engine.
struct Profile {
  bool fp16 = false;           ///< may compute in f16
  int64_t workspace_size = 0;  ///< bytes that building may take; 0: what the device has
  std::map<std::string, ShapeRange> inputs;
};

/// Reads MMDeploy's keys: common_config.{fp16_mode, int8_mode, max_workspace_size} and
/// model_inputs[0].input_shapes.{input}.{min_shape, opt_shape, max_shape}.
/// @param problems gets what is wrong: unknown and missing keys, sizes that are none, min <= opt <= max violated, int8
Profile read_backend_config(const std::string& backend_config_json, std::vector<ConfigProblem>& problems);

/// What does not fit between a profile and the inputs of a model: names, numbers of dimensions, fixed sizes.
std::vector<ConfigProblem> compare(const Profile& profile, const std::vector<OnnxTensor>& inputs);

/// The profile as a file of the model (JSON), and back.
/// Errors: slipway::Error for a text that is none; the file is named by the caller.
std::string to_text(const Profile& profile);
Profile from_text(const std::string& text);

/// Options of ONNX Runtime's TensorRT execution provider (OrtTensorRTProviderOptionsV2), by name.
/// @param cache_folder where engines and the timings that they are built by are kept; "" for nowhere
std::vector<std::pair<std::string, std::string>> provider_options(const Profile& profile, int device,
                                                                  const std::string& cache_folder);

/// The inputs of a session as a profile limits them: an axis of one possible size is fixed, others get limits.
std::vector<TensorInfo> limit(std::vector<TensorInfo> inputs, const Profile& profile);

}  // namespace slipway::backend::tensorrt
