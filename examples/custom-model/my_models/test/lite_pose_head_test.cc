#include "slipway/extend/testing.h"

namespace {

using namespace slipway::extend::testing;

constexpr const char* kHead = R"(dict(type='LitePoseHead', num_keypoints=5, in_channels=32, channels=32,
    norm_cfg=dict(type='BN'), act_cfg=dict(type='Swish'),
    prior_generator=dict(type='MlvlPointGenerator', offset=0, strides=[8, 16, 32]),
    test_cfg=dict(score_thr=0.01, nms_thr=0.65)))";

TEST(LitePoseHead, DeployedEqualsPyTorch) {
  EXPECT_SAME_AS_PYTORCH(build("mmpose", kHead), "predict", random({{2, 32, 8, 8}, {2, 32, 4, 4}, {2, 32, 2, 2}}), {.batch = {1, 2, 3}});
}

TEST(LitePoseHead, LayersAreTheOriginals) {
  EXPECT_SAME_AS_PYTORCH(build("mmpose", kHead), "forward", random({{1, 32, 8, 8}, {1, 32, 4, 4}, {1, 32, 2, 2}}));
}

}  // namespace
