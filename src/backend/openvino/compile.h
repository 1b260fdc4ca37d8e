// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "backend/openvino/runtime.h"
#include "slipway/backend.h"

namespace slipway::backend::openvino {

/// The name of an input or output. A tensor may have several; then it is the one that the model's file gives the port.
std::string tensor_name(const ov::Output<const ov::Node>& port);
inline std::string tensor_name(const ov::Output<ov::Node>& port) {
  return tensor_name(ov::Output<const ov::Node>(port.get_node(), port.get_index()));
}

/// All that is wrong with a backend_config.
std::vector<ConfigProblem> check_config(const std::string& backend_config_json);

/// Writes MODEL.xml and MODEL.bin beside MODEL.onnx; returns both.
/// @param backend_config_json of the deploy config: type; precision, "FP32" (default) or "FP16" for weights stored in
/// f16; model_inputs, a list of one dict whose `opt_shapes` name a shape per input that a session prepares for
/// Errors: slipway::Error with OpenVINO's own message for files that it cannot read, keys and values that are none of
/// these, shapes of inputs that are not there.
std::vector<std::filesystem::path> compile_model(const std::filesystem::path& model,
                                                 const std::string& backend_config_json);

/// Errors: slipway::Error where the files that compile_model() wrote do not belong together. OpenVINO itself takes any
/// weights of the right size.
void check_weights(const ov::Model& model, const std::filesystem::path& network, const std::filesystem::path& weights);

/// The shape of `opt_shapes` that compile_model() left in the model, empty where there is none.
std::vector<int64_t> tuned_shape(const ov::Model& model, const std::string& input);

}  // namespace slipway::backend::openvino
