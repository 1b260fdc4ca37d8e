// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "base/strict_keys.h"

#include <gmock/gmock.h>

namespace slipway {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

template <typename Body>
std::string error_of(Body&& body) {
  try {
    body();
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

std::vector<std::string> lines(const std::vector<StrictKeys::Unknown>& unknown) {
  std::vector<std::string> result;
  for (const auto& [place, message] : unknown) result.push_back(place + ": " + message);
  return result;
}

TEST(StrictKeys, NamesEveryUnknownOneWithItsPlaceAndWhatIsNear) {
  StrictKeys keys;
  keys.allow({"type"});
  keys.know("widen_factor");
  keys.know("deepen_factor");
  EXPECT_THAT(lines(keys.judge({{"type", "a:1"}, {"deepen_facter", "a:2"}, {"widen_factor", "a:3"}, {"x", "a:4"}},
                               "mmpose.CSPDarknet")),
              ElementsAre("a:2: 'mmpose.CSPDarknet' has no argument 'deepen_facter'; did you mean 'deepen_factor'?",
                          "a:4: 'mmpose.CSPDarknet' has no argument 'x'; known: deepen_factor, widen_factor"));
  EXPECT_THAT(keys.judge({{"type", "a:1"}, {"widen_factor", "a:3"}}), IsEmpty());
}

TEST(StrictKeys, WithoutAnOwnerThePlaceSaysIt) {
  StrictKeys keys;
  keys.know("size");
  EXPECT_THAT(lines(keys.judge({{"sise", "transforms[2] (Resize)"}})),
              ElementsAre("transforms[2] (Resize): unknown key 'sise'; did you mean 'size'?"));
}

TEST(Problems, AreToldAllAtOnce) {
  Problems problems;
  EXPECT_NO_THROW(problems.raise());
  EXPECT_NO_THROW(problems.raise("a.json"));
  EXPECT_EQ(problems.attempt([] { return 7; }), 7);
  EXPECT_TRUE(problems.empty());
  problems.add("first");
  EXPECT_EQ(error_of([&] { problems.raise("a.json"); }), "a.json: first");
  EXPECT_EQ(problems.attempt([]() -> int { throw Error("second").in("where"); }), 0);
  problems.attempt([] { fail("third"); });
  EXPECT_EQ(error_of([&] { problems.raise(); }), "first\nwhere: second\nthird");
  EXPECT_EQ(error_of([&] { problems.raise("a.json"); }), "a.json has 3 problems:\n  first\n  where: second\n  third");
}

TEST(Problems, LetOurOwnBugsThrough) {
  Problems problems;
  EXPECT_THROW(problems.attempt([] { require(false, "a bug"); }), InternalError);
}

}  // namespace
}  // namespace slipway
