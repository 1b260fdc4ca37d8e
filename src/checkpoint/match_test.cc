// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/match.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <limits>

namespace slipway::checkpoint {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

NamedTensor weight(std::string name, std::vector<int64_t> shape = {2}, DType dtype = DType::kF32) {
  return {std::move(name), HostTensor(dtype, std::move(shape))};
}
ExpectedEntry wanted(std::string name, std::vector<int64_t> shape = {2}, bool optional = false) {
  return {std::move(name), DType::kF32, std::move(shape), optional};
}
Checkpoint checkpoint_of(std::vector<NamedTensor> tensors) {
  Checkpoint checkpoint;
  checkpoint.state_dict = std::move(tensors);
  return checkpoint;
}

TEST(Match, ExactHasNothingToReport) {
  const std::vector<ExpectedEntry> expected{wanted("a"), wanted("b", {3, 4})};
  const MatchResult result = match(expected, checkpoint_of({weight("b", {3, 4}), weight("a")}));
  EXPECT_TRUE(result.exact());
  EXPECT_TRUE(result.loadable());
  EXPECT_EQ(result.report(), "");
}

TEST(Match, AllProblemsComeTogether) {
  const std::vector<ExpectedEntry> expected{wanted("a"), wanted("b", {3, 4}), wanted("c"), wanted("d")};
  const MatchResult result =
      match(expected, checkpoint_of({weight("x"), weight("b", {4, 3}), weight("a"), weight("head.loss_oks.sigmas")}));
  EXPECT_THAT(result.missing, ElementsAre("c", "d"));
  EXPECT_THAT(result.unexpected, ElementsAre("x", "head.loss_oks.sigmas"));
  ASSERT_EQ(result.mismatched.size(), 1u);
  EXPECT_FALSE(result.loadable());
  EXPECT_EQ(result.report(),
            "the model and the checkpoint do not match exactly\n"
            "  size mismatch for b: [4,3] in the checkpoint, [3,4] in the model\n"
            "  2 in the checkpoint, not in the model: x, head.loss_oks.sigmas\n"
            "  2 missing in the checkpoint: c, d");
}

TEST(Match, UnexpectedNamesAloneAreLoadable) {
  const std::vector<ExpectedEntry> expected{wanted("a")};
  const MatchResult result = match(expected, checkpoint_of({weight("a"), weight("b")}));
  EXPECT_TRUE(result.loadable());
  EXPECT_FALSE(result.exact());
}

TEST(Match, OptionalEntriesAndCountersMayBeMissing) {
  const std::vector<ExpectedEntry> expected{wanted("a"), wanted("sigmas", {17}, true),
                                            wanted("bn.num_batches_tracked", {})};
  EXPECT_TRUE(match(expected, checkpoint_of({weight("a")})).exact());
  // An optional one of another shape is a mistake all the same.
  EXPECT_FALSE(match(expected, checkpoint_of({weight("a"), weight("sigmas", {21})})).loadable());
}

TEST(Match, ScalarsFitOneElement) {
  const std::vector<ExpectedEntry> expected{wanted("scale", {})};
  EXPECT_TRUE(match(expected, checkpoint_of({weight("scale", {1})})).exact());
  EXPECT_FALSE(match(expected, checkpoint_of({weight("scale", {2})})).loadable());
  const std::vector<ExpectedEntry> one{wanted("scale", {1})};
  EXPECT_FALSE(match(one, checkpoint_of({weight("scale", {})})).loadable());
}

TEST(Match, OtherElementTypesAreConverted) {
  const std::vector<ExpectedEntry> expected{wanted("a")};
  const MatchResult result = match(expected, checkpoint_of({weight("a", {2}, DType::kF16)}));
  EXPECT_TRUE(result.exact());
  EXPECT_THAT(result.converted, ElementsAre("a (f16 in the checkpoint, f32 in the model)"));
}

TEST(Match, ValuesThatAreNoNumbersAreNamed) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float inf = std::numeric_limits<float>::infinity();
  ExpectedEntry mask = wanted("mask", {3});
  mask.may_be_inf = true;
  const std::vector<ExpectedEntry> expected{
      wanted("good"), wanted("nan", {3}), wanted("half", {2}), wanted("large", {2}), mask, wanted("steps", {1})};
  Checkpoint checkpoint = checkpoint_of({{"unused", HostTensor::of<float>(DType::kF32, {1}, {nan})},
                                         {"good", HostTensor::of<float>(DType::kF32, {2}, {-0.0f, 3e38f})},
                                         {"nan", HostTensor::of<float>(DType::kF32, {3}, {nan, -inf, nan})},
                                         {"half", HostTensor::of<uint16_t>(DType::kF16, {2}, {0xfc00, 0x7bff})},
                                         {"large", HostTensor::of<double>(DType::kF64, {2}, {1e300, 1})},
                                         {"mask", HostTensor::of<float>(DType::kF32, {3}, {0, -inf, -inf})},
                                         {"steps", HostTensor::of<int64_t>(DType::kI64, {1}, {-1})}});
  MatchResult result = match(expected, checkpoint);
  EXPECT_FALSE(result.loadable());
  ASSERT_EQ(result.not_finite.size(), 3u);
  EXPECT_EQ(result.not_finite[0].nan, 2);
  EXPECT_EQ(result.not_finite[0].infinite, 1);
  EXPECT_THAT(result.report(), HasSubstr("nan: 3 of 3 values are NaN or infinite"));
  EXPECT_THAT(result.report(), HasSubstr("half: 1 of 2 values are infinite"));
  EXPECT_THAT(result.report(), HasSubstr("large: 1 of 2 values are infinite"));
  // NaN is no mask.
  checkpoint.state_dict[5].tensor = HostTensor::of<float>(DType::kF32, {3}, {0, -inf, nan});
  EXPECT_THAT(match(expected, checkpoint).report(), HasSubstr("mask: 1 of 3 values are NaN"));
}

TEST(Match, LongListsAreShortened) {
  std::vector<ExpectedEntry> expected;
  std::vector<NamedTensor> tensors;
  for (int i = 0; i < 25; ++i) {
    expected.push_back(wanted(fmt::format("missing{}", i)));
    expected.push_back(wanted(fmt::format("shape{}", i)));
    tensors.push_back(weight(fmt::format("shape{}", i), {3}));
    tensors.push_back(weight(fmt::format("extra{}", i)));
  }
  const std::string report = match(expected, checkpoint_of(std::move(tensors))).report();
  EXPECT_THAT(report, HasSubstr("25 missing in the checkpoint: missing0, missing1"));
  EXPECT_THAT(report, HasSubstr("missing19, and 5 more"));
  EXPECT_THAT(report, HasSubstr("extra19, and 5 more"));
  EXPECT_THAT(report, HasSubstr("shape19: [3] in the checkpoint, [2] in the model\n  and 5 more size mismatches"));
  EXPECT_THAT(report, Not(HasSubstr("shape20")));
}

TEST(Match, HintsAtAnExtraPrefix) {
  std::vector<ExpectedEntry> expected;
  std::vector<NamedTensor> tensors;
  for (int i = 0; i < 8; ++i) {
    expected.push_back(wanted(fmt::format("backbone.layer{}.weight", i)));
    tensors.push_back(weight(fmt::format("ema.backbone.layer{}.weight", i)));
  }
  expected.push_back(wanted("head.fc.weight"));
  tensors.push_back(weight("head.weight"));
  EXPECT_EQ(match(expected, checkpoint_of(std::move(tensors))).hint,
            "8 of the 9 missing names are in the checkpoint with the extra prefix 'ema.'; remove it from the "
            "checkpoint's names");
}

TEST(Match, HintsAtAMissingPrefix) {
  std::vector<ExpectedEntry> expected;
  std::vector<NamedTensor> tensors;
  for (int i = 0; i < 8; ++i) {
    expected.push_back(wanted(fmt::format("backbone.layer{}.weight", i)));
    tensors.push_back(weight(fmt::format("layer{}.weight", i)));
  }
  const MatchResult result = match(expected, checkpoint_of(std::move(tensors)));
  EXPECT_EQ(result.hint,
            "8 of the 8 missing names are in the checkpoint without the prefix 'backbone.'; it seems to hold that part "
            "of the model only");
  EXPECT_THAT(result.report(), HasSubstr(result.hint));
}

TEST(Match, NoHintWhereNothingFits) {
  const std::vector<ExpectedEntry> expected{wanted("a.w"), wanted("b.w"), wanted("c.w")};
  EXPECT_THAT(match(expected, checkpoint_of({weight("x.a.w"), weight("y")})).hint, IsEmpty());
}

}  // namespace
}  // namespace slipway::checkpoint
