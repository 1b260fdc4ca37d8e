// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "scaffold/scaffold.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace slipway::scaffold {
namespace {

TEST(Scaffold, NamesHaveTwoForms) {
  for (const auto& [type, snake] :
       {std::pair{"HandHead", "hand_head"}, {"YOLOXPoseHead", "yolox_pose_head"}, {"Resize2", "resize2"}}) {
    EXPECT_EQ(snake_name(type), snake);
    EXPECT_EQ(type_name(type), type);
  }
  EXPECT_EQ(type_name("hand_head"), "HandHead");
}

TEST(Scaffold, RefusesWhatIsNoName) {
  for (const char* name : {"", "2nd", "a-b", "class", "a b", "../x"}) EXPECT_THROW(type_name(name), Error) << name;
}

}  // namespace
}  // namespace slipway::scaffold
