// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/layer/layer.h"

namespace slipway::model {

/// Zeros for a parameter that a checkpoint will replace. On the CPU the memory is not touched before it is used, so
/// that a network costs nothing until its weights are there.
at::Tensor zeros(at::IntArrayRef shape, const BuildContext& context);

}  // namespace slipway::model
