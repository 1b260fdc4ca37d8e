// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Top-down models with heatmaps against what mmpose built and computed (test/data/model-variants/heatmaps.py), and the
// reference's decoding, which shares nothing with the runtime's, against mmpose's (test/data/decode/record_heatmap.py).
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "../test/support/fixtures.h"
#include "codebase/mmpose/codecs/codec.h"
#include "codebase/test_support.h"

namespace slipway::model::testing {
namespace {

std::vector<nlohmann::json> heatmap_models(const char* kind) { return recorded_models("heatmaps.json", kind); }

class FullHeatmap : public ::testing::TestWithParam<nlohmann::json> {};

TEST_P(FullHeatmap, HasTheLibrarysKeysAndShapes) {
  const auto network = build_recorded(GetParam());
  EXPECT_EQ(network->form(), "heatmap");
}

INSTANTIATE_TEST_SUITE_P(Models, FullHeatmap, ::testing::ValuesIn(heatmap_models("full")), variant_name);

class NarrowHeatmap : public ::testing::TestWithParam<nlohmann::json> {
 protected:
  void SetUp() override {
    network_ = build_network(model_config("mmpose", GetParam().at("model")));
    fill(*network_);
    for (const Entry& entry : state_dict(*network_)) {
      if (entry.name == "head.final_layer.weight") entry.tensor.mul_(GetParam()["gain"].get<double>());
      if (entry.name == "head.final_layer.bias") entry.tensor.fill_(GetParam()["bias"].get<double>());
    }
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

  static at::Tensor recorded(const char* key) {
    return at::tensor(GetParam().at(key).get<std::vector<float>>())
        .reshape(GetParam().at("shape").get<std::vector<int64_t>>());
  }

  std::shared_ptr<Network> network_;
  std::vector<ImageMeta> metas_;
};

TEST_P(NarrowHeatmap, ComputesWhatTheLibraryComputes) {
  EXPECT_EQ(describe(*network_).second, GetParam().at("hash").get<std::string>());
  const Tensors outputs = network_->raw(input()), deployed = network_->deploy_forward(input());
  ASSERT_EQ(outputs.size(), 1U);
  EXPECT_LE(relative_difference(outputs[0], recorded("output")), 1e-4);
  ASSERT_EQ(deployed.size(), 1U);
  EXPECT_TRUE(at::equal(outputs[0], deployed[0]));
}

TEST_P(NarrowHeatmap, PredictsWhatTheLibraryPredicts) {
  for (const bool exact : {false, true}) {
    if (exact) network_->to(at::kDouble);
    const auto results = network_->predict(exact ? input().to(at::kDouble) : input(), metas_);
    ASSERT_EQ(results.size(), metas_.size());
    for (size_t image = 0; image < results.size(); ++image) {
      SCOPED_TRACE(fmt::format("box {}, exact {}", image, exact));
      // Random heatmaps are flat around their maxima, where the step between pixels amplifies the rounding of f32.
      expect_poses(std::get<Instances>(results[image]), GetParam()["predictions"][image], exact ? 1e-2 : 5e-2, 1e-4);
    }
  }
}

// Two configs of mmpose are in the words of mmcls, which mmpretrain was before.
TEST(OldWords, MmclsVisionTransformer) {
  const std::vector<nlohmann::json> models = heatmap_models("narrow");
  const auto vit = std::ranges::find(models, "vit", [](const nlohmann::json& model) { return model.at("name"); });
  ASSERT_NE(vit, models.end());
  const auto in_old_words = [&](const std::string& output_cls_token) {
    std::string model = vit->at("model").get<std::string>();
    for (const auto& [now, before] : {std::pair<std::string, std::string>{"mmpretrain.Vision", "mmcls.Vision"},
                                      {"'out_type': 'featmap'", "'output_cls_token': " + output_cls_token}})
      model.replace(model.find(now), now.size(), before);
    return build_network(model_config("mmpose", model));
  };
  EXPECT_EQ(describe(*in_old_words("False")).second, vit->at("hash").get<std::string>());
  EXPECT_THROW(in_old_words("True"), Error) << "a class token";
}

class FlipTestedHeatmap : public NarrowHeatmap {};

TEST_P(FlipTestedHeatmap, MergesMirrorImages) {
  const Tensors merged = network_->raw_flip_tested(input(), GetParam().at("flip_indices").get<std::vector<int64_t>>());
  ASSERT_EQ(merged.size(), 1U);
  EXPECT_LE(relative_difference(merged[0], recorded("merged")), 1e-4);
}

INSTANTIATE_TEST_SUITE_P(Models, NarrowHeatmap, ::testing::ValuesIn(heatmap_models("narrow")), variant_name);

std::vector<nlohmann::json> flip_tested() {
  std::vector<nlohmann::json> models = heatmap_models("narrow");
  std::erase_if(models, [](const nlohmann::json& model) { return model.at("merged").empty(); });
  return models;
}

INSTANTIATE_TEST_SUITE_P(Models, FlipTestedHeatmap, ::testing::ValuesIn(flip_tested()), variant_name);

TEST(HeatmapCodecs, DecodeAsTheLibraryDoes) {
  for (const nlohmann::json& c : read_json(test::data("decode/heatmap.json"))) {
    SCOPED_TRACE(c["name"]);
    const config::Value config =
        config::parse("model = dict(decoder=" + c["codec"].get<std::string>() + ")", "codec.py");
    const auto codec = make_codec(config.at("model").at("decoder"), "mmpose");
    const at::Tensor heatmaps =
        at::tensor(c["heatmaps"].get<std::vector<float>>()).reshape(c["shape"].get<std::vector<int64_t>>());
    const DecodedPoints points = codec->decode({heatmaps});
    const auto indices = c["params"].value("output_keypoint_indices", std::vector<size_t>{0, 1, 2, 3, 4});
    ASSERT_EQ(points.scores.size(), 5U);
    for (size_t i = 0; i < indices.size(); ++i) {
      EXPECT_NEAR(points.scores[indices[i]], c["keypoint_scores"][i].get<float>(), 2e-6);
      for (size_t axis : {size_t{0}, size_t{1}}) {
        const auto size = c["params"]["input_size"][axis].get<double>();
        const double image = points.places[indices[i]][axis] / size * c["input_scale"][axis].get<double>() +
                             c["input_center"][axis].get<double>() - 0.5 * c["input_scale"][axis].get<double>();
        const double expected = c["keypoints"][i][axis];
        // Blurs of two libraries differ in their last bits, and refinements divide differences of logarithms.
        EXPECT_NEAR(image, expected, 2e-5 * std::max(10.0, std::abs(expected))) << "keypoint " << i;
      }
    }
  }
}

std::string heatmap_error(const std::string& from, const std::string& to) {
  return error_with(heatmap_models("narrow").front().at("model"), from, to);
}

TEST(HeatmapHead, RefusesWhatItDoesNotDo) {
  using ::testing::HasSubstr;
  EXPECT_THAT(heatmap_error("'deconv_kernel_sizes': (4, 3, 2)", "'deconv_kernel_sizes': (4, 5, 2)"),
              HasSubstr("has 5; known: 2, 3, 4"));
  EXPECT_THAT(heatmap_error("'deconv_kernel_sizes': (4, 3, 2)", "'deconv_kernel_sizes': (4, 3)"),
              HasSubstr("has 2 entries"));
  EXPECT_THAT(heatmap_error("'sigma': 2", "'unbiased': True, 'blur_kernel_size': 4"),
              HasSubstr("must be odd and at least 3"));
  EXPECT_THAT(heatmap_error("'final_layer': {'kernel_size': 3, 'padding': 1}", "'final_layer': None"),
              HasSubstr("the layers before it give 8 channels"));
  EXPECT_THAT(heatmap_error("'heatmap_size': (16, 24)", "'heatmap_size': (16,)"), HasSubstr("(width, height)"));
  EXPECT_THAT(heatmap_error("'type': 'MSRAHeatmap'", "'type': 'UDPHeatmap', 'heatmap_type': 'combined'"),
              HasSubstr("must be a multiple of 3"));
}

}  // namespace
}  // namespace slipway::model::testing
