// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// ncnn cannot take every second pixel (its Crop has no step). A convolution of stride 2 with ones and zeros can,
// exactly.
#include <ATen/Functions.h>

#include "model/layer/focus.h"
#include "rewrite/rewriter.h"
#include "slipway/error.h"

namespace slipway::rewrite {
namespace {

constexpr int64_t kChannels = 3;
constexpr int64_t kStep = 2;
constexpr int64_t kDepth = kChannels * kStep * kStep;

std::vector<at::Tensor> forward(torch::nn::Module& self, const std::vector<at::Tensor>& inputs, const Context&) {
  const auto* focus = dynamic_cast<const model::Focus*>(&self);
  if (focus == nullptr) throw InternalError("the rewriter of Focus was called for another module");
  const at::Tensor& x = inputs.at(0);
  // One output channel for each of: column, row, channel of a 2x2 square; f32[12,3,2,2].
  const at::Tensor pick =
      at::permute(at::reshape(at::eye(kDepth, x.options()), {kDepth, kStep, kStep, kChannels}), {0, 3, 2, 1});
  return {focus->convolve(at::conv2d(x, pick, {}, kStep))};
}

const RegisterRewriter kRegistered({"mmdet.models.backbones.csp_darknet.Focus.forward", "ncnn", "", forward});

}  // namespace
}  // namespace slipway::rewrite
