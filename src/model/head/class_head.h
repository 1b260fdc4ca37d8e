// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "model/layer/layer.h"
#include "slipway/result.h"

namespace slipway::model {

/// Heads of classifiers. N classes.
class ClassHead : public torch::nn::Module {
 public:
  /// @param features of the neck; the last one counts. @return logits f32[B,N]
  virtual at::Tensor forward(const std::vector<at::Tensor>& features) const = 0;
  /// Logits to scores in [0,1], f32[B,N].
  virtual at::Tensor scores(const at::Tensor& logits) const = 0;
  /// What the scores of one image say: the best class, the first of equal ones, unless a head has another idea.
  virtual Result result(std::vector<float> scores) const {
    ClassResult result;
    result.label = std::max_element(scores.begin(), scores.end()) - scores.begin();
    result.scores = std::move(scores);
    return result;
  }
};

}  // namespace slipway::model
