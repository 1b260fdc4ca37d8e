// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "config/load/load_fixture.h"

namespace slipway::config {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

class Load : public LoadFixture {};

TEST_F(Load, BasesAreMergedInOrder) {
  write("a.py", "x = dict(p=1, q=dict(r=2))\ny = [1]\n");
  write("sub/b.py", "z = 3\n");
  const Value config = load(write("c.py", "_base_ = ('a.py', './sub/b.py')\nx = dict(q=dict(s=4))\nz = 5\n"));
  EXPECT_EQ(config.repr(), "{'x': {'p': 1, 'q': {'r': 2, 's': 4}}, 'y': [1], 'z': 5}");
  EXPECT_THAT(at_path(config, "x.q.r").location().text(), EndsWith("a.py:1:22"));
  EXPECT_THAT(at_path(config, "x.q.s").location().text(), EndsWith("c.py:2:17"));
  EXPECT_EQ(at_path(config, "x.q.s").path(), "x.q.s");
}

TEST_F(Load, PackagesAreFoundByTheirRoots) {
  write("site/mmdet/.mim/configs/_base_/m.py",
        "model = dict(type='A', neck=dict(type='B'))\nitems = [dict(type='C')]\nplain = dict(a=1)\n");
  const auto file = write("c.py", "_base_ = 'mmdet::_base_/m.py'\nmodel = dict(x=1)\n");
  LoadOptions options;
  options.package_roots["mmdet"] = folder_ / "site/mmdet";
  const std::string expected =
      "{'model': {'type': 'A', 'neck': {'type': 'B'}, '_scope_': 'mmdet', 'x': 1}, 'items': [{'type': 'C', '_scope_': "
      "'mmdet'}], 'plain': {'a': 1}}";
  EXPECT_EQ(load(file, options).repr(), expected);
  options.package_roots["mmdet"] = folder_ / "site/mmdet/.mim";
  EXPECT_EQ(load(file, options).repr(), expected);
  options.package_roots["mmdet"] = folder_ / "site/mmdet/.mim/configs";
  EXPECT_EQ(load(file, options).repr(), expected);
  EXPECT_THAT(error(file), HasSubstr("c.py:1:10: the folder of package 'mmdet' is not known: "));
  EXPECT_THAT(error(file), HasSubstr("; give it with --config-root mmdet=DIR, or a plugin that has it with "
                                     "--plugin\n  _base_ = 'mmdet::_base_/m.py'\n"));
}

TEST_F(Load, PackagesAreFoundBesideTheConfig) {
  write("site/mmdet/.mim/configs/m.py", "a = 1\n");
  write("work/mmdetection/configs/m.py", "a = 2\n");
  const std::string text = "_base_ = 'mmdet::m.py'\n";
  EXPECT_EQ(load(write("site/mmpose/.mim/configs/x/c.py", text)).repr(), "{'a': 1}");
  EXPECT_EQ(load(write("work/mmpose/projects/x/c.py", text)).repr(), "{'a': 2}");
  EXPECT_EQ(load(write("site/mmpose/.mim/configs/x/lazy.py",
                       "from mmengine.config import read_base\nwith read_base():\n    from mmdet.configs.m import *\n"))
                .repr(),
            "{'a': 1}");
  LoadOptions options;
  options.package_roots["mmdet"] = folder_ / "work/mmdetection";
  EXPECT_EQ(load(folder_ / "site/mmpose/.mim/configs/x/c.py", options).repr(), "{'a': 2}") << "an option comes first";
}

TEST_F(Load, PackagesAreFoundInThePythonEnvironment) {
  write("venv/lib/python3.11/site-packages/mmdet/.mim/configs/m.py", "a = 1\n");
  const auto file = write("mine/c.py", "_base_ = 'mmdet::m.py'\n");
  for (const char* variable : {"VIRTUAL_ENV", "CONDA_PREFIX"}) {
    unsetenv("VIRTUAL_ENV");
    unsetenv("CONDA_PREFIX");
    EXPECT_THAT(error(file), HasSubstr("the folder of package 'mmdet' is not known"));
    setenv(variable, (folder_ / "venv").c_str(), 1);
    EXPECT_EQ(load(file).repr(), "{'a': 1}") << variable;
    unsetenv(variable);
  }
}

TEST_F(Load, TemplatesWithDefaults) {
  setenv("SLIPWAY_TEST_SET", "[7, 8]", 1);
  unsetenv("SLIPWAY_TEST_UNSET");
  write("base.py", "a = dict(b=1)\nroot = 'data'\n");
  const Value config = load(write("t.py",
                                  "_base_ = 'base.py'\n"
                                  "set = {{$SLIPWAY_TEST_SET:1}}\n"
                                  "unset = {{ $SLIPWAY_TEST_UNSET : 12 }}\n"
                                  "quoted = {{'$SLIPWAY_TEST_UNSET:[1,2]'}}\n"
                                  "word_ = '{{$SLIPWAY_TEST_UNSET:some/path}}/x'\n"
                                  "present = {{_base_.a.b:5}}\n"
                                  "absent = {{_base_.a.c:5}}\n"
                                  "word = {{_base_.a.c:word}}\n"
                                  "inside = '{{_base_.root}}/img' + '{{ _base_.none:fallback }}'\n"
                                  "name = '{{ fileBasenameNoExtension }}'; folder = '{{fileDirname}}'\n"));
  EXPECT_EQ(config.at("set").repr(), "[7, 8]");
  EXPECT_EQ(config.at("unset").as_int(), 12);
  EXPECT_EQ(config.at("quoted").repr(), "[1, 2]");
  EXPECT_EQ(config.at("word_").as_string(), "some/path/x");
  EXPECT_EQ(config.at("present").as_int(), 1);
  EXPECT_EQ(config.at("absent").as_int(), 5);
  EXPECT_EQ(config.at("word").as_string(), "word");
  EXPECT_EQ(config.at("inside").as_string(), "data/imgfallback");
  EXPECT_EQ(config.at("name").as_string(), "t");
  EXPECT_EQ(config.at("folder").as_string(), std::filesystem::absolute(folder_).string());
}

TEST_F(Load, PlacesAreThoseOfTheTextBeforeTemplates) {
  unsetenv("SLIPWAY_TEST_UNSET");
  const Value config = load(write("t.py", "x = dict(a={{'$SLIPWAY_TEST_UNSET:1'}}, b='{{ fileBasename }}', c=2)\n"));
  EXPECT_THAT(at_path(config, "x.c").location().text(), EndsWith("t.py:1:65"));
  EXPECT_EQ(error(write("u.py", "x = ['{{ fileBasename }}', y]\n")),
            "u.py:1:28: name 'y' is not defined\n  x = ['{{ fileBasename }}', y]\n                             ^");
}

TEST_F(Load, ErrorsShowTheLine) {
  EXPECT_EQ(error(write("a.py", "model = dict(\n    depth=18,\n    frozen=depht)\n")),
            "a.py:3:12: name 'depht' is not defined\n      frozen=depht)\n             ^");
  EXPECT_EQ(error(write("b.py", "x = dict(a=1\ny = 2\n")),
            "b.py:1:9: '(' was never closed\n  x = dict(a=1\n          ^");
  EXPECT_EQ(error(write("c.py", "x = (1,\n")), "c.py:1:5: '(' was never closed\n  x = (1,\n      ^");
  EXPECT_EQ(error(write("d.py", "x = 'abc\n")),
            "d.py:1:5: this string is never closed on its line\n  x = 'abc\n      ^");
  EXPECT_EQ(error(write("e.py", "x = 'ä' + 1\n")),
            "e.py:1:5: '+' does not work between str and int\n  x = 'ä' + 1\n      ^");
  EXPECT_EQ(error(write("f.py", "_base_ = 'missing.py'\n")),
            "f.py:1:10: there is no file 'missing.py'\n  _base_ = 'missing.py'\n           ^");
  EXPECT_EQ(error(write("g.py", "x = {}\nx['a']\n")), "g.py:2:2: there is no key 'a' here\n  x['a']\n   ^");
  EXPECT_EQ(error(folder_ / "none.py"), "there is no file 'none.py'");
  EXPECT_THAT(error(folder_), EndsWith("is a folder, not a config file"));
}

TEST_F(Load, WhatTheLanguageLacksIsNamed) {
  const auto message = [&](const std::string& text) { return error(write("x.py", text)); };
  EXPECT_THAT(message("f = open('/etc/passwd')\n"), StartsWith("x.py:1:5: 'open' is not available in configs"));
  EXPECT_THAT(message("import os\nos.system('ls')\n"), StartsWith("x.py:2:4: 'os.system' is not available in configs"));
  EXPECT_THAT(message("import subprocess\nsubprocess.run('ls')\n"),
              StartsWith("x.py:2:12: 'subprocess.run' is not available"));
  EXPECT_THAT(message("class A: pass\n"), StartsWith("x.py:1:1: a class is not part of the config language"));
  EXPECT_THAT(message("try:\n  x = 1\nexcept E as e:\n  pass\n"),
              StartsWith("x.py:1:1: 'try' is not part of the config language"));
  EXPECT_THAT(message("with open('f') as f:\n  pass\n"),
              StartsWith("x.py:1:1: 'with' is not part of the config language"));
  EXPECT_THAT(message("_base_ = []\nwith read_base():\n  from .a import *\n"),
              HasSubstr("cannot stand in a file that also has '_base_ ='"));
  EXPECT_THAT(message("def f():\n  yield 1\nx = f()\n"),
              StartsWith("x.py:2:3: 'yield' is not part of the config language"));
  EXPECT_THAT(message("x = 1j\n"), HasSubstr("complex numbers"));
  EXPECT_THAT(message("raise ValueError('too old')\n"), HasSubstr("the file raises an error: too old"));
  EXPECT_THAT(message("x = lambda: 1\ny = dict(f=x)\n"),
              HasSubstr("'y.f' is a function, which is no value of a config"));
  EXPECT_THAT(message("x = dict(a=1).b\n"), HasSubstr("a dict has no attribute 'b'"));
  EXPECT_THAT(message("filename = 'x'\n"), HasSubstr("the name 'filename' is reserved"));
  EXPECT_THAT(message("assert 1 == 2, 'no'\n"), HasSubstr("assertion failed: no"));
  EXPECT_THAT(message("from mmdet.models import ResNet\nx = ResNet(depth=1)\n"),
              HasSubstr("'mmdet.models.ResNet' is imported by name only"));
}

TEST_F(Load, FunctionsThatAreNotCalledMayHoldAnything) {
  const Value config = load(write("x.py",
                                  "import argparse\n"
                                  "def main():\n"
                                  "    try:\n"
                                  "        with open('f') as f, g() as h:\n"
                                  "            yield from f\n"
                                  "    except (A, B) as e:\n"
                                  "        raise C() from e\n"
                                  "    finally:\n"
                                  "        class D(E, metaclass=F):\n"
                                  "            x: int = 1\n"
                                  "    async def k(): await z\n"
                                  "    global q\n"
                                  "if __name__ == '__main__':\n"
                                  "    main()\n"
                                  "x = 1\n"));
  EXPECT_EQ(config.repr(), "{'x': 1}");
}

TEST_F(Load, CirclesAndClashesOfBases) {
  write("a.py", "_base_ = 'b.py'\n");
  write("b.py", "x = 1\n_base_ = ['c.py']\n");
  write("c.py", "_base_ = './sub/../a.py'\n");
  EXPECT_EQ(
      error(folder_ / "a.py"),
      "c.py:1:10: the bases run in a circle: a.py -> b.py -> c.py -> a.py\n  _base_ = './sub/../a.py'\n           ^");
  EXPECT_THAT(error(write("self.py", "_base_ = 'self.py'\n")),
              HasSubstr("the bases run in a circle: self.py -> self.py"));
  write("p.py", "x = 1\n");
  write("q.py", "y = 1\nx = 2\n");
  EXPECT_EQ(error(write("r.py", "_base_ = ['p.py', 'q.py']\n")),
            "r.py:1:19: two bases set 'x': p.py:1:1 and q.py:2:1\n  _base_ = ['p.py', 'q.py']\n                    ^");
  EXPECT_THAT(error(write("s.py", "_base_ = 'p.py'\nx = dict(a=1)\n")),
              HasSubstr("s.py:2:1: 'x' is a dict here but a int in the base (p.py:1:1); set _delete_=True"));
  write("lazy_a.py", "with read_base():\n    from .lazy_b import *\n");
  write("lazy_b.py", "with read_base():\n    from .lazy_a import *\n");
  EXPECT_THAT(error(folder_ / "lazy_a.py"), HasSubstr("lazy_b.py:2:5: the bases run in a circle"));
}

TEST_F(Load, StylesDoNotMix) {
  write("text.py", "_base_ = []\nx = 1\n");
  write("lazy.py", "with read_base():\n    from .other import *\n");
  EXPECT_THAT(error(write("a.py", "with read_base():\n    from .text import *\n")),
              HasSubstr("'_base_ =' cannot stand in a file of the pure-Python style"));
  EXPECT_THAT(error(write("b.py", "_base_ = 'lazy.py'\n")), HasSubstr("is in the pure-Python style, this file is not"));
  EXPECT_THAT(error(write("c.py", "with read_base():\n    from .text import y\n")), HasSubstr("cannot stand"));
  write("plain.py", "yy = 1\n");
  EXPECT_THAT(error(write("d.py", "with read_base():\n    from .plain import y\n")),
              HasSubstr("the base 'plain' sets no 'y'; did you mean 'yy'?"));
}

TEST_F(Load, DataFilesHaveErrorsWithPlaces) {
  EXPECT_THAT(error(write("a.json", "{\"a\": 1,\n \"b\": }\n")), StartsWith("a.json:2:7: this is no JSON value"));
  EXPECT_THAT(error(write("b.json", "[1]")), HasSubstr("a config in JSON must be an object"));
  EXPECT_THAT(error(write("c.yaml", "a: 1\n   b: 2\n")),
              StartsWith("c.yaml:2:4: this key is indented more than those above"));
  EXPECT_THAT(error(write("d.yaml", "a: *none\n")), HasSubstr("there is no anchor 'none'"));
  EXPECT_THAT(error(write("e.yaml", "a: 2020-01-01\n")), HasSubstr("a date is no value of a config"));
  EXPECT_THAT(error(write("f.yaml", "a: !!python/object:os.system x\n")),
              HasSubstr("the tag '!!python/object:os.system' is not possible here"));
  const Value config = load(write("g.yaml", "a:\n  b: [1,\n    2]\n"));
  EXPECT_THAT(at_path(config, "a.b.1").location().text(), EndsWith("g.yaml:3:5"));
}

TEST(Parse, NamesItsText) {
  EXPECT_EQ(parse("x = 1\n").at("x").location().text(), "<string>:1:1");
  EXPECT_EQ(parse("", "e.py").repr(), "{}");
}

TEST_F(Load, BigIntegersAreValues) {
  const Value config =
      parse("a = -17094308009433392066\nb = 10**3 * 10917152860782582783 if False else 18446744073709551616\n", "x.py");
  const Value& a = config.at("a");
  EXPECT_TRUE(a.is_int());
  EXPECT_TRUE(a.is_big_int());
  EXPECT_FALSE(parse("a = 3", "x.py").at("a").is_big_int());
  EXPECT_EQ(a.repr(), "-17094308009433392066");
  EXPECT_EQ(a.as_float(), -17094308009433392066.0);
  EXPECT_EQ(to_json(config, -1), "{\"a\": -17094308009433392066, \"b\": 18446744073709551616}");
  EXPECT_EQ(pretty_text(config), "a = -17094308009433392066\nb = 18446744073709551616");
  EXPECT_TRUE(a == parse("a = -17094308009433392066", "x.py").at("a"));
  EXPECT_FALSE(a == config.at("b"));
  EXPECT_FALSE(a == Value(1));
  try {
    a.as_int();
    FAIL();
  } catch (const Error& e) {
    EXPECT_STREQ(e.what(), "x.py:1:1: a must be an int of at most 64 bits, it is the int -17094308009433392066");
  }
  EXPECT_EQ(parse_option("a=18446744073709551615").second.repr(), "18446744073709551615");
  EXPECT_EQ(parse("a = 0x1" + std::string(40, '0'), "x.py").at("a").repr(),
            "1461501637330902918203684832716283019655932542976");
  const auto message = [](const std::string& text) -> std::string {
    try {
      parse(text, "x.py");
    } catch (const Error& e) {
      return e.what();
    }
    return "";
  };
  EXPECT_THAT(message("x = 10**4301\n"), StartsWith("x.py:1:5: this integer has more than 4300 digits"));
  EXPECT_THAT(message("x = 1 << 10**9\n"), StartsWith("x.py:1:5: the integer does not fit in 64 bits"));
  EXPECT_THAT(message("x = " + std::string(5000, '9')), StartsWith("x.py:1:5: this integer has more than 4300 digits"));
}

}  // namespace
}  // namespace slipway::config
