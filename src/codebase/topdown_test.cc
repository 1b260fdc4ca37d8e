// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Top-down models against what mmpose built and computed (test/data/model-variants/topdown.py), and the deployed ones
// against the originals.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "../test/support/fixtures.h"
#include "codebase/mmpose/codecs/codec.h"
#include "codebase/test_support.h"

namespace slipway::model::testing {
namespace {

std::vector<nlohmann::json> topdown_cases(const char* kind) { return recorded_models("topdown.json", kind); }

class FullTopDown : public ::testing::TestWithParam<nlohmann::json> {};

TEST_P(FullTopDown, HasTheLibrarysKeysAndShapes) {
  const auto network = build_recorded(GetParam());
  EXPECT_EQ(network->task().name, "PoseDetection");
  EXPECT_EQ(network->form(), "simcc");
}

INSTANTIATE_TEST_SUITE_P(Models, FullTopDown, ::testing::ValuesIn(topdown_cases("full")), variant_name);

class NarrowTopDown : public ::testing::TestWithParam<nlohmann::json> {
 protected:
  void SetUp() override {
    network_ = build_network(model_config("mmpose", GetParam().at("model")));
    fill(*network_);
    for (const Entry& entry : state_dict(*network_))
      if (GetParam()["gains"].contains(entry.name)) entry.tensor.mul_(GetParam()["gains"][entry.name].get<double>());
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

  std::shared_ptr<Network> network_;
  std::vector<ImageMeta> metas_;
};

at::Tensor tensor_of(const nlohmann::json& values) {
  const auto rows = values.get<std::vector<std::vector<std::vector<float>>>>();
  std::vector<float> flat;
  for (const auto& image : rows)
    for (const auto& row : image) flat.insert(flat.end(), row.begin(), row.end());
  return at::tensor(flat).reshape({static_cast<int64_t>(rows.size()), static_cast<int64_t>(rows[0].size()), -1});
}

TEST_P(NarrowTopDown, ComputesWhatTheLibraryComputes) {
  const auto [count, hash] = describe(*network_);
  EXPECT_EQ(hash, GetParam().at("hash").get<std::string>());
  const Tensors outputs = network_->raw(input());
  ASSERT_EQ(outputs.size(), 2U);
  for (size_t axis : {size_t{0}, size_t{1}})
    EXPECT_LE(relative_difference(outputs[axis], tensor_of(GetParam()["outputs"][axis])), 1e-4) << axis;
}

TEST_P(NarrowTopDown, PredictsWhatTheLibraryPredicts) {
  for (const bool exact : {false, true}) {
    if (exact) network_->to(at::kDouble);
    const auto results = network_->predict(exact ? input().to(at::kDouble) : input(), metas_);
    ASSERT_EQ(results.size(), metas_.size());
    for (size_t image = 0; image < results.size(); ++image) {
      SCOPED_TRACE(fmt::format("box {}, exact {}", image, exact));
      expect_poses(std::get<Instances>(results[image]), GetParam()["predictions"][image], 1e-2, 1e-4);
    }
  }
}

TEST_P(NarrowTopDown, DeployedGivesTheVectors) {
  const Tensors outputs = network_->deploy_forward(input()), raw = network_->raw(input());
  ASSERT_EQ(outputs.size(), 2U);
  for (size_t axis : {size_t{0}, size_t{1}}) EXPECT_TRUE(at::equal(outputs[axis], raw[axis]));
}

INSTANTIATE_TEST_SUITE_P(Models, NarrowTopDown, ::testing::ValuesIn(topdown_cases("narrow")), variant_name);

// The reference's decoding, which shares nothing with the runtime's (test/data/decode/record_simcc.py).
TEST(SimccLabel, DecodesAsTheLibraryDoes) {
  for (const nlohmann::json& c : read_json(test::data("decode/simcc.json"))) {
    SCOPED_TRACE(c["name"]);
    nlohmann::json codec = c["params"];
    for (const char* key : {"flip_test", "export_postprocess", "output_keypoint_indices"}) codec.erase(key);
    const std::string text = std::string("model = dict(decoder=dict(type='SimCCLabel', simcc_split_ratio=") +
                             codec["simcc_split_ratio"].dump() + ", sigma=" + codec["sigma"].dump() +
                             ", use_dark=" + (codec["use_dark"].get<bool>() ? "True" : "False") + "))";
    const config::Value config = config::parse(text, "codec.py");
    const auto made = make_codec(config.at("model").at("decoder"), "mmpose");
    const auto row = [](const nlohmann::json& vectors) {
      return tensor_of(nlohmann::json::array({vectors})).select(0, 0);
    };
    const DecodedPoints points = made->decode({row(c["simcc_x"]), row(c["simcc_y"])});
    const auto indices = c["params"].value("output_keypoint_indices", std::vector<size_t>{0, 1, 2, 3});
    for (size_t i = 0; i < indices.size(); ++i) {
      EXPECT_EQ(points.scores[indices[i]], c["keypoint_scores"][i].get<float>());
      for (size_t axis : {size_t{0}, size_t{1}}) {
        const auto size = c["params"]["input_size"][axis].get<double>();
        const double image = points.places[indices[i]][axis] / size * c["input_scale"][axis].get<double>() +
                             c["input_center"][axis].get<double>() - 0.5 * c["input_scale"][axis].get<double>();
        const double expected = c["keypoints"][i][axis];
        // The refinement divides small differences of logarithms, whose last bits count.
        EXPECT_NEAR(image, expected, 1e-4 * std::max(10.0, std::abs(expected))) << "keypoint " << i;
      }
    }
  }
}

std::string topdown_error(const std::string& from, const std::string& to) {
  return error_with(topdown_cases("narrow").front().at("model"), from, to);
}

TEST(TopDown, RefusesWhatItDoesNotDo) {
  using ::testing::HasSubstr;
  EXPECT_THAT(topdown_error("'act_fn': 'SiLU'", "'act_fn': 'GELU'"), HasSubstr("act_fn"));
  EXPECT_THAT(topdown_error("'type': 'SimCCLabel'", "'type': 'RegressionLabel'"), HasSubstr("unknown codec"));
  EXPECT_THAT(topdown_error("'out_channels': 5", "'out_channles': 5"), HasSubstr("out_channles"));
  EXPECT_THAT(topdown_error("'test_cfg': {}", "'test_cfg': {'output_keypoint_indices': [5]}"),
              HasSubstr("has 5, but there are 5 keypoints"));
}

TEST(TopDown, SaysWhatIsLeftOut) {
  std::string model = topdown_cases("narrow").front().at("model");
  model.replace(model.find("'use_dark': False"), 0, "'decode_visibility': True, ");
  model.replace(model.find("'test_cfg': {}"), 14, "'test_cfg': {'flip_test': True, 'flip_mode': 'heatmap'}");
  const auto network = build_network(model_config("mmpose", model), at::kMeta);
  EXPECT_THAT(network->warnings(), ::testing::ElementsAre(::testing::HasSubstr("decode_visibility"),
                                                          ::testing::HasSubstr("flip_test is left out on both sides")));
}

TEST(TopDown, SaysWhichSizeItTakes) {
  const auto network = build_network(model_config("mmpose", topdown_cases("narrow").front().at("model")));
  try {
    network->raw(at::zeros({1, 3, 96, 96}));
    FAIL() << "no error";
  } catch (const Error& e) {
    EXPECT_THAT(e.what(), ::testing::HasSubstr("RTMCCHead takes inputs of 64x96 px (input_size) only"));
  }
}

}  // namespace
}  // namespace slipway::model::testing
