// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "base/error.h"
#include "slipway/config.h"

namespace slipway::config {
namespace {

using testing::HasSubstr;

template <typename F>
std::string message_of(F&& action) {
  try {
    action();
  } catch (const Error& e) {
    return e.what();
  }
  return "no error";
}

const char* kText =
    "model = dict(\n"
    "    backbone=dict(type='ResNet', depth=18, stages=(1, 2)),\n"
    "    head=None)\n"
    "lr = 0.5\n";

TEST(Value, TypedAccess) {
  const Value config = parse(kText, "a.py");
  const Value& backbone = config.at("model").at("backbone");
  EXPECT_EQ(backbone.at("type").as_string(), "ResNet");
  EXPECT_EQ(backbone.at("depth").as_int(), 18);
  EXPECT_EQ(backbone.at("depth").as_float(), 18.0);
  EXPECT_EQ(backbone.at("stages").as_ints(), (std::vector<int64_t>{1, 2}));
  EXPECT_EQ(backbone.at("stages").at(1).as_int(), 2);
  EXPECT_EQ(config.at("lr").as_float(), 0.5);
  EXPECT_TRUE(config.at("model").at("head").is_none());
  EXPECT_EQ(backbone.get("depth", 50), 18);
  EXPECT_EQ(backbone.get("groups", 4), 4);
  EXPECT_EQ(backbone.get("name", "x"), "x");
  EXPECT_EQ(backbone.get("frozen", true), true);
  EXPECT_EQ(backbone.get("scale", 1.5), 1.5);
  EXPECT_EQ(config.find("nothing"), nullptr);
}

TEST(Value, ErrorsNamePathFileAndLine) {
  const Value config = parse(kText, "dir/a.py");
  const Value& backbone = config.at("model").at("backbone");
  EXPECT_EQ(message_of([&] { backbone.at("type").as_int(); }),
            "dir/a.py:2:19: model.backbone.type must be an int, it is the str 'ResNet'");
  EXPECT_EQ(message_of([&] { backbone.at("stages").at(5); }),
            "dir/a.py:2:44: model.backbone.stages has 2 items, there is no item 5");
  EXPECT_EQ(message_of([&] { backbone.at("dept"); }),
            "dir/a.py:2:5: model.backbone has no key 'dept'; did you mean 'depth'?");
  EXPECT_EQ(message_of([&] { config.at("model").at("head").as_dict(); }),
            "dir/a.py:3:5: model.head must be a dict, it is None");
  EXPECT_EQ(message_of([&] { backbone.get("stages", 1); }),
            "dir/a.py:2:44: model.backbone.stages must be an int, it is the tuple (1, 2)");
  EXPECT_THAT(message_of([&] { config.at("lr").as_int(); }), HasSubstr("lr must be an int, it is the float 0.5"));
  EXPECT_THAT(message_of([] { Value(3).as_string(); }), HasSubstr("the value must be a str"));
  EXPECT_THAT(message_of([&] { config.at("lrr"); }), HasSubstr("did you mean 'lr'"));
}

TEST(Value, BoolIsAnIntButNotTheOtherWayRound) {
  EXPECT_EQ(Value(true).as_int(), 1);
  EXPECT_THAT(message_of([] { Value(1).as_bool(); }), HasSubstr("True or False"));
  EXPECT_THAT(message_of([] { Value(true).as_float(); }), HasSubstr("a number"));
}

TEST(Value, CopiesAreIndependent) {
  Value a = parse(kText).at("model");
  Value b = a;
  b.set_item("new", Value(1));
  EXPECT_TRUE(b.contains("new"));
  EXPECT_FALSE(a.contains("new"));
  EXPECT_EQ(b.at("new").path(), "model.new");
  EXPECT_TRUE(b.erase("new"));
  EXPECT_FALSE(b.erase("new"));
  EXPECT_EQ(a, b);
  Value list = Value::list({1, 2});
  Value other = list;
  other.append(3);
  EXPECT_EQ(list.size(), 2u);
  EXPECT_EQ(other.size(), 3u);
}

TEST(Value, EqualityIsPythons) {
  EXPECT_EQ(Value(1), Value(1.0));
  EXPECT_EQ(Value(true), Value(1));
  EXPECT_FALSE(Value(1) == Value("1"));
  EXPECT_FALSE(Value::list({1}) == Value::tuple({1}));
  Value a = Value::dict();
  a.set_item("x", 1);
  a.set_item("y", 2);
  Value b = Value::dict();
  b.set_item("y", 2);
  b.set_item("x", 1);
  EXPECT_EQ(a, b);
  EXPECT_EQ(Value::set({1, 2, 1}), Value::set({2, 1}));
  EXPECT_FALSE(Value(std::numeric_limits<double>::quiet_NaN()) == Value(std::numeric_limits<double>::quiet_NaN()));
}

TEST(Value, ReprIsPythons) {
  // Recorded from CPython 3.11.
  EXPECT_EQ(Value(1e-5).repr(), "1e-05");
  EXPECT_EQ(Value(0.0001).repr(), "0.0001");
  EXPECT_EQ(Value(1e16).repr(), "1e+16");
  EXPECT_EQ(Value(123456789012345680.0).repr(), "1.2345678901234568e+17");
  EXPECT_EQ(Value(1e15).repr(), "1000000000000000.0");
  EXPECT_EQ(Value(0.1 + 0.2).repr(), "0.30000000000000004");
  EXPECT_EQ(Value(-0.0).repr(), "-0.0");
  EXPECT_EQ(Value(5e-324).repr(), "5e-324");
  EXPECT_EQ(Value("it's").repr(), "\"it's\"");
  EXPECT_EQ(Value("both ' and \"").repr(), "'both \\' and \"'");
  EXPECT_EQ(Value("a\nb\t\\\x01").repr(), "'a\\nb\\t\\\\\\x01'");
  EXPECT_EQ(Value("é€\xc2\xa0\xf0\x9f\x98\x80\xe2\x80\x8b").repr(), "'é€\\xa0😀\\u200b'");
  EXPECT_EQ(Value::tuple({1}).repr(), "(1,)");
  EXPECT_EQ(Value::list({Value(), true, Value::dict()}).repr(), "[None, True, {}]");
}

TEST(Value, JsonKeepsTheOrder) {
  const Value config = parse("b = dict(z=(1, 2.5), a='q\"\\n', n=None)\na = {1: [], 'x': {}}");
  EXPECT_EQ(to_json(config, -1), R"({"b": {"z": [1, 2.5], "a": "q\"\n", "n": null}, "a": {"1": [], "x": {}}})");
  EXPECT_EQ(to_json(config.at("b").at("z")), "[\n  1,\n  2.5\n]");
}

TEST(Keys, UnknownOnesAreReportedAllAtOnce) {
  const Value config = parse(
      "backbone = dict(\n  type='CSPDarknet',\n  deepen_facter=1,\n  widen_factor=1,\n  nothing_like_it=2)\n", "a.py");
  EXPECT_NO_THROW(
      check_keys(config.at("backbone"), {"type", "deepen_facter", "widen_factor", "nothing_like_it"}, "CSPDarknet"));
  EXPECT_EQ(message_of([&] {
              check_keys(config.at("backbone"), {"type", "deepen_factor", "widen_factor"}, "CSPDarknet");
            }),
            "CSPDarknet does not know these keys: a.py:3:3: backbone.deepen_facter (did you mean 'deepen_factor'?); "
            "a.py:5:3: backbone.nothing_like_it");
}

TEST(Keys, PathsLeadThroughDictsAndLists) {
  const Value config = parse("a = dict(b=[dict(c=1), (2, 3)])\nd = {0: 'zero'}\n");
  EXPECT_EQ(at_path(config, "a.b.0.c").as_int(), 1);
  EXPECT_EQ(at_path(config, "a.b.1.1").as_int(), 3);
  EXPECT_EQ(at_path(config, "d.0").as_string(), "zero");
  EXPECT_EQ(at_path(config, "a.b.1").path(), "a.b.1");
  EXPECT_THAT(message_of([&] { at_path(config, "a.b.c"); }), HasSubstr("'c' is no index"));
  EXPECT_THAT(message_of([&] { at_path(config, "a.x"); }), HasSubstr("a has no key 'x'"));
  EXPECT_THAT(message_of([&] { at_path(config, "a.b.0.c.d"); }), HasSubstr("'a.b.0.c' is the int 1"));
}

}  // namespace
}  // namespace slipway::config
