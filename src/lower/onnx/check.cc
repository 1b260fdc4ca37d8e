// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <onnx/checker.h>
#include <onnx/shape_inference/implementation.h>

#include "base/error.h"
#include "lower/onnx/lower.h"

namespace slipway::lower::onnx {

void check(const Model& model) {
  // Checker and inference throw types of their own, all derived from std::exception.
  try {
    ::onnx::ModelProto proto;
    if (model.bytes.size() > static_cast<size_t>(std::numeric_limits<int>::max()) ||
        !proto.ParseFromArray(model.bytes.data(), static_cast<int>(model.bytes.size())))
      throw InternalError("it is no ModelProto");
    for (const auto& opset : proto.opset_import())
      if (!opset.domain().empty()) throw InternalError(fmt::format("it imports the operators of '{}'", opset.domain()));
    for (const auto& node : proto.graph().node())
      if (!node.domain().empty())
        throw InternalError(
            fmt::format("node '{}' is the non-standard operator {}.{}", node.name(), node.domain(), node.op_type()));
    ::onnx::checker::check_model(proto);
    ::onnx::ShapeInferenceOptions options;
    options.check_type = true;
    options.error_mode = 1;  // strict: what cannot be inferred for a known reason is an error, not a warning
    options.enable_data_propagation = true;
    ::onnx::shape_inference::InferShapes(proto, ::onnx::OpSchemaRegistry::Instance(), options);
  } catch (const std::exception& e) {
    throw InternalError(fmt::format("the ONNX model that was made is not valid: {}", e.what()));
  }
}

}  // namespace slipway::lower::onnx
