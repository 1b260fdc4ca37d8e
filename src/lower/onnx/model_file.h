// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// ONNX files that others wrote.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/tensor.h"
#include "lower/onnx/lower.h"

namespace slipway::lower::onnx {

/// An input or output of a model file.
struct FileTensor {
  struct Size {
    int64_t value = -1;  ///< -1: dynamic
    std::string name{};  ///< of a dynamic size, "" where the file gives none
  };
  std::string name;
  DType dtype = DType::kF32;
  bool shape_known = true;  ///< false: not even its rank
  std::vector<Size> shape;
};

struct ModelFile {
  int opset = 0;
  std::string producer;            ///< "pytorch 2.1.2"
  std::vector<FileTensor> inputs;  ///< those that are no weights
  std::vector<FileTensor> outputs;
  size_t node_count = 0;
  std::map<std::string, int> operators;  ///< with the domain where it is not ONNX's own: "com.microsoft.Gelu"
};

/// Reads what a model takes and gives.
/// Errors: slipway::Error for bytes that are no model, weights in other files (with_external_data() fetches them),
/// inputs and outputs that are no tensors or of element types that Slipway does not have.
ModelFile read_model_file(std::string_view bytes);

/// The same model with f16 where to_half() makes it so; inputs and outputs stay f32 where `options.keep_io`.
/// Errors: slipway::Error, all at once, for what cannot be converted: operators of other domains, subgraphs (If, Loop),
/// sequences, tensors whose element type cannot be inferred.
std::string half_of(std::string_view bytes, const HalfOptions& options);

}  // namespace slipway::lower::onnx
