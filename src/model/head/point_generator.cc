// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/head/point_generator.h"

#include <ATen/Functions.h>

#include "base/error.h"
#include "model/head/selection.h"
#include "model/head/type_name.h"
#include "package/post_processing.h"
#include "rewrite/rewriter.h"

namespace slipway::model {
namespace {

Tensor ticks(int64_t count, double stride, const PointGenerator& generator, const at::TensorOptions& options) {
  Tensor ticks = at::arange(count, options);
  if (generator.offset != 0) ticks = ticks + generator.offset;
  ticks = ticks * stride;
  return generator.centralize ? ticks + (stride - 1) / 2 : ticks;
}

/// Whether what is built is for a backend whose files cannot ask for the size of a tensor, and the size varies.
bool must_count() {
  const rewrite::Context* context = rewrite::current();
  return context != nullptr && !context->capabilities.computes_sizes && package::size_is_dynamic(context->deploy_config);
}

/// f32[1,1,H,W] of ones, as large as `like`, without asking for its size.
Tensor ones(const Tensor& like) { return at::slice(like, 1, 0, 1) * 0 + 1; }

}  // namespace

Tensor column(double value, const Tensor& like) {
  if (must_count()) return at::transpose(at::flatten(ones(like) * value, 2), 1, 2);
  return at::full({like.size(2) * like.size(3), 1}, value, like.options());
}

Tensor PointGenerator::frame(const Tensor& finest) const {
  const auto& [stride_w, stride_h] = strides.at(0);
  if (!must_count())
    return frame_limits(finest.size(3) * static_cast<int64_t>(stride_w),
                        finest.size(2) * static_cast<int64_t>(stride_h), finest.options());
  const auto last = [&](int64_t dim) {
    const Tensor count = at::cumsum(ones(finest), dim);
    return at::flatten(at::slice(at::slice(count, 2, -1), 3, -1), 2);
  };
  const Tensor width = last(3) * stride_w, height = last(2) * stride_h;
  return at::cat({width, height, width, height}, 2);
}

Tensor PointGenerator::points(size_t level, const Tensor& like) const {
  const auto& [stride_w, stride_h] = strides.at(level);
  if (must_count()) {
    // Sums of ones along a row and along a column count from 1.
    const auto ticks = [&](int64_t dim, double stride) {
      return at::cumsum(ones(like), dim) * stride + ((offset - 1) * stride + (centralize ? (stride - 1) / 2 : 0));
    };
    return at::transpose(at::flatten(at::cat({ticks(3, stride_w), ticks(2, stride_h)}, 1), 2), 1, 2);
  }
  const int64_t height = like.size(2);
  const int64_t width = like.size(3);
  const Tensor x = ticks(width, stride_w, *this, like.options()).expand({height, width});
  const Tensor y = at::unsqueeze(ticks(height, stride_h, *this, like.options()), 1).expand({height, width});
  return at::flatten(at::stack({x, y}, 2), 0, 1);
}

PointGenerator read_point_generator(const config::Value& config, size_t num_levels) {
  require_type_name(config, "prior generator", {"MlvlPointGenerator"});
  Args args(config, "MlvlPointGenerator");
  PointGenerator generator;
  for (const config::Value& stride : args.require("strides").as_sequence()) {
    if (stride.is_sequence()) {
      const std::vector<double> pair = stride.as_floats();
      if (pair.size() != 2) fail("{}: a stride is a number or a pair", place(stride));
      generator.strides.push_back({pair[0], pair[1]});
    } else {
      generator.strides.push_back({stride.as_float(), stride.as_float()});
    }
  }
  generator.offset = args.number("offset", 0.5);
  generator.centralize = args.boolean("centralize_points", false);
  if (generator.centralize) generator.offset = 0;
  if (generator.strides.empty()) args.refuse("strides", "no feature map is named");
  if (num_levels > 0 && generator.strides.size() != num_levels)
    args.refuse("strides", fmt::format("{} strides for {} feature maps", generator.strides.size(), num_levels));
  args.finish();
  return generator;
}

}  // namespace slipway::model
