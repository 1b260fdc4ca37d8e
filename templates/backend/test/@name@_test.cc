#include <algorithm>

#include "slipway/extend/testing.h"

namespace {

using namespace slipway::extend::testing;

TEST(@Name@, ComputesWhatPyTorchComputes) {
  const Part part = build("mmpretrain", "dict(type='GlobalAveragePooling')");
  EXPECT_SAME_AS_PYTORCH(part, "forward", random({{2, 8, 5, 7}}), {.backends = {"@name@"}, .batch = {1, 2, 3}});
}

TEST(@Name@, IsOneOfTheBackends) {
  const std::vector<std::string> names = all();
  EXPECT_NE(std::find(names.begin(), names.end(), "@name@"), names.end());
}

}  // namespace
