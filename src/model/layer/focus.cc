// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/layer/focus.h"

#include <limits>

#include "rewrite/rewriter.h"

namespace slipway::model {
namespace {

at::Tensor every_second(const at::Tensor& x, int64_t dim, int64_t start) {
  return at::slice(x, dim, start, std::numeric_limits<int64_t>::max(), 2);
}

}  // namespace

Focus::Focus(const BuildContext& context, int64_t out_channels, const BlockStyle& style) {
  const ConvSize size{.kernel = 3, .stride = 1, .padding = 1};
  conv_ = add_layer(*this, "conv", std::make_shared<ConvModule>(context, 3 * 4, out_channels, size, style));
}

at::Tensor Focus::forward(const at::Tensor& x) const {
  const auto original = [&]() -> std::vector<at::Tensor> {
    const at::Tensor top = every_second(x, 2, 0);
    const at::Tensor bottom = every_second(x, 2, 1);
    return {convolve(at::cat(
        {every_second(top, 3, 0), every_second(bottom, 3, 0), every_second(top, 3, 1), every_second(bottom, 3, 1)},
        1))};
  };
  // Rewriters take modules that they may change; none does.
  auto& self = const_cast<Focus&>(*this);
  return rewrite::call("mmdet.models.backbones.csp_darknet.Focus.forward", self, {x}, original).at(0);
}

}  // namespace slipway::model
