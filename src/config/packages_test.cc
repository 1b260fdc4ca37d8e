// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "config/packages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/load/load_fixture.h"

namespace slipway::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ConfigPackages : public LoadFixture {
 protected:
  void SetUp() override {
    LoadFixture::SetUp();
    write("hands/_base_/ort.py", "backend_config = dict(type='onnxruntime')\n");
    write("hands/left/static.py", "_base_ = '../_base_/ort.py'\na = 1\n");
    write("hands/left/dynamic.py", "_base_ = 'hands::_base_/ort.py'\na = 2\n");
    write("shipped/mmpose/dynamic.py", "a = 3\n");
    write("shipped/mmpose/static_fp16.py", "a = 4\n");
    add_config_package("hands", folder_ / "hands");
    add_config_package(kShippedPackage, folder_ / "shipped");
  }
  void TearDown() override {
    for (const char* name : {"hands", kShippedPackage}) add_config_package(name, "/nowhere");
    LoadFixture::TearDown();
  }
  std::string found(const std::string& name) {
    try {
      return find_packaged_config(name).lexically_relative(folder_).generic_string();
    } catch (const Error& e) {
      return e.what();
    }
  }
};

TEST_F(ConfigPackages, AreListedAsTheyAreAskedFor) {
  EXPECT_THAT(packaged_configs(), ElementsAre("hands::left/dynamic.py", "hands::left/static.py", "mmpose/dynamic.py",
                                              "mmpose/static_fp16.py"));
}

TEST_F(ConfigPackages, AreFoundByEachOfTheirNames) {
  for (const char* name :
       {"hands::left/static.py", "hands::left/static", "left/static.py", "static.py", "hands::static"})
    EXPECT_EQ(found(name), "hands/left/static.py") << name;
  for (const char* name :
       {"mmpose/dynamic.py", "configs/mmpose/dynamic.py", "./configs/mmpose/dynamic", "slipway::dynamic"})
    EXPECT_EQ(found(name), "shipped/mmpose/dynamic.py") << name;
  EXPECT_EQ(found("dynamic.py"),
            "deploy config dynamic.py: it may be 'hands::left/dynamic.py' or 'mmpose/dynamic.py'; say which");
  for (const char* name : {"none.py", "_base_/ort.py", "feet::static.py", "right/static.py", "../hands/left/static.py"})
    EXPECT_TRUE(find_packaged_config(name).empty()) << name;
}

TEST_F(ConfigPackages, NearNamesAreTold) {
  EXPECT_THAT(packaged_config_hint("mmpose/dynamik.py"), HasSubstr("did you mean 'mmpose/dynamic.py'?"));
  EXPECT_THAT(packaged_config_hint("somewhere/else/static_fp61.py"),
              HasSubstr("did you mean 'mmpose/static_fp16.py'?"));
  EXPECT_THAT(packaged_config_hint("hands::left/statik.py"), HasSubstr("did you mean 'hands::left/static.py' or "));
  EXPECT_THAT(packaged_config_hint("x.py"), HasSubstr("'slipway list configs' lists"));
}

TEST_F(ConfigPackages, AreBasesWithoutAScope) {
  const std::string backend = "{'backend_config': {'type': 'onnxruntime'}, ";
  EXPECT_EQ(load(folder_ / "hands/left/dynamic.py").repr(), backend + "'a': 2}");
  EXPECT_EQ(load(write("mine.py", "_base_ = ['hands::left/static.py']\nb = 5\n")).repr(), backend + "'a': 1, 'b': 5}");
  EXPECT_THAT(
      error(write("mine.py", "_base_ = 'hands::left/statik.py'\n")),
      HasSubstr("mine.py:1:10: there is no 'left/statik.py' in the folder of package 'hands' (hands); did you mean "
                "'left/static.py'?"));
}

}  // namespace
}  // namespace slipway::config
