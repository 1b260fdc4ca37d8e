// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/dataset/batch_shapes.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.h"
#include "config/scope.h"

namespace slipway::evaluate {

std::vector<BatchShapes::Shaped> BatchShapes::apply(const std::vector<std::array<int64_t, 2>>& sizes) const {
  const auto ratio = [&](size_t image) {
    return static_cast<double>(sizes[image][1]) / static_cast<double>(sizes[image][0]);
  };
  std::vector<size_t> order(sizes.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return ratio(a) < ratio(b); });
  const auto side = [&](double part) {
    const double steps = part * static_cast<double>(img_size) / static_cast<double>(size_divisor) + extra_pad_ratio;
    return static_cast<int64_t>(std::ceil(steps)) * size_divisor;
  };
  std::vector<Shaped> result;
  const auto batch = static_cast<size_t>(batch_size);
  for (size_t first = 0; first < order.size(); first += batch) {
    const size_t end = std::min(first + batch, order.size());
    const double lowest = ratio(order[first]), highest = ratio(order[end - 1]);
    // Batches with both portraits and landscapes stay square.
    const double height = highest < 1 ? highest : 1;
    const double width = lowest > 1 ? 1 / lowest : 1;
    for (size_t i = first; i < end; ++i) result.push_back({order[i], {side(height), side(width)}});
  }
  return result;
}

std::optional<BatchShapes> read_batch_shapes(config::Args& args) {
  const config::Value* found = args.find("batch_shapes_cfg");
  if (found == nullptr || found->is_none() || (found->is_dict() && found->as_dict().empty())) return std::nullopt;
  return args.attempt([&] {
    const config::Value* type = found->is_dict() ? found->find("type") : nullptr;
    const std::string name =
        type != nullptr && type->is_string() ? config::parse_type_name(type->as_string()).name : "";
    if (name != "BatchShapePolicy")
      fail("{} ({}): must be a dict(type='BatchShapePolicy', ...) or None", found->path(), found->location().text());
    config::Args policy(*found, "mmyolo.BatchShapePolicy");
    BatchShapes shapes;
    for (const auto& [key, value] : {std::pair{"batch_size", &shapes.batch_size},
                                     {"img_size", &shapes.img_size},
                                     {"size_divisor", &shapes.size_divisor}})
      if ((*value = policy.integer(key, *value)) < 1) policy.refuse(key, "must be 1 or more");
    shapes.extra_pad_ratio = policy.number("extra_pad_ratio", shapes.extra_pad_ratio);
    if (!(shapes.extra_pad_ratio >= 0)) policy.refuse("extra_pad_ratio", "must not be negative");
    policy.finish();
    return shapes;
  });
}

}  // namespace slipway::evaluate
