// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "package/postprocess/postprocess.h"

namespace slipway::package {
namespace {

TEST(@Name@, IsPackagedForItsHead) {
  const config::Value model = config::parse("model = dict(head=dict(type='@Name@Head', thr=0.25))");
  EXPECT_EQ(postprocesses().at("Classification/@Name@Head")(model, {}).dump(),
            R"({"module":"mmcls","component":"@Name@","params":{"threshold":0.25}})");
}

}  // namespace
}  // namespace slipway::package
