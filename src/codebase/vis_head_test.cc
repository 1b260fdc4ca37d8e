// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// VisPredictHead against what mmpose built and computed (test/data/model-variants/visibility.py).
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "../test/support/fixtures.h"
#include "codebase/test_support.h"

namespace slipway::model::testing {
namespace {

using ::testing::HasSubstr;

std::vector<nlohmann::json> visibility_models(const char* kind) { return recorded_models("visibility.json", kind); }

class FullVisibility : public ::testing::TestWithParam<nlohmann::json> {};

TEST_P(FullVisibility, HasTheLibrarysKeysAndShapes) {
  const auto network = build_recorded(GetParam());
  EXPECT_EQ(network->form(), "heatmap_visibility");
}

INSTANTIATE_TEST_SUITE_P(Models, FullVisibility, ::testing::ValuesIn(visibility_models("full")), variant_name);

class NarrowVisibility : public ::testing::TestWithParam<nlohmann::json> {
 protected:
  void SetUp() override {
    network_ = build_network(model_config("mmpose", GetParam().at("model")));
    fill(*network_);
    for (const nlohmann::json& recorded : GetParam().at("metas")) {
      ImageMeta meta = meta_of(recorded);
      recorded.at("box").get_to(meta.input_box.box);
      recorded.at("score").get_to(meta.input_box.score);
      metas_.push_back(meta);
    }
  }

  at::Tensor input() const {
    const auto size = metas_.front().input_size;
    return uniform(GetParam().at("name").get<std::string>() + "/input",
                   {static_cast<int64_t>(metas_.size()), 3, size[1], size[0]}, -2.0, 2.0);
  }

  void expect_recorded(const std::vector<Result>& results, const char* which) const {
    ASSERT_EQ(results.size(), metas_.size());
    for (size_t box = 0; box < results.size(); ++box) {
      SCOPED_TRACE(fmt::format("{}, box {}", which, box));
      const auto& found = std::get<Instances>(results[box]);
      const nlohmann::json& expected = GetParam()[which][box];
      expect_poses(found, expected, 5e-2, 1e-4);
      ASSERT_EQ(found.keypoints_visible.size(), 1U);
      ASSERT_EQ(found.keypoints_visible[0].size(), expected["keypoints_visible"][0].size());
      for (size_t k = 0; k < found.keypoints_visible[0].size(); ++k)
        EXPECT_NEAR(found.keypoints_visible[0][k], expected["keypoints_visible"][0][k].get<float>(), 2e-6) << k;
    }
  }

  std::shared_ptr<Network> network_;
  std::vector<ImageMeta> metas_;
};

TEST_P(NarrowVisibility, ComputesWhatTheLibraryComputes) {
  EXPECT_EQ(describe(*network_).second, GetParam().at("hash").get<std::string>());
  const Tensors outputs = network_->raw(input()), deployed = network_->deploy_forward(input());
  ASSERT_EQ(outputs.size(), GetParam().at("outputs").get<size_t>());
  const auto visibility = GetParam().at("visibility").get<std::vector<std::vector<float>>>();
  ASSERT_EQ(outputs.back().sizes(), (std::vector<int64_t>{static_cast<int64_t>(visibility.size()),
                                                          static_cast<int64_t>(visibility[0].size())}));
  for (size_t box = 0; box < visibility.size(); ++box)
    EXPECT_LE(relative_difference(outputs.back()[static_cast<int64_t>(box)], at::tensor(visibility[box])), 1e-5);
  ASSERT_EQ(deployed.size(), outputs.size());
  for (size_t i = 0; i < outputs.size(); ++i) EXPECT_TRUE(at::equal(outputs[i], deployed[i]));
}

TEST_P(NarrowVisibility, PredictsWhatTheLibraryPredicts) {
  expect_recorded(network_->predict(input(), metas_), "predictions");
  const auto indices = GetParam().at("flip_indices").get<std::vector<int64_t>>();
  expect_recorded(network_->results(network_->raw_flip_tested(input(), indices), metas_, {}), "flip_tested");
}

INSTANTIATE_TEST_SUITE_P(Models, NarrowVisibility, ::testing::ValuesIn(visibility_models("narrow")), variant_name);

std::string visibility_error(const std::string& from, const std::string& to) {
  return error_with(visibility_models("narrow").front().at("model"), from, to);
}

TEST(VisPredictHead, RefusesHeadsThatItCannotWrap) {
  EXPECT_THAT(visibility_error("'type': 'HeatmapHead'", "'type': 'YOLOXPoseHead'"), HasSubstr("YOLOXPoseHead"));
  EXPECT_THAT(visibility_error("'out_channels': 4", "'num_joints': 3, 'out_channels': 4"), HasSubstr("num_joints"));
  EXPECT_THAT(visibility_error("'pose_cfg'", "'pose'"), HasSubstr("pose_cfg"));
  // Three maps for each keypoint, so that there would be three visibilities, too.
  const std::string codec =
      "'decoder': {'type': 'MSRAHeatmap', 'input_size': (64, 64), 'heatmap_size': (16, 16), 'sigma': 2}";
  EXPECT_THAT(visibility_error("'out_channels': 4", "'out_channels': 6"), "no error");
  EXPECT_THAT(visibility_error(codec,
                               "'decoder': {'type': 'UDPHeatmap', 'input_size': (64, 64), 'heatmap_size': (16, 16), "
                               "'sigma': 2, 'heatmap_type': 'combined'}, 'out_channels': 6, 'ignored': 1"),
              HasSubstr("out_channels"));
}

}  // namespace
}  // namespace slipway::model::testing
