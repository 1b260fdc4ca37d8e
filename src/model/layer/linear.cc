// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/layer/linear.h"

#include "base/error.h"
#include "model/layer/parameter.h"

namespace slipway::model {

Linear::Linear(const BuildContext& context, int64_t in_features, int64_t out_features, bool bias) {
  if (in_features <= 0 || out_features <= 0)
    fail("a linear layer of {} to {} features is not possible", in_features, out_features);
  weight_ = add_parameter("weight", zeros({out_features, in_features}, context));
  if (bias) bias_ = add_parameter("bias", zeros({out_features}, context));
}

Tensor Linear::forward(const Tensor& x) const { return at::linear(x, weight_, bias_); }

}  // namespace slipway::model
