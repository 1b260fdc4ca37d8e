// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "profile/options.h"

namespace slipway::cli {

/// Loads libslipway_profile.so on first use.
/// Errors: slipway::Error, kind kUnavailable, where it or a library that it needs is not there.
const profile::Library& profile_library();

}  // namespace slipway::cli
