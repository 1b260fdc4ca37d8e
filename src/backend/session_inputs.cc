// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/session_inputs.h"

#include "base/error.h"

namespace slipway::backend {
namespace {

std::string format_dims(const TensorInfo& info) {
  std::string text(name_of(info.dtype));
  text += '[';
  for (size_t i = 0; i < info.shape.size(); ++i) {
    if (i > 0) text += ',';
    text += info.shape[i] < 0 ? "?" : std::to_string(info.shape[i]);
  }
  return text + ']';
}

}  // namespace

void check_inputs(const std::vector<TensorInfo>& wanted, const std::vector<HostTensor>& inputs) {
  if (inputs.size() != wanted.size()) fail("the model takes {} input(s), got {}", wanted.size(), inputs.size());
  for (size_t i = 0; i < inputs.size(); ++i) {
    const TensorInfo& want = wanted[i];
    const HostTensor& got = inputs[i];
    const auto refuse = [&](const std::string& why) {
      fail("input '{}' must be {}, got {}: {}", want.name, format_dims(want), got.describe(), why);
    };
    if (!got.defined()) fail("input '{}' holds no data", want.name);
    if (got.dtype() != want.dtype) refuse("another element type");
    if (got.shape().size() != want.shape.size())
      refuse(fmt::format("{} dimension(s) instead of {}", got.shape().size(), want.shape.size()));
    for (size_t axis = 0; axis < want.shape.size(); ++axis) {
      if (want.shape[axis] >= 0 && got.dim(axis) != want.shape[axis])
        refuse(fmt::format("axis {} is {} instead of {}", axis, got.dim(axis), want.shape[axis]));
    }
    for (size_t axis = 0; axis < want.max_shape.size(); ++axis)
      if (got.dim(axis) < want.min_shape[axis] || got.dim(axis) > want.max_shape[axis])
        refuse(fmt::format("axis {} is {}, but the model was made for {} to {}", axis, got.dim(axis),
                           want.min_shape[axis], want.max_shape[axis]));
    if (got.numel() == 0) refuse("there is nothing in it to compute with");
  }
}

}  // namespace slipway::backend
