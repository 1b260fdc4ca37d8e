// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "slipway/config.h"
#include "slipway/result.h"
#include "slipway/tensor.h"

namespace slipway::evaluate {

/// The original of a converted model: eager, unrewritten PyTorch. One thread at a time.
class Reference {
 public:
  virtual ~Reference() = default;
  /// @param batch f32[N,3,H,W], normalised @param metas one per image that counts, at most N
  virtual std::vector<Result> predict(const HostTensor& batch, const std::vector<ImageMeta>& metas) = 0;
};

struct ReferenceRequest {
  config::Value model_config;
  std::string checkpoint;  ///< or a program, as `slipway deploy` takes it
  int threads = 1;
  bool allow_missing = false;          ///< go on when the checkpoint lacks weights
  std::vector<size_t> flip_indices{};  ///< of a flip test: the keypoint of the other side; empty for none
  std::string device = "cpu";     ///< of the converted model: "cuda:N" is taken as well, for all others this is the CPU
  std::string key_map{};          ///< file of names of weights; "" for none
  config::Value deploy_config{};  ///< what a program is matched with
};

/// Loads LibTorch, then the model. Errors: slipway::Error as of `slipway deploy`.
using OpenReference = std::unique_ptr<Reference> (*)(const ReferenceRequest& request);

}  // namespace slipway::evaluate
