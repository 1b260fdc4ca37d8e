// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "model/args.h"
#include "model/layer/batch_norm2d.h"

namespace slipway::model {

/// A `norm_cfg`: batch normalisation, in whichever spelling.
struct NormSpec {
  double eps = 1e-5;
  double momentum = 0.1;
};

/// The entry `norm_cfg` of a type. No value: None was written, no normalisation.
/// Errors: a type other than BN, BN2d, SyncBN, BatchNorm2d; arguments that change what is computed.
std::optional<NormSpec> read_norm(Args& args, const NormSpec& fallback);

std::shared_ptr<BatchNorm2d> make_norm(const BuildContext& context, int64_t channels, const NormSpec& spec);

/// Checks the entry `conv_cfg`: only None and Conv2d are known.
void read_conv(Args& args);

}  // namespace slipway::model
