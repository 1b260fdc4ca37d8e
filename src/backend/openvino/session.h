// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "backend/openvino/runtime.h"
#include "slipway/backend.h"

namespace slipway::backend::openvino {

/// OpenVINO's name of a device: "cpu" -> "CPU".
/// Errors: slipway::Error for other names than "cpu" and "auto", which says what there is; kind kUnavailable for CUDA.
std::string device_name(const std::string& device);

class OpenVinoSession : public Session {
 public:
  /// @param model as read: its tensors and their order are what the session shows
  /// Errors: slipway::Error for devices that are not there and for what OpenVINO cannot compile.
  OpenVinoSession(const std::shared_ptr<ov::Model>& model, const SessionOptions& options);

  const std::vector<TensorInfo>& inputs() const override { return inputs_; }
  const std::vector<TensorInfo>& outputs() const override { return outputs_; }
  std::vector<HostTensor> run(const std::vector<HostTensor>& inputs) override;

 private:
  void prepare(const std::shared_ptr<ov::Model>& model);

  std::vector<TensorInfo> inputs_;
  std::vector<TensorInfo> outputs_;
  ov::CompiledModel compiled_;
  ov::InferRequest request_;
  bool ran_ = false;  // so that there are outputs of an earlier run
  bool release_memory_ = false;
};

}  // namespace slipway::backend::openvino
