// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace slipway::program {

/// Why an operator that is not PyTorch's own cannot be converted, and what to do about it: a clause for messages that
/// follows "it calls 'torchvision::nms', ". Anything with another namespace than "aten" has an answer.
std::string why_foreign(std::string_view name);

}  // namespace slipway::program
