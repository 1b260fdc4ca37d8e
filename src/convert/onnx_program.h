// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "lower/onnx/model_file.h"
#include "program/program.h"
#include "slipway/backend.h"

namespace slipway::convert {

/// An ONNX file in the place of a program: its reference is ONNX Runtime in f32, since nothing else says what it means.
class OnnxProgram : public program::Program {
 public:
  /// Reads what it takes and gives; the sizes of its inputs are declared afterwards (declare_onnx_inputs()).
  /// Errors: slipway::Error that begins with "model FILE".
  explicit OnnxProgram(const std::filesystem::path& file);

  const lower::onnx::ModelFile& file() const { return file_; }
  const std::string& bytes() const { return bytes_; }
  program::NamedOutputs run(const std::vector<at::Tensor>& inputs,
                            const std::vector<at::Tensor>& parameters) const override;

 private:
  std::string bytes_;
  lower::onnx::ModelFile file_;
  mutable std::unique_ptr<backend::Session> session_;  // opened when it is first run
};

/// Sizes to compare at: the file's where it fixes them; the user's (`texts`, as of --input), those of the examples, or
/// 1 for a batch, where it leaves them open.
/// Errors: slipway::Error, all at once: other types or sizes than the file's, open sizes that nothing says.
void declare_onnx_inputs(OnnxProgram& program, const std::vector<std::string>& texts,
                         const std::vector<std::vector<int64_t>>& examples);

/// Whether a file is to be read as ONNX: by its name.
bool is_onnx_name(const std::filesystem::path& file);

}  // namespace slipway::convert
