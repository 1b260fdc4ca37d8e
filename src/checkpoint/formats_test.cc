// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// What PyTorch may write beside the usual: other protocols of pickle, bits of a tensor that say how to read it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "checkpoint/test_archive.h"

namespace slipway::checkpoint {
namespace {

using testing::archive;
using testing::dict;
using ::testing::ElementsAre;
using testing::error_of;
using testing::floats;
using testing::global;
using ::testing::HasSubstr;
using testing::le;
using testing::load_text;
using testing::pickle;
using testing::TemporaryFolder;
using testing::text;

/// A call of a function that rebuilds a float tensor of shape [3], from the second element of storage "0" on.
std::string rebuilt(const std::string& function, const std::string& more) {
  return global("torch._utils", function) + "((" + text("storage") + global("torch", "FloatStorage") + text("0") +
         text("cpu") + testing::integer(6) + "tQ" + testing::integer(1) + testing::tuple({3}) + testing::tuple({1}) +
         more + "tR";
}
const std::string kHooks = "\x89" + global("collections", "OrderedDict") + ")R";  // requires_grad=False and no hooks

std::vector<float> values_of(const std::string& tensor) {
  const Checkpoint checkpoint = load_text(archive(pickle(dict({{"a", tensor}}))));
  const auto* values = checkpoint.find("a")->data<float>();
  return {values, values + 3};
}
std::string error_of_tensor(const std::string& tensor) { return error_of(archive(pickle(dict({{"a", tensor}})))); }

TEST(TensorBits, NegativeIsHonoured) {
  EXPECT_THAT(values_of(rebuilt("_rebuild_tensor_v2", kHooks)), ElementsAre(2, 3, 4));
  EXPECT_THAT(values_of(rebuilt("_rebuild_tensor_v2", kHooks + "N")), ElementsAre(2, 3, 4));
  EXPECT_THAT(values_of(rebuilt("_rebuild_tensor_v2", kHooks + "}")), ElementsAre(2, 3, 4));
  EXPECT_THAT(values_of(rebuilt("_rebuild_tensor_v2", kHooks + dict({{"neg", "\x88"}}))), ElementsAre(-2, -3, -4));
  const std::string dtype = global("torch", "float32");
  EXPECT_THAT(values_of(rebuilt("_rebuild_tensor_v3", kHooks + dtype)), ElementsAre(2, 3, 4));
  EXPECT_THAT(values_of(rebuilt("_rebuild_tensor_v3", kHooks + dtype + dict({{"neg", "\x88"}}))),
              ElementsAre(-2, -3, -4));
  // Of a parameter, the tensor that is wrapped.
  const std::string parameter = global("torch._utils", "_rebuild_parameter") + "(" +
                                rebuilt("_rebuild_tensor_v2", kHooks + dict({{"neg", "\x88"}})) + kHooks + "tR";
  EXPECT_THAT(values_of(parameter), ElementsAre(-2, -3, -4));
}

TEST(TensorBits, EveryElementTypeIsNegatedAsPyTorchDoes) {
  const auto bytes = [](const std::string& storage, const std::string& data, int64_t count) {
    const std::string tensor = global("torch._utils", "_rebuild_tensor_v2") + "((" + text("storage") +
                               global("torch", storage) + text("0") + text("cpu") + testing::integer(count) + "tQ" +
                               testing::integer(0) + testing::tuple({count}) + testing::tuple({1}) + kHooks +
                               dict({{"neg", "\x88"}}) + "tR";
    const Checkpoint checkpoint =
        load_text(testing::zip({{"x/data.pkl", pickle(dict({{"a", tensor}}))}, {"x/data/0", data}}));
    const HostTensor* found = checkpoint.find("a");
    return std::string(static_cast<const char*>(found->raw()), found->nbytes());
  };
  EXPECT_EQ(bytes("DoubleStorage", le(uint64_t{0x3ff0000000000000}), 1), le(uint64_t{0xbff0000000000000}));
  EXPECT_EQ(bytes("HalfStorage", le(uint16_t{0x3c00}) + le(uint16_t{0x8000}), 2),
            le(uint16_t{0xbc00}) + le<uint16_t>(0));
  EXPECT_EQ(bytes("BFloat16Storage", le(uint16_t{0x3f80}), 1), le(uint16_t{0xbf80}));
  EXPECT_EQ(bytes("LongStorage", le(int64_t{7}) + le(INT64_MIN), 2), le(int64_t{-7}) + le(INT64_MIN));
  EXPECT_EQ(bytes("IntStorage", le(int32_t{-5}), 1), le(int32_t{5}));
  EXPECT_EQ(bytes("ShortStorage", le(int16_t{300}), 1), le(int16_t{-300}));
  EXPECT_EQ(bytes("CharStorage", "\x01", 1), "\xff");
  EXPECT_EQ(bytes("ByteStorage", "\x01", 1), "\xff");
}

TEST(TensorBits, OthersAreRefused) {
  EXPECT_THAT(error_of_tensor(rebuilt("_rebuild_tensor_v2", kHooks + dict({{"conj", "\x88"}}))),
              HasSubstr("tensor a: its metadata have 'conj', which is not supported for f32"));
  EXPECT_THAT(error_of_tensor(rebuilt("_rebuild_tensor_v2", kHooks + dict({{"scale", "K\x02"}}))),
              HasSubstr("'scale'"));
  EXPECT_THAT(error_of_tensor(rebuilt("_rebuild_tensor_v2", kHooks + "K\x01")), HasSubstr("its metadata are a int"));
  EXPECT_THAT(error_of_tensor(rebuilt("_rebuild_tensor_v2", kHooks + "}K\x01")),
              HasSubstr("its description has 8 parts, 7 at most are known"));
  EXPECT_THAT(error_of_tensor(rebuilt("_rebuild_tensor_v3", kHooks + global("torch", "float8_e5m2"))),
              HasSubstr("its element type is torch.float8_e5m2"));
}

/// A file of the format before 1.6; `magic` is what the first pickle begins with.
std::string legacy(const std::string& magic) {
  return magic + pickle("M\xe9\x03") + pickle("}") + pickle(dict({{"a", testing::tensor({})}})) +
         pickle("](" + text("0") + "e") + le(uint64_t{6}) + floats({1, 2, 3, 4, 5, 6});
}

TEST(Legacy, EveryProtocolOfPickleIsRecognised) {
  const std::string digits = "L119547037146038801333356L\n.";
  const std::string bytes = "\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.";
  const std::string frame = "\x95" + le<uint64_t>(13);
  for (const std::string& magic : {digits, "\x80\x02" + bytes, "\x80\x03" + bytes, "\x80\x04" + bytes,
                                   "\x80\x04" + frame + bytes, "\x80\x05" + frame + bytes}) {
    ASSERT_EQ(error_of(legacy(magic)), "loaded");
    EXPECT_EQ(load_text(legacy(magic)).find("a")->data<float>()[5], 6);
  }
}

TEST(Legacy, OtherPicklesAreTold) {
  std::string other = "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x18.";  // one bit of the number
  EXPECT_THAT(error_of(legacy(other)), HasSubstr("plain pickle"));
  EXPECT_THAT(error_of("(dp0\n."), HasSubstr("plain pickle without PyTorch's header"));
  EXPECT_THAT(error_of("\x80\x05}."), HasSubstr("plain pickle without PyTorch's header"));
  // What torch.save writes with protocol 0 is lost: torch.load does not read it either.
  const std::string magic = "L119547037146038801333356L\n.";
  EXPECT_THAT(
      error_of(magic + "I1001\n.(dp0\n.(dp0\nVa\nP('storage', <class 'torch.FloatStorage'>, '0', 'cpu', 6)\ns."),
      HasSubstr("pickle protocol 0"));
}

}  // namespace
}  // namespace slipway::checkpoint
