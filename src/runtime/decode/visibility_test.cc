// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// The visibility of keypoints beside the outputs of both kinds of top-down heads. What it is compared with is written
// here: it is copied, put in order, or goes through a sigmoid.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "runtime/decode/decoder.h"

namespace slipway::runtime {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;

std::unique_ptr<Decoder> make_decoder(const std::string& component, const json& values) {
  Problems problems;
  Params params(values, component, problems);
  auto decoder = decoders().at(component).make(params);
  params.finish();
  problems.raise("params");
  return decoder;
}

HostTensor numbers(std::vector<int64_t> shape, const std::vector<float>& values) {
  HostTensor tensor(DType::kF32, std::move(shape));
  std::copy(values.begin(), values.end(), tensor.mutable_data<float>());
  return tensor;
}

/// Two boxes with two keypoints each.
std::vector<HostTensor> with_heatmaps(const std::vector<float>& visibility) {
  std::vector<HostTensor> outputs;
  outputs.push_back(numbers({2, 2, 4, 3}, std::vector<float>(48, 0.5F)));
  outputs.push_back(numbers({2, static_cast<int64_t>(visibility.size() / 2)}, visibility));
  return outputs;
}

std::vector<HostTensor> with_vectors(const std::vector<float>& visibility) {
  std::vector<HostTensor> outputs;
  for (const int64_t bins : {6, 8})
    outputs.push_back(numbers({2, 2, bins}, std::vector<float>(static_cast<size_t>(4 * bins), 0.5F)));
  outputs.push_back(numbers({2, 2}, visibility));
  return outputs;
}

ImageMeta some_box() {
  ImageMeta meta;
  meta.input_size = {3, 4};
  meta.input_center = {10, 20};
  meta.input_scale = {3, 4};
  return meta;
}

constexpr const char* kHeatmaps = "TopdownHeatmapSimpleHeadDecode";

template <typename Body>
std::string error_of_visibility(Body&& body) {
  try {
    body();
  } catch (const Error& e) {
    return e.what();
  }
  return "no error";
}

Instances decode(const Decoder& decoder, const std::vector<HostTensor>& outputs, size_t box = 1) {
  return std::get<Instances>(decoder.decode(outputs, box, some_box()));
}

TEST(Visibility, IsAColumnOfResults) {
  const std::vector<float> values{0.1F, 0.2F, 0.3F, 0.9F};
  const auto heatmaps = make_decoder(kHeatmaps, {{"visibility", "scores"}});
  EXPECT_THAT(decode(*heatmaps, with_heatmaps(values)).keypoints_visible, ElementsAre(ElementsAre(0.3F, 0.9F)));
  const auto vectors = make_decoder("SimCCLabelDecode", {{"visibility", "scores"}});
  EXPECT_THAT(decode(*vectors, with_vectors(values), 0).keypoints_visible, ElementsAre(ElementsAre(0.1F, 0.2F)));
  const auto one = make_decoder(kHeatmaps, {{"visibility", "scores"}, {"output_keypoint_indices", {1}}});
  EXPECT_THAT(decode(*one, with_heatmaps(values)).keypoints_visible, ElementsAre(ElementsAre(0.9F)));
  const auto logits = make_decoder(kHeatmaps, {{"visibility", "logits"}});
  EXPECT_THAT(decode(*logits, with_heatmaps({0, 0, 0, -std::log(3.0F)})).keypoints_visible,
              ElementsAre(ElementsAre(0.5F, testing::FloatEq(0.25F))));
}

TEST(Visibility, OfMirrorImagesIsTurnedBack) {
  for (const bool heatmaps : {false, true}) {
    const auto outputs = heatmaps ? with_heatmaps : with_vectors;
    const auto decoder = make_decoder(heatmaps ? kHeatmaps : "SimCCLabelDecode", {{"visibility", "scores"}});
    const auto merged = decoder->merge_flipped(outputs({0.5F, 0.25F, 0, 0}), outputs({0.25F, 0.75F, 0.5F, 1}), {1, 0});
    ASSERT_EQ(merged.size(), heatmaps ? 2U : 3U);
    EXPECT_THAT(std::vector<float>(merged.back().data<float>(), merged.back().data<float>() + 4),
                ElementsAre(0.625F, 0.25F, 0.5F, 0.25F));
  }
}

TEST(Visibility, MustBeThereWhereItIsSaid) {
  const auto expecting = make_decoder(kHeatmaps, {{"visibility", "scores"}}),
             other = make_decoder(kHeatmaps, json::object());
  std::vector<HostTensor> alone;
  alone.push_back(numbers({2, 2, 4, 3}, std::vector<float>(48, 0.5F)));
  EXPECT_THAT(error_of_visibility([&] { decode(*expecting, alone); }), HasSubstr("must be the visibility f32[B,K]"));
  EXPECT_TRUE(decode(*other, alone).keypoints_visible.empty());
  EXPECT_THAT(error_of_visibility([&] { decode(*other, with_heatmaps({0, 0, 0, 0})); }), HasSubstr("takes one output"));
  EXPECT_THAT(error_of_visibility([&] { decode(*expecting, with_heatmaps({0, 0})); }), HasSubstr("of 1 keypoints"));
  EXPECT_THAT(error_of_visibility([] { make_decoder(kHeatmaps, {{"visibility", "some"}}); }), HasSubstr("'logits'"));
}

}  // namespace
}  // namespace slipway::runtime
