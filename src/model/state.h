// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/tensor.h"
#include "model/model.h"

namespace slipway::model {

/// A parameter or buffer by its state-dict key. The tensor is the module's own, not a copy.
struct Entry {
  std::string name;
  at::Tensor tensor;
  bool is_buffer = false;
};

/// All of a module's, in the order of PyTorch's state_dict().
std::vector<Entry> state_dict(const torch::nn::Module& module);

/// What load_state() did.
struct LoadReport {
  std::vector<std::string> missing;  ///< no value was found for these; they keep what they had
  size_t aliased = 0;                ///< tensors that now refer to the value's memory
  size_t converted = 0;              ///< tensors that were copied: of another dtype, not aligned, or for another device
};

/// Gives every parameter and buffer the value that `find` has for its name (null where there is none). A value of the
/// same dtype is not copied: the tensor refers to its memory, which may be read-only and is kept alive. f16, bf16 and
/// f64 become f32; a value with one element fits a scalar. Nothing is changed where an Error is thrown. Errors:
/// slipway::Error that lists every value of another shape. InternalError for a network on the meta device.
LoadReport load_state(torch::nn::Module& module, const std::function<const HostTensor*(const std::string&)>& find);

}  // namespace slipway::model
