// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "base/extension.h"

#include <gtest/gtest.h>

#include "base/registry.h"

namespace slipway {
namespace {

TEST(Extension, NamesBothFilesOfADuplicate) {
  Registry<int> registry("thing");
  registry.add("own", 1);
  {
    const extension::Loading loading("/a/libfirst.so");
    registry.add("first", 2);
    EXPECT_TRUE(extension::Loading::problems().empty());
  }
  EXPECT_EQ(extension::registered_by("/a/libfirst.so"),
            (std::vector<std::pair<std::string, std::string>>{{"thing", "first"}}));
  const extension::Loading loading("/b/libsecond.so");
  registry.add("first", 3);
  registry.add("own", 4);
  const std::vector<std::string>& problems = extension::Loading::problems();
  ASSERT_EQ(problems.size(), 2U);
  for (const char* part : {"/b/libsecond.so", "/a/libfirst.so", "thing 'first'"})
    EXPECT_NE(problems[0].find(part), std::string::npos) << problems[0];
  EXPECT_NE(problems[1].find("Slipway itself"), std::string::npos) << problems[1];
  // What was there stays.
  EXPECT_EQ(registry.at("first"), 2);
  EXPECT_EQ(registry.at("own"), 1);
}

TEST(Extension, AnErrorOfARegistrationIsAProblemOfThePlugin) {
  EXPECT_THROW(extension::guard([] { fail("wrong"); }), Error);
  const extension::Loading loading("/a/libbroken.so");
  extension::guard([] { fail("wrong"); });
  EXPECT_EQ(extension::Loading::problems(), (std::vector<std::string>{"/a/libbroken.so: wrong"}));
}

TEST(ExtensionDeathTest, ADuplicateOfOurOwnEndsTheProgram) {
  Registry<int> registry("thing");
  registry.add("own", 1);
  EXPECT_DEATH(registry.add("own", 2), "thing 'own' is registered twice");
}

}  // namespace
}  // namespace slipway
