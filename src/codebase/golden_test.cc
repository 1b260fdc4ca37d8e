// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Our networks against recordings of the real ones on the same inputs: stages by max |a - b| / max |b| <= 1e-4,
// predictions within 1e-2 px and 1e-4 of score.
#include <fmt/format.h>

#include "../test/support/fixtures.h"
#include "codebase/test_support.h"

namespace slipway::model::testing {
namespace {

constexpr double kStage = 1e-4;
constexpr double kPixels = 1e-2;
constexpr double kScore = 1e-4;

class Golden : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const test::ModelFixture fixture = test::model_fixture(GetParam());
    network_ = build_network(config::load(fixture.config));
    load_checkpoint(*network_, fixture.checkpoint);
    tensors_ = read_tensors(fixture.golden_pth);
    images_ = read_json(fixture.golden_json);
    // Of each image the tensors are those of its first box.
    for (nlohmann::json& image : images_)
      for (const char* key : {"bboxes", "bbox_scores", "keypoints", "keypoint_scores"})
        if (image.contains("boxes_in")) image[key] = nlohmann::json::array({image[key][0]});
  }

  const at::Tensor& input(size_t image) const { return tensors_.at(fmt::format("img{}/input", image)); }
  bool has_image(size_t image) const { return tensors_.count(fmt::format("img{}/input", image)) > 0; }

  ImageMeta meta(size_t image) const {
    if (images_[image].contains("metainfo")) return meta_of(images_[image]["metainfo"]);
    if (images_[image].contains("boxes_in")) return meta_of_box(images_[image]["boxes_in"][0]);
    // rtmdet-nano has none: both images were resized to fit into a square of 256 px and padded at the end.
    const std::array<double, 2> width_height = image == 0 ? std::array{288.0, 384.0} : std::array{384.0, 288.0};
    ImageMeta meta;
    meta.ori_shape = {static_cast<int64_t>(width_height[1]), static_cast<int64_t>(width_height[0])};
    meta.img_shape = {256, 256};
    meta.scale_factor = {256.0 / 384.0, 256.0 / 384.0};
    return meta;
  }

  /// What GetBBoxCenterScale and TopdownAffine of rtmpose-nano make of a box.
  static ImageMeta meta_of_box(const nlohmann::json& box) {
    ImageMeta meta;
    meta.input_size = {96, 128};
    box.get_to(meta.input_box.box);
    const auto& [x1, y1, x2, y2] = meta.input_box.box;
    meta.input_center = {(x1 + x2) * 0.5F, (y1 + y2) * 0.5F};
    const float w = (x2 - x1) * 1.25F, h = (y2 - y1) * 1.25F;
    meta.input_scale = {std::max(w, h * 0.75F), std::max(h, w / 0.75F)};
    return meta;
  }

  std::shared_ptr<Network> network_;
  std::map<std::string, at::Tensor> tensors_;
  nlohmann::json images_;
};

TEST_P(Golden, StagesEqualTheLibrarys) {
  for (size_t image = 0; has_image(image); ++image) {
    const auto outputs = stages(*network_, input(image));
    const std::string prefix = fmt::format("img{}/", image);
    size_t recorded = 0;
    for (const auto& [name, tensor] : tensors_)
      recorded += name.compare(0, prefix.size(), prefix) == 0 && name != prefix + "input";
    EXPECT_EQ(outputs.size(), recorded);
    for (const auto& [name, value] : outputs) {
      ASSERT_TRUE(tensors_.count(prefix + name)) << name << " was not recorded";
      EXPECT_LE(relative_difference(value, tensors_.at(prefix + name)), kStage) << name << " of image " << image;
    }
  }
}

void expect_result(const Result& result, const nlohmann::json& expected) {
  if (expected.contains("labels") && !expected.contains("keypoints"))
    return expect_detections(std::get<Instances>(result), expected, kPixels, kScore);
  if (expected.contains("bboxes")) return expect_poses(std::get<Instances>(result), expected, kPixels, kScore);
  const auto& classes = std::get<Classes>(result);
  EXPECT_EQ(classes.label(), expected.at("pred_label").get<int64_t>());
  ASSERT_EQ(classes.scores.size(), expected.at("pred_score").size());
  for (size_t i = 0; i < classes.scores.size(); ++i)
    EXPECT_NEAR(classes.scores[i], expected["pred_score"][i].get<double>(), kScore);
}

TEST_P(Golden, PredictionsEqualTheLibrarys) {
  for (size_t image = 0; has_image(image); ++image) {
    SCOPED_TRACE(images_[image]["image"]);
    const auto results = network_->predict(input(image), {meta(image)});
    ASSERT_EQ(results.size(), 1U);
    expect_result(results[0], images_[image]);
  }
}

TEST_P(Golden, ABatchGivesWhatItsImagesGive) {
  const std::vector<ImageMeta> metas{meta(1), meta(0)};
  const auto results = network_->predict(at::cat({input(1), input(0)}), metas);
  ASSERT_EQ(results.size(), 2U);
  expect_result(results[0], images_[1]);
  expect_result(results[1], images_[0]);
}

INSTANTIATE_TEST_SUITE_P(Fixtures, Golden,
                         ::testing::Values("yoloxpose-nano", "yoloxpose-project-nano", "resnet18-slim", "rtmdet-nano",
                                           "rtmpose-nano"),
                         [](const auto& info) {
                           std::string name = info.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace slipway::model::testing
