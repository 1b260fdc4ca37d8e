// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Operator `slipway::@name@` as a function of standard operators.
#include "lower/torchscript/operator.h"

namespace slipway::lower::torchscript {
namespace {

const RegisterOperator k@Name@Script("slipway::@name@", R"(
def @name@(self, x: Tensor, amount: float) -> Tensor:
    return torch.relu(x - amount) - torch.relu(torch.neg(x) - amount)
)");

}  // namespace
}  // namespace slipway::lower::torchscript
