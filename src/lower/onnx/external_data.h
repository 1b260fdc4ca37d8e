// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// Weights of ONNX models that lie in files beside them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace onnx {
class ModelProto;
class TensorProto;
}  // namespace onnx

namespace slipway::lower::onnx {

/// Every tensor of a model whose numbers lie in another file: initializers, attributes, those of subgraphs and
/// functions. They belong to the model.
std::vector<::onnx::TensorProto*> external_tensors(::onnx::ModelProto& model);

/// The bytes of a model file with the weights in them that lie in other files; `bytes` as they are where none do, and
/// where they are no model (read_model_file() says so).
/// @param file where the model was read: its weights must be plain files in its folder or below. A model that is a
///   link, as those of download caches are, may also have them beside what it leads to.
/// Errors: slipway::Error that names the weight, for files outside of that folder or not there, for bytes beyond a
/// file's end or other than the weight's, and for more than the 2 GB that one file can hold.
std::string with_external_data(std::string bytes, const std::filesystem::path& file);

}  // namespace slipway::lower::onnx
