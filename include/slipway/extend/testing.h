// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// The unit-test kit, for GoogleTest: a part of a network alone, as PyTorch runs it, as it is deployed, and on
/// backends.
///
///     TEST(MyHead, DeployedEqualsPyTorch) {
///       const auto head = testing::build("mmpose", "dict(type='MyHead', num_keypoints=5, ...)");
///       EXPECT_SAME_AS_PYTORCH(head, "predict", testing::random({{2, 128, 8, 8}, {2, 128, 4, 4}}), {.batch = {1, 2,
///       3}});
///     }
///
/// The same without C++: `slipway check-module`.
#pragma once

#include <gtest/gtest.h>

#include "slipway/extend/check.h"

/// Fails where the deployed part does not compute what PyTorch computes; the rest of the arguments are Options.
#define EXPECT_SAME_AS_PYTORCH(part, method, ...)                               \
  do {                                                                          \
    const ::slipway::extend::testing::Outcome slipway_outcome =                 \
        ::slipway::extend::testing::same_as_pytorch(part, method, __VA_ARGS__); \
    EXPECT_TRUE(slipway_outcome.passed) << slipway_outcome.text;                \
  } while (false)
