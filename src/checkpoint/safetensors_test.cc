// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/safetensors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "checkpoint/compare.h"
#include "checkpoint/save.h"
#include "checkpoint/test_archive.h"

namespace slipway::checkpoint {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using testing::error_of;
using ::testing::HasSubstr;
using testing::load_text;
using testing::sample;

std::string safetensors(const std::string& header, const std::string& data) {
  return testing::le<uint64_t>(header.size()) + header + data;
}
/// Two tensors of eight bytes each; `second` are the second's offsets.
std::string pair_of(const std::string& second, const std::string& data = std::string(16, '\1')) {
  return safetensors(
      R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"I64","shape":[1],"data_offsets":)" +
          second + "}}",
      data);
}

TEST(Safetensors, WhatTheLibraryWroteIsWhatTorchSaved) {
  const Checkpoint checkpoint = load(sample("layouts.safetensors"));
  const Comparison comparison = compare(load(sample("layouts.pth")), checkpoint);
  EXPECT_TRUE(comparison.same());
  EXPECT_EQ(comparison.equal, static_cast<int64_t>(checkpoint.state_dict.size()));
  EXPECT_GT(comparison.equal, 20);
  EXPECT_EQ(checkpoint.meta, nlohmann::json({{"format", "pt"}, {"epoch", "12"}}));
}

TEST(Safetensors, SmallestFiles) {
  const Checkpoint pair = load_text(pair_of("[8,16]"));
  ASSERT_EQ(pair.state_dict.size(), 2u);
  EXPECT_EQ(pair.state_dict[0].tensor.describe(), "f32[2]");
  EXPECT_EQ(pair.state_dict[1].tensor.data<int64_t>()[0], 0x0101010101010101);
  // A scalar, an empty tensor, the header filled up with spaces, and a name as DataParallel makes it.
  const Checkpoint others = load_text(safetensors(
      R"({"module.s":{"dtype":"U8","shape":[],"data_offsets":[0,1]},"e":{"dtype":"F64","shape":[0,3],"data_offsets":[1,1]}}   )",
      "\7"));
  EXPECT_EQ(others.state_dict[0].name, "s");
  EXPECT_EQ(others.state_dict[0].tensor.data<uint8_t>()[0], 7);
  EXPECT_EQ(others.state_dict[1].tensor.describe(), "f64[0,3]");
}

TEST(Safetensors, TensorsThatAreNotAlignedAreCopied) {
  const Checkpoint checkpoint = load_text(safetensors(
      R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"I32","shape":[1],"data_offsets":[1,5]}})",
      std::string("\0\2\0\0\0", 5)));
  EXPECT_EQ(checkpoint.find("b")->data<int32_t>()[0], 2);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(checkpoint.find("b")->raw()) % 4, 0u);
}

TEST(Safetensors, TensorsMustCoverTheData) {
  EXPECT_THAT(error_of(pair_of("[4,12]")), AllOf(HasSubstr("tensor b begins at byte 4"), HasSubstr("8 is expected")));
  EXPECT_THAT(error_of(pair_of("[0,8]")), HasSubstr("overlap"));
  EXPECT_THAT(error_of(pair_of("[9,17]", std::string(17, '\0'))), HasSubstr("begins at byte 9"));
  EXPECT_THAT(error_of(pair_of("[8,16]", std::string(17, '\0'))), HasSubstr("16 bytes, but there are 17"));
  EXPECT_THAT(error_of(pair_of("[8,16]", std::string(12, '\0'))), HasSubstr("8 to 16 are not in the 12 bytes"));
  EXPECT_THAT(error_of(pair_of("[16,8]")), HasSubstr("16 to 8"));
  EXPECT_THAT(error_of(pair_of("[8,12]")), HasSubstr("I64 need 8 bytes, not 4"));
}

TEST(Safetensors, AbsurdNumbers) {
  const auto with_shape = [](const std::string& shape) {
    return safetensors(R"({"a":{"dtype":"F32","shape":)" + shape + R"(,"data_offsets":[0,4]}})", std::string(4, '\0'));
  };
  EXPECT_EQ(error_of(with_shape("[1]")), "loaded");
  EXPECT_THAT(error_of(with_shape("[18446744073709551615]")), HasSubstr("beyond every memory"));
  EXPECT_THAT(error_of(with_shape("[4294967296,4294967296]")), HasSubstr("beyond every memory"));
  EXPECT_THAT(error_of(with_shape("[4611686018427387904,4611686018427387904,0]")), HasSubstr("beyond every memory"));
  EXPECT_THAT(error_of(with_shape("[18446744073709551616]")), HasSubstr("tensor a: shape may not be the number"));
  EXPECT_THAT(error_of(with_shape("[-1]")), HasSubstr("the number -1"));
  EXPECT_THAT(error_of(with_shape("[1.0]")), HasSubstr("the number 1.0"));
  EXPECT_THAT(error_of(with_shape("[[1]]")), HasSubstr("a list"));
  EXPECT_THAT(error_of(with_shape("\"1\"")), HasSubstr("the text '1'"));
  std::string axes = "[1";
  for (int i = 0; i < 64; ++i) axes += ",1";
  EXPECT_THAT(error_of(with_shape(axes + "]")), HasSubstr("more than 64 axes"));
  EXPECT_THAT(error_of(testing::le<uint64_t>(1000) + "{}"), HasSubstr("cut off"));
  EXPECT_THAT(error_of(safetensors("{}", "")), HasSubstr("no tensors"));
}

TEST(Safetensors, HeadersThatAreNoHeaders) {
  EXPECT_THAT(error_of(safetensors(R"({"a":)", "")), HasSubstr("no valid JSON"));
  EXPECT_THAT(error_of(safetensors("{} x", "")), HasSubstr("no valid JSON"));
  EXPECT_THAT(error_of(safetensors(R"({"a":1})", "")), HasSubstr("'a' in its header is the number 1"));
  EXPECT_THAT(error_of(safetensors(R"({"a":{}})", "")), HasSubstr("tensor a: it has no dtype"));
  EXPECT_THAT(error_of(safetensors(R"({"a":{"dtype":"F32","shape":[]}})", "")), HasSubstr("no data_offsets"));
  EXPECT_THAT(error_of(safetensors(R"({"a":{"dtype":"F32","shape":[],"data_offsets":[0]}})", "")),
              HasSubstr("two numbers"));
  EXPECT_THAT(error_of(safetensors(R"({"a":{"dtype":"F32","shape":[],"data_offsets":[0,4,4]}})", "")),
              HasSubstr("the number 4"));
  EXPECT_THAT(error_of(safetensors(R"({"a":{"type":"F32"}})", "")), HasSubstr("unknown key 'type'"));
  EXPECT_THAT(error_of(safetensors(R"({"__metadata__":{"n":1}})", "")),
              HasSubstr("'n' in its __metadata__ is the number 1"));
  // A value that stands twice means one thing to one reader and another to the next.
  EXPECT_THAT(error_of(safetensors(R"({"a":{"dtype":"F32","dtype":"I32"}})", "")), HasSubstr("'dtype' stands twice"));
  const std::string a = R"("a":{"dtype":"U8","shape":[],"data_offsets":[0,1]})";
  EXPECT_THAT(error_of(safetensors("{" + a + "," + a + "}", "x")), HasSubstr("'a' twice"));
  const std::string module_a = R"("module.a":{"dtype":"U8","shape":[],"data_offsets":[1,2]})";
  EXPECT_THAT(error_of(safetensors("{" + a + "," + module_a + "}", "xy")), HasSubstr("with and without"));
  // However deep it is, it costs nothing.
  EXPECT_THAT(error_of(safetensors(R"({"a":)" + std::string(1'000'000, '['), "")),
              HasSubstr("'a' in its header is a list"));
}

TEST(Safetensors, AllUnsupportedTypesAreOneError) {
  EXPECT_THAT(error_of(safetensors(R"({"a":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]},)"
                                   R"("b":{"dtype":"U16","shape":[1],"data_offsets":[1,3]}})",
                                   "xyz")),
              AllOf(HasSubstr("tensor a: elements of type F8_E4M3"), HasSubstr("tensor b: elements of type U16")));
}

class Saved : public ::testing::TestWithParam<const char*> {};

TEST_P(Saved, IsReadAsItWas) {
  const testing::TemporaryFolder folder;
  const std::filesystem::path file = folder / (std::string("copy") + GetParam());
  Checkpoint checkpoint = load(sample("layouts.pth"));
  checkpoint.meta = {{"epoch", 12}, {"big", int64_t{1} << 40}, {"lr", 0.5},
                     {"on", true},  {"none", nullptr},         {"dataset_meta", {{"classes", {"person", "Straße"}}}},
                     {"least", -3}};
  save(checkpoint, file);
  const Checkpoint copy = load(file);
  EXPECT_TRUE(compare(checkpoint, copy).same());
  EXPECT_EQ(copy.state_dict.size(), checkpoint.state_dict.size());
  EXPECT_EQ(copy.meta, checkpoint.meta);
  EXPECT_THROW(save(checkpoint, file), Error);  // it is there already
  EXPECT_THROW(save(checkpoint, folder / "copy.txt"), Error);
}
INSTANTIATE_TEST_SUITE_P(Formats, Saved, ::testing::Values(".pth", ".safetensors"));

TEST(Saved, RawWeightsBesideAveragedOnes) {
  const testing::TemporaryFolder folder;
  Checkpoint checkpoint = load(sample("layouts.pth"));
  checkpoint.ema_state_dict = {checkpoint.state_dict.front()};
  save(checkpoint, folder / "copy.pth");
  EXPECT_EQ(load(folder / "copy.pth").ema_state_dict.size(), 1u);
}

TEST(Compare, TellsWhatDiffers) {
  const auto of = [](std::vector<NamedTensor> tensors) {
    Checkpoint checkpoint;
    checkpoint.state_dict = std::move(tensors);
    return checkpoint;
  };
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const Checkpoint first = of({{"same", HostTensor::of<float>(DType::kF32, {2}, {1, nan})},
                               {"values", HostTensor::of<float>(DType::kF32, {3}, {1, 2, -4})},
                               {"gone", HostTensor(DType::kF32, {1})},
                               {"shape", HostTensor(DType::kF32, {1, 2})},
                               {"large", HostTensor::of<int64_t>(DType::kI64, {1}, {(int64_t{1} << 60) + 1})}});
  const Checkpoint second = of({{"new", HostTensor(DType::kF32, {1})},
                                {"large", HostTensor::of<int64_t>(DType::kI64, {1}, {int64_t{1} << 60})},
                                {"shape", HostTensor(DType::kF32, {2})},
                                {"values", HostTensor::of<double>(DType::kF64, {3}, {1, 2.5, -3})},
                                {"same", HostTensor::of<float>(DType::kF32, {2}, {1, nan})}});
  const Comparison comparison = compare(first, second);
  EXPECT_FALSE(comparison.same());
  EXPECT_EQ(comparison.equal, 1);
  EXPECT_THAT(comparison.only_first, ElementsAre("gone"));
  EXPECT_THAT(comparison.only_second, ElementsAre("new"));
  EXPECT_THAT(comparison.shapes, ElementsAre("shape [1,2] and [2]"));
  EXPECT_THAT(comparison.dtypes, ElementsAre("values f32 and f64"));
  ASSERT_EQ(comparison.values.size(), 2u);
  EXPECT_EQ(comparison.values[0].name, "values");
  EXPECT_EQ(comparison.values[0].largest, 1.0);
  EXPECT_EQ(comparison.values[0].relative, 0.25);
  EXPECT_EQ(comparison.values[0].count, 2);
  EXPECT_EQ(comparison.values[1].count, 1);  // equal in f64, not in i64
}

TEST(Compare, StatisticsLeaveOutWhatIsNotFinite) {
  const float infinity = std::numeric_limits<float>::infinity();
  const Statistics found = statistics(HostTensor::of<float>(DType::kF32, {4}, {-2, infinity, 5, -infinity}));
  EXPECT_EQ(found.sum, 3);
  EXPECT_EQ(found.min, -2);
  EXPECT_EQ(found.max, 5);
  EXPECT_EQ(found.not_finite, 2);
}

}  // namespace
}  // namespace slipway::checkpoint
