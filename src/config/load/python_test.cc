// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// What configs may have of Python beyond values: the environment, json, re, match; and what its files may hold. What
// these compute is compared with mmengine in test/config.
#include <gmock/gmock.h>

#include <cmath>
#include <cstdlib>

#include "config/load/load_fixture.h"

namespace slipway::config {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class PythonFile : public LoadFixture {
 protected:
  std::string message(const std::string& text) { return error(write("x.py", text)); }
  std::string values(const std::string& text) { return load(write("x.py", text)).repr(); }
};

TEST_F(PythonFile, WhatIsRefusedOnPurposeSaysWhatDoesTheSame) {
  EXPECT_THAT(message("f = open('a.json')\n"),
              HasSubstr("a config reads no files but its bases: '_base_' takes .py, .json"));
  EXPECT_THAT(message("import json\nx = json.load('f')\n"), HasSubstr("json.loads() a text"));
  EXPECT_THAT(message("import os\nx = os.path.exists('a')\n"), HasSubstr("--cfg-options or an environment variable"));
  EXPECT_THAT(message("from os.path import isfile\n"), HasSubstr("must not depend on which files are there"));
  EXPECT_THAT(message("import subprocess\nx = subprocess.run('ls')\n"), HasSubstr("a config runs no programs"));
  EXPECT_THAT(message("import urllib.request\nx = urllib.request.urlopen('a')\n"), HasSubstr("download it before"));
  EXPECT_THAT(message("import time\nx = time.time()\n"), HasSubstr("the same values each time"));
  EXPECT_THAT(message("import glob\nx = glob.glob('*')\n"), HasSubstr("which files are there"));
  EXPECT_THAT(message("import math\nx = math.erf(1)\n"), HasSubstr("'math.erf' is not available in configs\n"));
}

TEST_F(PythonFile, TheEnvironmentIsRead) {
  setenv("SLIPWAY_TEST_SET", "data/coco/", 1);
  unsetenv("SLIPWAY_TEST_UNSET");
  EXPECT_EQ(values("import os\n"
                   "import os.path as osp\n"
                   "a = os.environ['SLIPWAY_TEST_SET']\n"
                   "b = os.environ.get('SLIPWAY_TEST_UNSET', 'x')\n"
                   "c = [os.getenv('SLIPWAY_TEST_UNSET'), int(os.getenv('SLIPWAY_TEST_UNSET', 0))]\n"
                   "d = 'SLIPWAY_TEST_SET' in os.environ and 'SLIPWAY_TEST_UNSET' not in os.environ\n"
                   "e = osp.join(os.environ['SLIPWAY_TEST_SET'], 'ann.json')\n"
                   "os.environ['SLIPWAY_TEST_UNSET'] = '1'\n"
                   "f = os.getenv('SLIPWAY_TEST_UNSET', default='y')\n"
                   "g = os.environ.setdefault('SLIPWAY_TEST_SET', 'z')\n"),
            "{'a': 'data/coco/', 'b': 'x', 'c': [None, 0], 'd': True, 'e': 'data/coco/ann.json', 'f': '1', 'g': "
            "'data/coco/'}");
  EXPECT_EQ(std::getenv("SLIPWAY_TEST_UNSET"), nullptr);  // ours is as it was
  EXPECT_THAT(
      message("import os\nx = os.environ['SLIPWAY_TEST_UNSET']\n"),
      StartsWith("x.py:2:15: the environment variable 'SLIPWAY_TEST_UNSET' is not set; os.environ.get() takes"));
  EXPECT_THAT(message("import os\nx = dict(a=os.environ)\n"),
              StartsWith("x.py:2:10: os.environ is no value of a config"));
}

TEST_F(PythonFile, PathsMayBeginAtHome) {
  const char* home = std::getenv("HOME");
  const std::string before = home == nullptr ? "" : home;
  setenv("HOME", "/home/me/", 1);
  EXPECT_EQ(values("import os\na = os.path.expanduser('~/data')\nb = os.path.expanduser('x~')\n"),
            "{'a': '/home/me/data', 'b': 'x~'}");
  setenv("HOME", before.c_str(), 1);
  EXPECT_EQ(load(write("w.py", "import os\na = os.path.abspath('a/../b')\n")).at("a").as_string(),
            (std::filesystem::current_path() / "b").string());
}

const std::string kNoBreakSpace = "\xC2\xA0";
const std::string kIdeographicSpace = "\xE3\x80\x80";
const std::string kZeroWidthSpace = "\xE2\x80\x8B";
const std::string kByteOrderMark = "\xEF\xBB\xBF";
const std::string kFullWidthComma = "\xEF\xBC\x8C";

TEST_F(PythonFile, InvisibleCharactersAreNamed) {
  EXPECT_EQ(message("x = dict(\n" + kNoBreakSpace + kNoBreakSpace + "a=1)\n"),
            "x.py:2:1: invalid non-printable character U+00A0\n  " + kNoBreakSpace + kNoBreakSpace + "a=1)\n  ^");
  EXPECT_THAT(message("x = dict(" + kIdeographicSpace + "a=1)\n"),
              StartsWith("x.py:1:10: invalid non-printable character U+3000"));
  EXPECT_THAT(message("x = dict(a" + kZeroWidthSpace + "=1)\n"),
              StartsWith("x.py:1:11: invalid non-printable character U+200B"));
  EXPECT_THAT(message("x = 1\n" + kByteOrderMark + "y = 2\n"),
              StartsWith("x.py:2:1: invalid non-printable character U+FEFF"));
  EXPECT_THAT(message("x = dict(a=1" + kFullWidthComma + " b=2)\n"),
              StartsWith("x.py:1:13: invalid character '" + kFullWidthComma + "' (U+FF0C)"));
  EXPECT_THAT(message("a\xF0\x9F\x98\x80 = 1\n"),
              StartsWith("x.py:1:2: invalid character '\xF0\x9F\x98\x80' (U+1F600)"));
  EXPECT_THAT(message("\xD9\xA1 = 1\n"), StartsWith("x.py:1:1: invalid character"));  // a digit does not begin a name
  EXPECT_THAT(message("\xEF\xBD\x81 = 1\n"), HasSubstr("(U+FF41) in a name is one that Python reads as another"));
  EXPECT_THAT(message("e\xCC\x81 = 1\n"), HasSubstr("(U+0301) in a name"));
}

TEST_F(PythonFile, OtherScriptsAreReadWhereTheyMayStand) {
  const Value config = load(write("y.py", kByteOrderMark + "\xE5\x90\x8D = '" + kNoBreakSpace + kFullWidthComma +
                                              "'  # " + kIdeographicSpace + "\n\xC3\xBC_\xD9\xA1 = 1\n"));
  EXPECT_EQ(config.size(), 2u);
  EXPECT_EQ(config.at("\xE5\x90\x8D").as_string(), kNoBreakSpace + kFullWidthComma);
}

TEST_F(PythonFile, LineEndsOfAllSystems) {
  for (const char* end : {"\n", "\r\n", "\r"}) {
    std::string text = "a = 1|b = dict(|  c=2, \\|  d='''x|y''')|if a:|    e = 'p\\|q'|";
    for (size_t at; (at = text.find('|')) != std::string::npos;) text.replace(at, 1, end);
    const Value config = load(write("x.py", text));
    EXPECT_EQ(config.repr(), "{'a': 1, 'b': {'c': 2, 'd': 'x\\ny'}, 'e': 'pq'}");
    EXPECT_THAT(at_path(config, "b.c").location().text(), EndsWith("x.py:3:3"));
  }
  EXPECT_THAT(message("a = 1\rb = c\r"), StartsWith("x.py:2:5: name 'c' is not defined; did you mean 'a'?\n  b = c\n"));
}

TEST_F(PythonFile, JsonSaysWhatIsWrongAndWhere) {
  EXPECT_THAT(message("import json\nx = json.loads('[1,')\n"),
              StartsWith("x.py:2:10: in this text, line 1, column 4: the file ends within a value"));
  EXPECT_THAT(message("import json\nx = json.loads('{}', object_hook=dict)\n"), HasSubstr("no argument 'object_hook'"));
  EXPECT_TRUE(std::isnan(load(write("n.py", "import json\nx = json.loads('NaN')\n")).at("x").as_float()));
}

TEST_F(PythonFile, RegularExpressionsSayWhatIsWrong) {
  const auto of_pattern = [&](const std::string& pattern) {
    return message("import re\nx = re.search(r'" + pattern + "', 'a')\n");
  };
  EXPECT_THAT(of_pattern("("),
              StartsWith("x.py:2:8: regular expression '(': missing ), unterminated subpattern at position 1"));
  EXPECT_THAT(of_pattern("*a"), HasSubstr("nothing to repeat"));
  EXPECT_THAT(of_pattern("a**"), HasSubstr("multiple repeat"));
  EXPECT_THAT(of_pattern("a{2,1}"), HasSubstr("min repeat greater than max"));
  EXPECT_THAT(of_pattern("[b-a]"), HasSubstr("bad character range"));
  EXPECT_THAT(of_pattern("[a"), HasSubstr("unterminated character set"));
  EXPECT_THAT(of_pattern("\\q"), HasSubstr("bad escape"));
  EXPECT_THAT(of_pattern("(?P<a>)(?P<a>)"), HasSubstr("redefinition of group name 'a'"));
  EXPECT_THAT(of_pattern("(?P=b)"), HasSubstr("unknown group name 'b'"));
  EXPECT_THAT(of_pattern("\\1"), HasSubstr("invalid group reference 1"));
  EXPECT_THAT(of_pattern("(\\1)"), HasSubstr("cannot refer to an open group"));
  EXPECT_THAT(of_pattern("(?<=a*)b"), HasSubstr("fixed-width"));
  EXPECT_THAT(of_pattern("a)"), HasSubstr("unbalanced parenthesis"));
  EXPECT_THAT(of_pattern("a(?i)"), HasSubstr("not at the start of the expression"));
  EXPECT_THAT(of_pattern("(?z)"), HasSubstr("unknown flag"));
  EXPECT_THAT(of_pattern("(a{1000}){1000}"), HasSubstr("too large"));
  EXPECT_THAT(message("import re\nx = re.sub('a', r'\\1', 'a')\n"), HasSubstr("refers to group 1"));
  EXPECT_THAT(message("import re\nx = [re.compile('a')]\n"), HasSubstr("'x.0' is a re.Pattern, which is no value"));
  EXPECT_EQ(values("import re\np = re.compile('a')\nm = p.match('a')\nx = m.group()\n"), "{'x': 'a'}");
}

TEST_F(PythonFile, RegularExpressionsThatGoBackForEverEnd) {
  EXPECT_THAT(message("import re\nx = re.match('(a*)*b', 'a' * 5000)\n"), HasSubstr("takes too long to evaluate"));
  EXPECT_THAT(message("import re\nx = re.match('(a|aa)+$', 'a' * 200 + 'b')\n"),
              HasSubstr("takes too long to evaluate"));
}

TEST_F(PythonFile, MatchIsPythons) {
  EXPECT_THAT(message("match 1:\n    case 1:\n        x = 1\n    y = 2\n"),
              StartsWith("x.py:4:5: syntax error: expected 'case'"));
  EXPECT_THAT(message("match 1:\n    case f'1':\n        x = 1\n"), HasSubstr("cannot be an f-string"));
  EXPECT_THAT(message("match 1:\n    case [*a, *b]:\n        x = 1\n"), HasSubstr("two starred patterns"));
  EXPECT_THAT(message("match 1:\n    case A(x=1):\n        x = 1\n"), HasSubstr("patterns by attributes"));
  EXPECT_THAT(message("match 1:\n    case A():\n        x = 1\n"), HasSubstr("name 'A' is not defined"));
  EXPECT_EQ(values("x = 3\nmatch x:\n    case 3:\n        y = 1\n    case _:\n        y = 2\n"), "{'x': 3, 'y': 1}");
}

}  // namespace
}  // namespace slipway::config
