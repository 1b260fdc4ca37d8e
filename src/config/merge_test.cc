// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Expected values were recorded from mmengine 0.10.7 (DictAction._parse_iterable, Config.merge_from_dict).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "slipway/config.h"

namespace slipway::config {
namespace {

using testing::HasSubstr;

TEST(Options, AreParsedByMmenginesRules) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"1", "1"},
      {"-3", "-3"},
      {"+7", "7"},
      {"1.5", "1.5"},
      {"1e-3", "0.001"},
      {"1e5", "100000.0"},
      {".5", "0.5"},
      {"true", "True"},
      {"False", "False"},
      {"TRUE", "True"},
      {"None", "None"},
      {"none", "'none'"},
      {"abc", "'abc'"},
      {"1,2,3", "[1, 2, 3]"},
      {"[1,2]", "[1, 2]"},
      {"(1,2)", "(1, 2)"},
      {"[a, b, c]", "['a', 'b', 'c']"},
      {"[(1, 2, 3), [a, b], c]", "[(1, 2, 3), ['a', 'b'], 'c']"},
      {"\"quoted\"", "'quoted'"},
      {"'1'", "1"},
      {"", "''"},
      {"[]", "[]"},
      {"()", "()"},
      {"(1)", "(1,)"},
      {"1,", "[1]"},
      {"a=b", "'a=b'"},
      {"1_0", "10"},
      {"1__0", "'1__0'"},
      {"_1", "'_1'"},
      {"0x10", "'0x10'"},
      {"inf", "inf"},
      {" 5 ", "5"},
      {"a b", "'ab'"},
      {"path/to/x.py", "'path/to/x.py'"},
      {"\"[1,2]\"", "[1, 2]"},
      {"[[1,2],[3,[4]]]", "[[1, 2], [3, [4]]]"},
      {"['a','b']", "['a', 'b']"},
      {"{a:1}", "'{a:1}'"},
  };
  for (const auto& [text, expected] : cases)
    EXPECT_EQ(parse_option("k=" + std::string(text)).second.repr(), expected) << text;
  EXPECT_EQ(parse_option("a.b=c=d").first, "a.b");
}

TEST(Options, MalformedOnesAreErrors) {
  EXPECT_THROW(parse_option("novalue"), Error);
  EXPECT_THROW(parse_option("=1"), Error);
  EXPECT_THROW(parse_option("k=[1,2"), Error);
  EXPECT_THROW(parse_option("k=[1,2],[3]"), Error);
  EXPECT_THROW(parse_option("k=" + std::string(5000, '9')), Error);
}

class Merge : public testing::Test {
 protected:
  std::string merged(std::vector<std::pair<std::string, Value>> options) {
    Value copy = config_;
    merge(copy, options);
    return copy.repr();
  }
  std::string error(std::vector<std::pair<std::string, Value>> options) {
    try {
      merged(std::move(options));
    } catch (const Error& e) {
      return e.what();
    }
    return "no error";
  }
  Value config_ =
      parse("m = dict(b=dict(d=18, s=[1, 2, 3]), n=[dict(type='A'), dict(type='B')])\nx = 1\nt = (1, 2)\n", "a.py");
};

TEST_F(Merge, ReplacesAndCreates) {
  EXPECT_EQ(merged({{"m.b.d", 50}}),
            "{'m': {'b': {'d': 50, 's': [1, 2, 3]}, 'n': [{'type': 'A'}, {'type': 'B'}]}, 'x': 1, 't': (1, 2)}");
  EXPECT_EQ(merged({{"m.n.0.type", "Z"}}),
            "{'m': {'b': {'d': 18, 's': [1, 2, 3]}, 'n': [{'type': 'Z'}, {'type': 'B'}]}, 'x': 1, 't': (1, 2)}");
  EXPECT_EQ(merged({{"m.n.0.new.deep", 1}}),
            "{'m': {'b': {'d': 18, 's': [1, 2, 3]}, 'n': [{'type': 'A', 'new': {'deep': 1}}, {'type': 'B'}]}, 'x': 1, "
            "'t': (1, 2)}");
  EXPECT_EQ(merged({{"new.a.b", 1}, {"new.a.c", 2}}),
            "{'m': {'b': {'d': 18, 's': [1, 2, 3]}, 'n': [{'type': 'A'}, {'type': 'B'}]}, 'x': 1, 't': (1, 2), 'new': "
            "{'a': {'b': 1, 'c': 2}}}");
  EXPECT_EQ(merged({{"m.n", 3}}), "{'m': {'b': {'d': 18, 's': [1, 2, 3]}, 'n': 3}, 'x': 1, 't': (1, 2)}");
  EXPECT_EQ(merged({{"m.head.0", 1}}),
            "{'m': {'b': {'d': 18, 's': [1, 2, 3]}, 'n': [{'type': 'A'}, {'type': 'B'}], 'head': {'0': 1}}, 'x': 1, "
            "'t': (1, 2)}");
}

TEST_F(Merge, ItemsOfAListCanBeReplaced) {
  // mmengine breaks off here.
  EXPECT_EQ(merged({{"m.b.s.1", 9}}),
            "{'m': {'b': {'d': 18, 's': [1, 9, 3]}, 'n': [{'type': 'A'}, {'type': 'B'}]}, 'x': 1, 't': (1, 2)}");
}

TEST_F(Merge, DeleteIsHonoured) {
  Value replacement = Value::dict();
  replacement.set_item("_delete_", true);
  replacement.set_item("a", 1);
  EXPECT_EQ(merged({{"m.b", replacement}}),
            "{'m': {'b': {'a': 1}, 'n': [{'type': 'A'}, {'type': 'B'}]}, 'x': 1, 't': (1, 2)}");
  // In a list's item it is not, by mmengine's rules.
  EXPECT_THAT(merged({{"m.n.0", replacement}}), HasSubstr("{'type': 'A', '_delete_': True, 'a': 1}"));
}

TEST_F(Merge, WhatCannotBeSetIsAnError) {
  EXPECT_EQ(error({{"x.y", 1}}), "cannot set a key of x: it is the int 1 (a.py:2:1)");
  EXPECT_EQ(error({{"m.n.5.a", 1}}), "cannot set m.n.5: 'm.n' has 2 items only");
  EXPECT_EQ(error({{"m.n.x", 1}}), "cannot set m.n.x: 'm.n' is a list, not a dict");
  EXPECT_EQ(error({{"m.b.d.0", 1}}), "cannot set a key of m.b.d: it is the int 18 (a.py:1:17)");
  EXPECT_THAT(error({{"a", 1}, {"a.b", 2}}), HasSubstr("both 'a' and a key within it"));
}

TEST_F(Merge, PathsAreThoseOfTheWhole) {
  merge(config_, {{"m.n.1", parse("v = dict(q=[1])").at("v")}});
  EXPECT_EQ(at_path(config_, "m.n.1.q.0").path(), "m.n.1.q.0");
  EXPECT_EQ(at_path(config_, "m.b.d").location().text(), "a.py:1:17");
}

}  // namespace
}  // namespace slipway::config
