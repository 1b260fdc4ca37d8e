// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "slipway/extend/testing.h"

namespace slipway::extend::testing {
namespace {

constexpr const char* k@Name@Config =
    "dict(type='@Name@', in_channels=[8, 16], out_channels=4, norm_cfg=dict(type='BN'))";

TEST(@Name@, DeployedEqualsPyTorch) {
  EXPECT_SAME_AS_PYTORCH(build("@library@", k@Name@Config), "forward", random({{2, 8, 12, 12}, {2, 16, 6, 6}}),
                         {.batch = {1, 2, 3}});
}

}  // namespace
}  // namespace slipway::extend::testing
