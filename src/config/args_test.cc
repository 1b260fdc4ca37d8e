// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "config/args.h"

#include <gmock/gmock.h>

namespace slipway::config {
namespace {

using ::testing::ElementsAre;

template <typename Body>
std::string error_of(Body&& body) {
  try {
    body();
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

/// The dict `head` of a config "a.py".
Value head(const std::string& entries) { return parse("head = dict(" + entries + ")", "a.py").at("head"); }

TEST(Args, ReadsWhatIsThereAndFallsBackWhereItIsNot) {
  const Value dict = head(
      "type='Head', classes=3, ratio=1, flag=True, name='a', sizes=(1, 2), means=[1, 2.5], mode='max', nothing=None");
  Args args(dict, "m.Head");
  EXPECT_EQ(args.integer("classes"), 3);
  EXPECT_EQ(args.integer("other", 7), 7);
  EXPECT_EQ(args.number("ratio"), 1.0);
  EXPECT_EQ(args.number("other", 0.5), 0.5);
  EXPECT_TRUE(args.boolean("flag", false));
  EXPECT_EQ(args.string("name"), "a");
  EXPECT_EQ(args.string("other", "b"), "b");
  EXPECT_THAT(args.integers("sizes"), ElementsAre(1, 2));
  EXPECT_THAT(args.integers("other", {4}), ElementsAre(4));
  EXPECT_THAT(args.numbers("means"), ElementsAre(1.0, 2.5));
  EXPECT_THAT(args.numbers("other", {4}), ElementsAre(4.0));
  EXPECT_EQ(args.choice("mode", "mean", {"mean", "max"}), "max");
  EXPECT_EQ(args.choice("other", "mean", {"mean", "max"}), "mean");
  EXPECT_NE(args.entry("nothing"), nullptr);
  EXPECT_EQ(args.find("nothing"), nullptr);
  args.expect("flag", {true});
  args.expect("other", {false});
  args.refuse_if_set("nothing", "never");
  EXPECT_NO_THROW(args.check());
  EXPECT_NO_THROW(args.finish());
}

TEST(Args, TellsOfEverythingAtOnceInTheOrderInWhichItWasRead) {
  const Value dict = head("\n type='Head', classes='x', mode='min',\n flag=1.5, part=dict(), sizes=3, clases=3, old=1");
  Args args(dict, "m.Head");
  EXPECT_EQ(args.integer("classes", 7), 7);
  EXPECT_EQ(args.choice("mode", "mean", {"mean", "max"}), "mean");
  args.expect("flag", {false, Value()});
  EXPECT_EQ(args.attempt([]() -> int { throw Error("no such part").in("part"); }), 0);
  EXPECT_THAT(args.integers("sizes", {1}), ElementsAre(1));
  args.refuse_if_set("old", "is not supported");
  const std::string refused =
      "a.py:2:15: head.classes must be an int, it is the str 'x'\n"
      "a.py:2:28 (head.mode): 'mode' of 'm.Head': 'min' is not supported; supported: 'mean', 'max'\n"
      "a.py:3:2 (head.flag): 'flag' of 'm.Head': 1.5 is not supported; supported: False, None\n"
      "part: no such part\n"
      "a.py:3:25: head.sizes must be a list or tuple of ints, it is the int 3\n"
      "a.py:3:44 (head.old): 'old' of 'm.Head': is not supported";
  EXPECT_EQ(error_of([&] { args.check(); }), refused);
  EXPECT_EQ(error_of([&] { args.finish(); }),
            refused +
                "\na.py:3:12 (head.part): 'm.Head' has no argument 'part'; known: classes, flag, mode, old, sizes"
                "\na.py:3:34 (head.clases): 'm.Head' has no argument 'clases'; did you mean 'classes'?");
}

TEST(Args, WhatIsRequiredMustBeThere) {
  const Value dict = head("type='Head', clases=3, nothing=None, name=4");
  Args args(dict, "m.Head");
  EXPECT_EQ(error_of([&] { args.integer("classes"); }),
            "a.py:1:1 (head): 'm.Head' needs the argument 'classes'; there is 'clases'");
  EXPECT_EQ(error_of([&] { args.require("nothing"); }), "a.py:1:1 (head): 'm.Head' needs the argument 'nothing'");
  EXPECT_NE(error_of([&] { args.string("name"); }), "");
  EXPECT_NO_THROW(args.check());
}

TEST(Args, NoneIsNoFallback) {
  const Value dict = head("ratio=None");
  Args args(dict, "m.Head");
  EXPECT_EQ(args.number("ratio", 0.5), 0.5);
  EXPECT_NE(error_of([&] { args.check(); }), "");
}

TEST(Args, KeysThatAreNoStringsAreUnknown) {
  const Value dict = parse("head = {1: 2, 'type': 'Head'}", "a.py").at("head");
  Args args(dict, "m.Head");
  EXPECT_EQ(error_of([&] { args.finish(); }), "a.py:1:9 (head.1): 'm.Head' has no argument '1'");
}

TEST(Args, MustBeADict) {
  const Value list = parse("head = []", "a.py").at("head");
  EXPECT_NE(error_of([&] { Args(list, "m.Head"); }), "");
}

}  // namespace
}  // namespace slipway::config
