// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "backend/testing/contract.h"

namespace slipway::backend {
namespace {

// What every backend promises: backend/testing/contract_test.cc.
const testing::RegisterContract k@Name@Contract({.backend = "@name@"});

TEST(@Name@, SaysWhatItIs) {
  EXPECT_EQ(get("@name@").name(), "@name@");
  EXPECT_EQ(get("@name@").compile("a.onnx", "{}"), std::vector<std::filesystem::path>{"a.onnx"});
}

}  // namespace
}  // namespace slipway::backend
