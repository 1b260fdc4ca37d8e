// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "backend/ncnn/network.h"
#include "slipway/backend.h"

namespace slipway::backend::ncnn {

/// Converts a serialised ONNX model by pnnx; inputs and outputs keep their names, order and shapes, with a batch of 1.
/// @param half weights stored in f16
/// Errors: slipway::Error with pnnx's own message, and for operators that ncnn lacks, all at once.
Network convert(std::string_view model, bool half);

/// What is wrong with a backend_config: Backend::check_config.
std::vector<ConfigProblem> check_config(const std::string& backend_config_json);

/// Writes MODEL.param and MODEL.bin beside MODEL.onnx; returns both.
/// @param backend_config_json of the deploy config: type; precision, "FP32" (default) or "FP16" for weights stored in
/// f16; use_vulkan, which must be false
std::vector<std::filesystem::path> compile_model(const std::filesystem::path& model,
                                                 const std::string& backend_config_json);

}  // namespace slipway::backend::ncnn
