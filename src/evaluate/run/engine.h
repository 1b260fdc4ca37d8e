// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "slipway/result.h"
#include "slipway/tensor.h"

namespace slipway::evaluate {

/// Something that computes results of batches: a backend's session with its decoder, or PyTorch. One thread at a time
/// may call run().
class Engine {
 public:
  /// Makes results of what run() computed, one per image of the batch. Called once, from another thread.
  using Decode = std::function<std::vector<Result>()>;

  virtual ~Engine() = default;
  /// As the table of results names it: "onnxruntime", "PyTorch".
  virtual const std::string& name() const = 0;
  /// @param batch f32[N,3,H,W], gone when run() returns; N may exceed the number of metas where the network's batch
  /// size is fixed
  /// @param metas one per image that counts
  virtual Decode run(const HostTensor& batch, const std::vector<ImageMeta>& metas) = 0;
};

}  // namespace slipway::evaluate
