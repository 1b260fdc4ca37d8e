// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// SimCCLabelDecode against what mmpose decoded of the same vectors (test/data/decode/record_simcc.py).
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

const json& simcc_cases() {
  static const json kCases = json::parse(io::read_file(SLIPWAY_SOURCE_DIR "/test/data/decode/simcc.json"));
  return kCases;
}

std::unique_ptr<Decoder> make_simcc_decoder(const json& values) {
  Problems problems;
  Params params(values, "SimCCLabelDecode", problems);
  auto decoder = decoders().at("SimCCLabelDecode").make(params);
  params.finish();
  problems.raise("params");
  return decoder;
}

template <typename Body>
std::string error_of_simcc(Body&& body) {
  try {
    body();
  } catch (const Error& e) {
    return e.what();
  }
  return "no slipway::Error";
}

ImageMeta meta_of_box(const json& c) {
  ImageMeta meta;
  c["params"]["input_size"].get_to(meta.input_size);
  c["input_center"].get_to(meta.input_center);
  c["input_scale"].get_to(meta.input_scale);
  c["box"].get_to(meta.input_box.box);
  c["score"].get_to(meta.input_box.score);
  return meta;
}

/// One axis of a batch whose second box is the case; the first one holds zeros.
HostTensor second_of_two(const json& vectors) {
  const auto rows = vectors.get<std::vector<std::vector<float>>>();
  const size_t size = rows.front().size();
  HostTensor batch(DType::kF32, {2, static_cast<int64_t>(rows.size()), static_cast<int64_t>(size)});
  float* to = batch.mutable_data<float>() + rows.size() * size;
  for (const auto& row : rows) to = std::copy(row.begin(), row.end(), to);
  return batch;
}

class SimccRecorded : public testing::TestWithParam<size_t> {};

TEST_P(SimccRecorded, EqualsTheOriginal) {
  const json& c = simcc_cases()[GetParam()];
  const bool dark = c["params"]["use_dark"];
  const auto decoder = make_simcc_decoder(c["params"]);
  const std::vector<HostTensor> outputs{second_of_two(c["simcc_x"]), second_of_two(c["simcc_y"])};
  const auto result = std::get<Instances>(decoder->decode(outputs, 1, meta_of_box(c)));
  EXPECT_EQ(json(result.boxes), json::array({c["box"]}));
  EXPECT_EQ(result.scores, std::vector<float>{c["score"].get<float>()});
  EXPECT_EQ(result.keypoint_scores.at(0), c["keypoint_scores"].get<std::vector<float>>());
  ASSERT_EQ(result.keypoints.at(0).size(), c["keypoints"].size());
  for (size_t k = 0; k < c["keypoints"].size(); ++k)
    for (size_t axis : {size_t{0}, size_t{1}}) {
      const auto expected = c["keypoints"][k][axis].get<float>();
      // The refinement divides differences of logarithms, in which the last bit of a logarithm counts.
      const float allowed = dark ? 1e-4F * std::max(10.0F, std::abs(expected)) : 0;
      EXPECT_NEAR(result.keypoints[0][k][axis], expected, allowed) << "keypoint " << k;
    }
}

INSTANTIATE_TEST_SUITE_P(Decoders, SimccRecorded, testing::Range<size_t>(0, simcc_cases().size()),
                         [](const auto& info) {
                           return simcc_cases()[info.param]["name"].template get<std::string>();
                         });

// Three keypoints, of which the last two are those of either side: x is mirrored, y is not.
TEST(SimccLabelDecode, MergesMirrorImages) {
  const auto decoder = make_simcc_decoder(json::object());
  const auto batch = [](const std::vector<float>& values) { return HostTensor::of(DType::kF32, {1, 3, 2}, values); };
  const std::vector<HostTensor> merged =
      decoder->merge_flipped({batch({1, 2, 3, 4, 5, 6}), batch({1, 2, 3, 4, 5, 6})},
                             {batch({10, 20, 30, 40, 50, 60}), batch({10, 20, 30, 40, 50, 60})}, {0, 2, 1});
  const auto values = [](const HostTensor& tensor) {
    return std::vector<float>(tensor.data<float>(), tensor.data<float>() + tensor.numel());
  };
  EXPECT_EQ(values(merged.at(0)), (std::vector<float>{10.5F, 6, 31.5F, 27, 22.5F, 18}));
  EXPECT_EQ(values(merged.at(1)), (std::vector<float>{5.5F, 11, 26.5F, 32, 17.5F, 23}));
  EXPECT_THAT(error_of_simcc([&] {
                decoder->merge_flipped(merged, merged, {0, 1});
              }),
              HasSubstr("gives 3 keypoints, but the metainfo of the dataset has 2"));
}

TEST(SimccLabelDecode, RefusesOtherOutputs) {
  const auto decoder = make_simcc_decoder({{"input_size", {24, 32}}});
  const HostTensor x(DType::kF32, {1, 5, 48}), y(DType::kF32, {1, 5, 64});
  const auto decode = [&](const std::vector<HostTensor>& outputs, size_t index = 0) {
    ImageMeta meta;
    meta.input_size = {24, 32};
    return error_of_simcc([&] { decoder->decode(outputs, index, meta); });
  };
  EXPECT_EQ(decode({x, y}), "no slipway::Error");
  EXPECT_THAT(decode({x}), HasSubstr("takes outputs simcc_x f32[B,K,W] and simcc_y f32[B,K,H], got f32[1,5,48]"));
  EXPECT_THAT(decode({x, HostTensor(DType::kF32, {1, 4, 64})}), HasSubstr("got f32[1,5,48], f32[1,4,64]"));
  EXPECT_THAT(decode({y, x}), HasSubstr("simcc_x has 64 bins, but input_size and simcc_split_ratio make 48"));
  EXPECT_EQ(decode({x, y}, 1), "no box 1 in a batch of 1");
  EXPECT_EQ(
      error_of_simcc([&] {
        decoder->decode({x, y}, 0, {});
      }),
      "SimCCLabelDecode needs BottomupResize or TopDownAffine among the transforms, which say what of the image the "
      "input shows");
  EXPECT_THAT(error_of_simcc([&] {
                ImageMeta meta;
                meta.input_size = {24, 32};
                make_simcc_decoder({{"output_keypoint_indices", {1, 7}}})->decode({x, y}, 0, meta);
              }),
              HasSubstr("wants keypoint 7 (output_keypoint_indices) of 5"));
}

TEST(SimccLabelDecode, RefusesWhatItDoesNotDo) {
  const std::string message = error_of_simcc([] {
    make_simcc_decoder({{"simcc_split_ratio", 0},
                        {"use_dark", true},
                        {"sigma", 0.5},
                        {"flip_test", true},
                        {"export_postprocess", true},
                        {"splitt", 1}});
  });
  EXPECT_THAT(message, HasSubstr("'simcc_split_ratio' must be positive"));
  EXPECT_THAT(message, HasSubstr("'sigma' is too small for 'use_dark'"));
  EXPECT_THAT(message, HasSubstr("'flip_test' is not supported"));
  EXPECT_THAT(message, HasSubstr("'export_postprocess'"));
  EXPECT_THAT(message, HasSubstr("unknown key 'splitt'"));
}

}  // namespace
}  // namespace slipway::runtime
