// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "profile/shape.h"

#include <charconv>

#include "base/error.h"
#include "base/strings.h"
#include "slipway/tensor.h"

namespace slipway::profile {
namespace {

constexpr int64_t kLargest = 1 << 20;  // of an axis; more is a slip of the finger

std::string describe_input(const backend::TensorInfo& input) {
  std::vector<std::string> sizes;
  for (const int64_t size : input.shape) sizes.push_back(size < 0 ? "?" : std::to_string(size));
  return fmt::format("'{}' {}[{}]", input.name, name_of(input.dtype), join(sizes, ","));
}

}  // namespace

Shape Shape::parse(const std::string& text) {
  std::vector<int64_t> sizes;
  for (const std::string& part : split(to_lower(text), 'x')) {
    int64_t size = 0;
    const auto [stop, error] = std::from_chars(part.data(), part.data() + part.size(), size);
    if (error != std::errc() || stop != part.data() + part.size() || size < 1 || size > kLargest)
      fail("--shape {}: must be HEIGHTxWIDTH, such as 640x480, or all axes, such as 1x3x640x480", text);
    sizes.push_back(size);
  }
  if (sizes.size() < 2) fail("--shape {}: one size is no shape; give HEIGHTxWIDTH or all axes", text);
  Shape shape;
  shape.height = sizes[sizes.size() - 2];
  shape.width = sizes[sizes.size() - 1];
  if (sizes.size() > 2) shape.full = std::move(sizes);
  return shape;
}

int64_t fixed_batch(const backend::TensorInfo& input) {
  return input.shape.empty() || input.shape[0] < 0 ? 0 : input.shape[0];
}

std::vector<int64_t> feed_shape(const backend::TensorInfo& input, int64_t batch, const std::optional<Shape>& shape) {
  std::vector<int64_t> wanted(input.shape.size(), -1);
  if (input.shape.empty()) {
    if (!shape) return {};
    wanted = shape->full.value_or(std::vector<int64_t>{batch, 3, shape->height, shape->width});
    wanted[0] = batch;
    return wanted;
  }
  if (shape && shape->full) {
    if (shape->full->size() != wanted.size())
      fail("the model's input {} has {} axes, --shape has {}", describe_input(input), wanted.size(),
           shape->full->size());
    wanted = *shape->full;
  } else if (shape && wanted.size() == 4) {
    wanted[2] = shape->height;
    wanted[3] = shape->width;
  }
  wanted[0] = batch;
  for (size_t axis = 0; axis < wanted.size(); ++axis) {
    const int64_t fixed = input.shape[axis];
    if (fixed >= 0 && axis == 0 && fixed != batch) fail("the model takes batch {} only, not {}", fixed, batch);
    if (fixed >= 0 && wanted[axis] >= 0 && wanted[axis] != fixed)
      fail("axis {} of the model's input {} is fixed, but --shape says {}", axis, describe_input(input), wanted[axis]);
    if (fixed >= 0) wanted[axis] = fixed;
    if (wanted[axis] < 0)
      fail("axis {} of the model's input {} may have any size; say which by --shape", axis, describe_input(input));
  }
  return wanted;
}

}  // namespace slipway::profile
