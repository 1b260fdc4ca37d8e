// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "config/key_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/load/load_fixture.h"

namespace slipway::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class KeyMaps : public LoadFixture {
 protected:
  std::string refusal(const std::string& text) {
    try {
      KeyMap(write("map.py", text)).apply({"a"});
    } catch (const std::exception& e) {
      return e.what();
    }
    return "";
  }
};

TEST_F(KeyMaps, NamesFirstThenPatternsOneAfterTheOther) {
  const KeyMap map(write("map.py",
                         "names = {'whole': 'a.b', 'who': 'never'}\n"
                         "revise_keys = [(r'^a\\.', 'x.'), (r'^x\\.(\\w)', r'y.\\1\\1')]\n"));
  EXPECT_THAT(map.apply({"whole", "a.c", "b.a.c", "it's \"odd\" \\ \n"}),
              ElementsAre("y.bb", "y.cc", "b.a.c", "it's \"odd\" \\ \n"));
  EXPECT_THAT(KeyMap(write("map.json", R"({"revise_keys": [["^module\\.", ""]]})")).apply({"module.a", "b"}),
              ElementsAre("a", "b"));
}

TEST_F(KeyMaps, SaysWhatIsWrongAndWhere) {
  EXPECT_THAT(refusal("revise_key = []\n"), HasSubstr("map.py:1:1: 'revise_key' is nothing that a key map has"));
  EXPECT_THAT(refusal("names = ['a']\n"), HasSubstr("`names` is a dict of names, old to new, not a list"));
  EXPECT_THAT(refusal("names = dict(a=1)\n"), HasSubstr("`names` holds names, not 'a': 1"));
  EXPECT_THAT(refusal("revise_keys = [('a', 'b', 'c')]\n"), HasSubstr("one of its entries is ('a', 'b', 'c')"));
  EXPECT_THAT(refusal("revise_keys = [('(a', 'b')]\n"), HasSubstr("missing ), unterminated subpattern"));
  EXPECT_THAT(refusal("\n"), HasSubstr("a key map has `names`, a dict, or `revise_keys`"));
}

}  // namespace
}  // namespace slipway::config
