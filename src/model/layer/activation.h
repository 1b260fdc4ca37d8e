// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>

#include "model/args.h"
#include "model/model.h"

namespace slipway::model {

/// An elementwise function; activations have no parameters and so no place in a state dict.
using Activation = std::function<at::Tensor(const at::Tensor&)>;

/// The activation of mmcv's name, with default arguments: "ReLU", "SiLU", "Swish", ...
Activation activation(std::string_view type);

/// The entry `act_cfg` of a type; `fallback` where there is none. No value: None was written, no activation.
/// Errors: unknown type (nearest names listed), unknown arguments. `inplace` has no effect on values and is ignored.
std::optional<Activation> read_activation(Args& args, std::string_view fallback);

}  // namespace slipway::model
