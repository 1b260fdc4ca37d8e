// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace slipway {

double wall_seconds();     ///< since some fixed point
double cpu_seconds();      ///< of the whole process, all threads, user and system
int64_t peak_rss_bytes();  ///< highest resident memory so far
int64_t current_rss_bytes();

}  // namespace slipway
