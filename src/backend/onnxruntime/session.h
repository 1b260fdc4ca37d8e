// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "backend/onnxruntime/library.h"
#include "slipway/backend.h"

namespace slipway::backend::onnxruntime {

/// Inputs and outputs that are f16 in the model are f32 here, and converted: who runs a model need not know how it is
/// stored.
class OnnxRuntimeSession : public Session {
 public:
  /// Errors: slipway::Error for inputs or outputs that are no tensors of a known element type.
  explicit OnnxRuntimeSession(Ort::Session session);
  OnnxRuntimeSession(const OnnxRuntimeSession&) = delete;  // the name lists point into inputs_ and outputs_
  OnnxRuntimeSession& operator=(const OnnxRuntimeSession&) = delete;

  const std::vector<TensorInfo>& inputs() const override { return inputs_; }
  const std::vector<TensorInfo>& outputs() const override { return outputs_; }
  std::vector<HostTensor> run(const std::vector<HostTensor>& inputs) override;

 private:
  // Shared with the outputs, whose memory comes from the session's allocator.
  std::shared_ptr<Ort::Session> session_;
  std::vector<TensorInfo> inputs_;
  std::vector<TensorInfo> outputs_;
  std::vector<bool> half_inputs_, half_outputs_;  // f16 in the model
  std::vector<const char*> input_names_;
  std::vector<const char*> output_names_;
};

}  // namespace slipway::backend::onnxruntime
