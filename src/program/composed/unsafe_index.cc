// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <ATen/ATen.h>

#include "capture/torch_compat.h"
#include "program/composed/composed.h"

namespace slipway::program {
namespace {

/// self, indices: an index that its maker knows to lie inside.
std::vector<c10::IValue> unsafe_index(const std::vector<c10::IValue>& a) {
  c10::List<capture::TorchOptional<at::Tensor>> indices;
  for (const c10::IValue& index : a[1].toListRef())
    indices.push_back(index.isTensor() && index.toTensor().defined()
                          ? capture::TorchOptional<at::Tensor>(index.toTensor())
                          : capture::TorchOptional<at::Tensor>());
  return {at::index(a[0].toTensor(), indices)};
}

const RegisterComposed kUnsafeIndex("aten::_unsafe_index.Tensor(Tensor self, Tensor?[] indices) -> Tensor",
                                    unsafe_index);

}  // namespace
}  // namespace slipway::program
