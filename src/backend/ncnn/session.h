// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ncnn/net.h>

#include <memory>
#include <vector>

#include "backend/ncnn/compile.h"
#include "slipway/backend.h"

namespace slipway::backend::ncnn {

class NcnnSession : public Session {
 public:
  /// Errors: slipway::Error for a network that ncnn cannot read, weights that are not this network's, devices other
  /// than the CPU.
  NcnnSession(const Network& network, const SessionOptions& options);

  const std::vector<TensorInfo>& inputs() const override { return inputs_; }
  const std::vector<TensorInfo>& outputs() const override { return outputs_; }
  std::vector<HostTensor> run(const std::vector<HostTensor>& inputs) override;

 private:
  std::vector<TensorInfo> inputs_;
  std::vector<TensorInfo> outputs_;
  ::ncnn::Net net_;
};

}  // namespace slipway::backend::ncnn
