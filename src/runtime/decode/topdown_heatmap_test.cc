// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// TopdownHeatmapSimpleHeadDecode against what mmpose decoded of the same heatmaps (test/data/decode/record_heatmap.py).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "base/io.h"
#include "runtime/decode/decoder.h"

namespace slipway::runtime {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const json& heatmap_cases() {
  static const json kCases = json::parse(io::read_file(SLIPWAY_SOURCE_DIR "/test/data/decode/heatmap.json"));
  return kCases;
}

std::unique_ptr<Decoder> make_heatmap_decoder(const json& values) {
  Problems problems;
  Params params(values, "TopdownHeatmapSimpleHeadDecode", problems);
  auto decoder = decoders().at("TopdownHeatmapSimpleHeadDecode").make(params);
  params.finish();
  problems.raise("params");
  return decoder;
}

template <typename Body>
std::string error_of_heatmap(Body&& body) {
  try {
    body();
  } catch (const Error& e) {
    return e.what();
  }
  return "no slipway::Error";
}

ImageMeta meta_of_heatmap(const json& c) {
  ImageMeta meta;
  c["params"]["input_size"].get_to(meta.input_size);
  c["input_center"].get_to(meta.input_center);
  c["input_scale"].get_to(meta.input_scale);
  c["box"].get_to(meta.input_box.box);
  c["score"].get_to(meta.input_box.score);
  return meta;
}

/// A batch whose second box is the case; the first one holds zeros.
HostTensor second_heatmaps(const json& c, const char* key) {
  const auto values = c[key].get<std::vector<float>>();
  HostTensor batch(DType::kF32, {2, c["shape"][0], c["shape"][1], c["shape"][2]});
  std::copy(values.begin(), values.end(), batch.mutable_data<float>() + values.size());
  return batch;
}

void expect_recorded(const Result& decoded, const json& c) {
  const auto& result = std::get<Instances>(decoded);
  EXPECT_EQ(json(result.boxes), json::array({c["box"]}));
  EXPECT_EQ(result.scores, std::vector<float>{c["score"].get<float>()});
  ASSERT_EQ(result.keypoints.at(0).size(), c["keypoints"].size());
  for (size_t k = 0; k < c["keypoints"].size(); ++k) {
    // Of blurred heatmaps the last bits depend on how OpenCV was built.
    EXPECT_NEAR(result.keypoint_scores.at(0)[k], c["keypoint_scores"][k].get<float>(), 2e-6F);
    for (size_t axis : {size_t{0}, size_t{1}}) {
      const auto expected = c["keypoints"][k][axis].get<float>();
      // Refinements divide differences of logarithms, in which the last bit of a logarithm counts.
      const bool exact = c["name"].get<std::string>().starts_with("msra");
      EXPECT_NEAR(result.keypoints[0][k][axis], expected, exact ? 0 : 1e-5F * std::max(10.0F, std::abs(expected)))
          << "keypoint " << k;
    }
  }
}

class HeatmapRecorded : public testing::TestWithParam<size_t> {};

TEST_P(HeatmapRecorded, EqualsTheOriginal) {
  const json& c = heatmap_cases()[GetParam()];
  std::vector<HostTensor> outputs;
  outputs.push_back(second_heatmaps(c, "heatmaps"));
  expect_recorded(make_heatmap_decoder(c["params"])->decode(outputs, 1, meta_of_heatmap(c)), c);
}

// MMDeploy's keys alone say the same, as far as it has some.
TEST_P(HeatmapRecorded, NeedsNoKeysOfTheCodec) {
  const json& c = heatmap_cases()[GetParam()];
  json params = c["params"];
  if (params.contains("blur_kernel_size")) params["modulate_kernel"] = params["blur_kernel_size"];
  for (const char* key : {"type", "sigma", "unbiased", "heatmap_type", "kernel_size", "blur_kernel_size"})
    params.erase(key);
  std::vector<HostTensor> outputs;
  outputs.push_back(second_heatmaps(c, "heatmaps"));
  expect_recorded(make_heatmap_decoder(params)->decode(outputs, 1, meta_of_heatmap(c)), c);
}

class HeatmapFlipTest : public testing::TestWithParam<size_t> {};

TEST_P(HeatmapFlipTest, MergesMirrorImages) {
  const json& c = heatmap_cases()[GetParam()];
  std::vector<HostTensor> straight, mirrored;
  straight.push_back(second_heatmaps(c, "heatmaps"));
  mirrored.push_back(second_heatmaps(c, "flipped"));
  const auto decoder = make_heatmap_decoder(c["params"]);
  const auto merged = decoder->merge_flipped(straight, mirrored, c["flip_indices"].get<std::vector<size_t>>());
  const auto expected = c["merged"].get<std::vector<float>>();
  ASSERT_EQ(merged.size(), 1U);
  for (size_t i = 0; i < expected.size(); ++i)
    ASSERT_EQ(merged[0].data<float>()[expected.size() + i], expected[i]) << "value " << i;
  EXPECT_THAT(error_of_heatmap([&] {
                decoder->merge_flipped(straight, mirrored, {0, 1});
              }),
              HasSubstr("maps, but the metainfo of the dataset has 2 keypoints of"));
}

INSTANTIATE_TEST_SUITE_P(Decoders, HeatmapRecorded, testing::Range<size_t>(0, heatmap_cases().size()),
                         [](const auto& info) {
                           return heatmap_cases()[info.param]["name"].template get<std::string>();
                         });

std::vector<size_t> flip_tests() {
  std::vector<size_t> indices;
  for (size_t i = 0; i < heatmap_cases().size(); ++i)
    if (heatmap_cases()[i].contains("merged")) indices.push_back(i);
  return indices;
}

INSTANTIATE_TEST_SUITE_P(Decoders, HeatmapFlipTest, testing::ValuesIn(flip_tests()), [](const auto& info) {
  return heatmap_cases()[info.param]["name"].template get<std::string>();
});

TEST(TopdownHeatmapDecode, RefusesOtherOutputs) {
  const auto decode = [](const json& params, std::vector<int64_t> shape, size_t index = 0) {
    ImageMeta meta;
    meta.input_size = {48, 64};
    std::vector<HostTensor> outputs;
    outputs.emplace_back(DType::kF32, std::move(shape));
    return error_of_heatmap([&] { make_heatmap_decoder(params)->decode(outputs, index, meta); });
  };
  EXPECT_EQ(decode({}, {1, 5, 16, 12}), "no slipway::Error");
  EXPECT_THAT(decode({}, {1, 5, 16}), HasSubstr("takes one output f32[B,K,H,W], got f32[1,5,16]"));
  EXPECT_THAT(decode({{"heatmap_size", {12, 16}}}, {1, 5, 12, 16}),
              HasSubstr("takes heatmaps of 12x16 (heatmap_size)"));
  EXPECT_THAT(decode({{"use_udp", true}, {"target_type", "CombinedTarget"}}, {1, 5, 16, 12}),
              HasSubstr("three maps for each keypoint"));
  EXPECT_EQ(decode({}, {1, 5, 16, 12}, 1), "no box 1 in a batch of 1");
  EXPECT_THAT(decode({{"output_keypoint_indices", {1, 7}}}, {1, 5, 16, 12}),
              HasSubstr("wants keypoint 7 (output_keypoint_indices) of 5"));
}

TEST(TopdownHeatmapDecode, RefusesWhatItDoesNotDo) {
  const std::string message = error_of_heatmap([] {
    make_heatmap_decoder({{"post_process", "unbiased"}, {"modulate_kernel", 4}, {"flip_test", true}, {"flip_mood", 1}});
  });
  EXPECT_THAT(message, HasSubstr("must be odd"));
  EXPECT_THAT(message, HasSubstr("'flip_test' is not supported"));
  EXPECT_THAT(message, HasSubstr("unknown key 'flip_mood'"));
}

}  // namespace
}  // namespace slipway::runtime
