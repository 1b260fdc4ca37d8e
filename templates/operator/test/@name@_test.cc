#include "slipway/extend/testing.h"

namespace {

using namespace slipway::extend::testing;

TEST(@Name@, EveryBackendComputesIt) {
  EXPECT_SAME_AS_PYTORCH(build("@library@", "dict(type='@Name@', amount=0.25)"), "forward", random({{2, 3, 5, 7}}),
                         {.batch = {1, 2, 3}});
}

}  // namespace
