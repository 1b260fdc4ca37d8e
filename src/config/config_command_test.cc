// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "config/config_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace slipway::config {
namespace {

const std::filesystem::path kFolder = std::filesystem::path(SLIPWAY_SOURCE_DIR) / "test" / "config" / "text";

ConfigCommandOptions options(const char* file, std::string key = "") {
  ConfigCommandOptions result;
  result.file = kFolder / file;
  result.key = std::move(key);
  return result;
}

TEST(ConfigCommand, OneKey) {
  EXPECT_EQ(run_config_command(options("inherit.py", "model.backbone.depth")), "101\n");
  EXPECT_EQ(run_config_command(options("inherit.py", "model.backbone.type")), "ResNet\n");
  EXPECT_EQ(run_config_command(options("inherit.py", "flags")), "a = True\nb = None\nc = 3\n");
  EXPECT_EQ(run_config_command(options("inherit.py", "stages")), "[1, 2, 3]\n");
  EXPECT_THROW(run_config_command(options("inherit.py", "model.none")), Error);
}

TEST(ConfigCommand, Json) {
  ConfigCommandOptions o = options("inherit.py", "flags");
  o.json = true;
  EXPECT_EQ(run_config_command(o), "{\n  \"a\": true,\n  \"b\": null,\n  \"c\": 3\n}\n");
  o.key = "model.backbone.type";
  EXPECT_EQ(run_config_command(o), "\"ResNet\"\n");
}

TEST(ConfigCommand, OptionsChangeValues) {
  ConfigCommandOptions o = options("base_model.py", "model.neck.0");
  o.cfg_options = {"model.neck.0.channels=[4,5]", "model.neck.0.name=x y"};
  EXPECT_EQ(run_config_command(o), "type = 'FPN'\nchannels = [4, 5]\nname = 'xy'\n");
  o.cfg_options = {"nonsense"};
  EXPECT_THROW(run_config_command(o), Error);
}

TEST(ConfigCommand, Origin) {
  ConfigCommandOptions o = options("inherit.py", "model.backbone");
  o.origin = true;
  const std::string child = (kFolder / "inherit.py").string();
  const std::string base = (kFolder / "base_model.py").string();
  EXPECT_EQ(run_config_command(o),
            "model.backbone.type = 'ResNet'  # " + base + ":4\n" + "model.backbone.depth = 101  # " + child + ":4\n" +
                "model.backbone.stages = (1, 2, 3)  # " + base + ":4\n" + "model.backbone.norm.type = 'BN'  # " + base +
                ":4\n" + "model.backbone.norm.eps = 0.001  # " + child + ":4\n");
  o.cfg_options = {"model.backbone.depth=7"};
  EXPECT_THAT(run_config_command(o), testing::HasSubstr("model.backbone.depth = 7  # an option\n"));
}

TEST(ConfigCommand, Difference) {
  const Value a = parse("a = 1\nb = dict(c=[1, 2], d='x')\ne = [dict(f=1)]\ng = 1\n");
  const Value b = parse("a = 1.0\nb = dict(c=[1, 3], h=dict(i=0))\ne = [dict(f=2)]\ng = 1\n");
  EXPECT_EQ(difference(a, b),
            "- a = 1\n+ a = 1.0\n"
            "- b.c = [1, 2]\n+ b.c = [1, 3]\n"
            "- b.d = 'x'\n+ b.h.i = 0\n"
            "- e.0.f = 1\n+ e.0.f = 2\n");
  EXPECT_EQ(difference(a, a), "");
  ConfigCommandOptions o = options("base_model.py");
  o.diff = kFolder / "inherit.py";
  EXPECT_THAT(run_config_command(o), testing::HasSubstr("- model.backbone.depth = 50\n+ model.backbone.depth = 101\n"));
}

TEST(ConfigCommand, ConfigRoots) {
  EXPECT_EQ(parse_config_roots({"mmdet=" + kFolder.string()}).package_roots.at("mmdet"), kFolder);
  EXPECT_THROW(parse_config_roots({"mmdet"}), Error);
  EXPECT_THROW(parse_config_roots({"mmdet=/nowhere/at/all"}), Error);
}

}  // namespace
}  // namespace slipway::config
