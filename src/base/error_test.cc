// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"

#include <gtest/gtest.h>

namespace slipway {
namespace {

TEST(Error, ContextsComeBeforeTheMessageOnce) {
  EXPECT_STREQ(Error("no such key").in("m.py").in("loading").what(), "loading: m.py: no such key");
  // A message that begins with its place names the file already.
  EXPECT_STREQ(Error("m.py:53:3 (model.test_cfg): unknown").in("m.py").what(), "m.py:53:3 (model.test_cfg): unknown");
  EXPECT_STREQ(Error("m.pyx:53:3: unknown").in("m.py").what(), "m.py: m.pyx:53:3: unknown");
  EXPECT_STREQ(Error("m.py").in("m.py").what(), "m.py: m.py");
}

}  // namespace
}  // namespace slipway
