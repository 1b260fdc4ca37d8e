// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/head/point_generator.h"

#include "model/type_name.h"

namespace slipway::model {
namespace {

at::Tensor ticks(int64_t count, double stride, const PointGenerator& generator, const at::TensorOptions& options) {
  at::Tensor ticks = at::arange(count, options);
  if (generator.offset != 0) ticks = at::add(ticks, generator.offset);
  ticks = at::mul(ticks, stride);
  return generator.centralize ? at::add(ticks, (stride - 1) / 2) : ticks;
}

}  // namespace

at::Tensor PointGenerator::points(size_t level, const at::Tensor& like) const {
  const auto& [stride_w, stride_h] = strides.at(level);
  const int64_t height = like.size(2);
  const int64_t width = like.size(3);
  const at::Tensor x = ticks(width, stride_w, *this, like.options()).expand({height, width});
  const at::Tensor y = at::unsqueeze(ticks(height, stride_h, *this, like.options()), 1).expand({height, width});
  return at::flatten(at::stack({x, y}, 2), 0, 1);
}

PointGenerator read_point_generator(const config::Value& config, size_t num_levels) {
  const config::Value& type = config.at("type");
  if (parse_type_name(type.as_string()).name != "MlvlPointGenerator")
    fail("{}: prior generator '{}' is not supported; known: MlvlPointGenerator", place(type), type.as_string());
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
  if (generator.strides.size() != num_levels)
    args.refuse("strides", fmt::format("{} strides for {} feature maps", generator.strides.size(), num_levels));
  args.finish();
  return generator;
}

}  // namespace slipway::model
