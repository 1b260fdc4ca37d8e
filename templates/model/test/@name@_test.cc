#include "slipway/extend/testing.h"

namespace {

using namespace slipway::extend::testing;

constexpr const char* kConfig = "dict(type='@Name@', in_channels=[8, 16], out_channels=4, norm_cfg=dict(type='BN'))";

TEST(@Name@, DeployedEqualsPyTorch) {
  EXPECT_SAME_AS_PYTORCH(build("@library@", kConfig), "forward", random({{2, 8, 12, 12}, {2, 16, 6, 6}}), {.batch = {1, 2, 3}});
}

}  // namespace
