// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/args.h"  // IWYU pragma: export

namespace slipway::model {

using config::Args;
using config::place;
using slipway::Problems;

}  // namespace slipway::model
