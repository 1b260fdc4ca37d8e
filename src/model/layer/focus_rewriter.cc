// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// ncnn cannot take every second pixel (its Crop has no step). A convolution of stride 2 with ones and zeros can,
// exactly.
#include <ATen/Functions.h>

#include "model/layer/focus.h"
#include "rewrite/rewriter.h"

namespace slipway::model {
namespace {

constexpr int64_t kChannels = 3;
constexpr int64_t kStep = 2;
constexpr int64_t kDepth = kChannels * kStep * kStep;

Tensors deployed_focus(const Focus& focus, const Tensors& inputs, const rewrite::Context&) {
  const Tensor& x = inputs.at(0);
  // One output channel for each of: column, row, channel of a 2x2 square; f32[12,3,2,2].
  const Tensor pick =
      at::permute(at::reshape(at::eye(kDepth, x.options()), {kDepth, kStep, kStep, kChannels}), {0, 3, 2, 1});
  return {focus.convolve(at::conv2d(x, pick, {}, kStep))};
}

const rewrite::RewriteFunction kFocus({"mmdet.models.backbones.csp_darknet.Focus.forward",
                                       "mmpose.models.backbones.csp_darknet.Focus.forward"},
                                      deployed_focus, {.backend = "ncnn"});

}  // namespace
}  // namespace slipway::model
