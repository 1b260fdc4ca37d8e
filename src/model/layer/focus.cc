// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/layer/focus.h"

#include <limits>

#include "rewrite/rewriter.h"

namespace slipway::model {
namespace {

Tensor every_second(const Tensor& x, int64_t dim, int64_t start) {
  return at::slice(x, dim, start, std::numeric_limits<int64_t>::max(), 2);
}

const rewrite::DeclareHook kForward({"mmdet.models.backbones.csp_darknet.Focus.forward",
                                     "mmpose.models.backbones.csp_darknet.Focus.forward"});

}  // namespace

Focus::Focus(const BuildContext& context, const std::string& dotted_name, int64_t out_channels, const BlockStyle& style)
    : conv_(add<ConvModule>("conv", context, 3 * 4, out_channels, ConvSize{.kernel = 3, .padding = 1}, style)) {
  set_dotted_name(dotted_name);
}

Tensor Focus::forward(const Tensor& x) const {
  const auto original = [&]() -> Tensors {
    const Tensor top = every_second(x, 2, 0);
    const Tensor bottom = every_second(x, 2, 1);
    return {convolve(at::cat(
        {every_second(top, 3, 0), every_second(bottom, 3, 0), every_second(top, 3, 1), every_second(bottom, 3, 1)},
        1))};
  };
  return hooked("forward", {x}, original).at(0);
}

}  // namespace slipway::model
