// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "slipway/extend/plugin.h"

namespace my {
int forgotten(int value);
}

extern "C" int slipway_test_call() { return my::forgotten(1); }

SLIPWAY_PLUGIN;
