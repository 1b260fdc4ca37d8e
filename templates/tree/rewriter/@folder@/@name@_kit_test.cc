// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "slipway/extend/testing.h"

namespace slipway::extend::testing {
namespace {

// The original against the rewritten one on LibTorch, and that one against each backend.
TEST(@Name@, RewrittenEqualsPyTorch) {
  EXPECT_SAME_AS_PYTORCH(build("@library@", "dict(type='@Name@')"), "forward", random({{2, 3, 5, 7}}),
                         {.batch = {1, 2, 3}});
}

}  // namespace
}  // namespace slipway::extend::testing
