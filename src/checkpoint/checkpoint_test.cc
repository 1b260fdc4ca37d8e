// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/checkpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <ctime>
#include <optional>

#include "base/crc32.h"
#include "base/half.h"
#include "base/tensor_element.h"
#include "checkpoint/test_archive.h"

namespace slipway::checkpoint {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using testing::floats;
using testing::load_text;
using testing::pickle;
using testing::sample;
using testing::tensor;
using testing::zip;

std::filesystem::path root() { return SLIPWAY_SOURCE_DIR; }

void expect_recorded(const std::vector<NamedTensor>& tensors, const json& recorded) {
  ASSERT_EQ(tensors.size(), recorded["count"].get<size_t>());
  const size_t step = std::max<size_t>(tensors.size() / 40, 1);
  uint32_t names_crc = 0;
  uint32_t data_crc = 0;
  for (size_t i = 0; i < tensors.size(); ++i) {
    const auto& [name, tensor] = tensors[i];
    names_crc = crc32(fmt::format("{}:{};", name, tensor.describe()), names_crc);
    data_crc = crc32({tensor.data<char>(), tensor.nbytes()}, data_crc);
    if (i % step != 0) continue;
    const json& row = recorded["samples"][i / step];
    SCOPED_TRACE(name);
    EXPECT_EQ(name, row[0].get<std::string>());
    EXPECT_EQ(name_of(tensor.dtype()), row[1].get<std::string>());
    EXPECT_EQ(tensor.shape(), row[2].get<std::vector<int64_t>>());
    double sum = 0;
    for (int64_t j = 0; j < tensor.numel(); ++j) sum += element_at(tensor, j);
    EXPECT_NEAR(sum, row[3].get<double>(), 1e-9 * (1 + std::abs(sum)) * static_cast<double>(1 + tensor.numel()));
    for (size_t j = 0; j < row[4].size(); ++j)
      EXPECT_EQ(element_at(tensor, static_cast<int64_t>(j)), row[4][j].get<double>());
  }
  EXPECT_EQ(names_crc, recorded["names_crc"].get<uint32_t>());
  EXPECT_EQ(data_crc, recorded["data_crc"].get<uint32_t>());
}

/// Where a recorded file lies; nothing when this checkout lacks it.
std::optional<std::filesystem::path> find_file(const std::string& name) {
  for (const auto& folder :
       {root() / "test/data/checkpoint", root() / "test/data", root() / "demo", root() / "../shared/fixtures"})
    if (std::filesystem::exists(folder / name)) return folder / name;
  return std::nullopt;
}

class RecordedCheckpoint : public ::testing::TestWithParam<const char*> {};

TEST_P(RecordedCheckpoint, EqualsWhatTorchLoads) {
  const auto file = find_file(GetParam());
  if (!file) GTEST_SKIP() << GetParam() << " is not part of this checkout";
  const json recorded = json::parse(testing::read_file(sample("recorded.json"))).at(GetParam());
  const Checkpoint checkpoint = load(*file);
  expect_recorded(checkpoint.state_dict, recorded["state_dict"]);
  if (recorded.contains("ema_state_dict"))
    expect_recorded(checkpoint.ema_state_dict, recorded["ema_state_dict"]);
  else
    EXPECT_TRUE(checkpoint.ema_state_dict.empty());
  for (const auto& [key, value] : recorded["meta"].items()) EXPECT_EQ(checkpoint.meta.at(key), value) << key;
  if (recorded.contains("cfg_crc")) {
    EXPECT_EQ(crc32(checkpoint.meta["cfg"].get<std::string>()), recorded["cfg_crc"].get<uint32_t>());
  }
  const auto keys = recorded["keys"].get<std::vector<std::string>>();
  ASSERT_GE(checkpoint.keys.size(), keys.size());
  EXPECT_TRUE(std::equal(keys.begin(), keys.end(), checkpoint.keys.begin()));
  EXPECT_TRUE(checkpoint.skipped.empty());
}

INSTANTIATE_TEST_SUITE_P(Files, RecordedCheckpoint,
                         ::testing::Values("layouts.pth", "layouts_legacy.pth", "data_parallel.pth",
                                           "yoloxpose-nano/checkpoint.pth", "yoloxpose-nano/golden.pth",
                                           "yoloxpose-project-nano/checkpoint.pth", "yoloxpose-project-nano/golden.pth",
                                           "resnet18-slim/checkpoint.pth", "resnet18-slim/golden.pth",
                                           "yoloxpose-s-random/checkpoint.pth"),
                         [](const auto& info) {
                           std::string name = info.param;
                           for (char& c : name)
                             if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
                           return name;
                         });

TEST(Checkpoint, LoadsTheFullSizeModelInUnderATenthOfASecond) {
  const auto file = find_file("yoloxpose-s-random/checkpoint.pth");
  if (!file) GTEST_SKIP() << "the full-size checkpoint is not part of this checkout";
  load(*file);                              // into the page cache
  const std::clock_t start = std::clock();  // of this process: others may keep the machine busy
  load(*file);
  EXPECT_LT(static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC, 0.1);
}

TEST(Checkpoint, EmaHookStoresTheAveragedWeightsAsStateDict) {
  // Both hold the same names; the raw weights' counter of steps is extra.
  const Checkpoint checkpoint = load(root() / "demo/yoloxpose-nano/checkpoint.pth");
  ASSERT_EQ(checkpoint.ema_state_dict.size(), checkpoint.state_dict.size() + 1);
  size_t different = 0;
  for (const NamedTensor& raw : checkpoint.ema_state_dict) {
    const HostTensor* used = checkpoint.find(raw.name);
    if (used == nullptr) {
      EXPECT_EQ(raw.name, "steps");
      continue;
    }
    ASSERT_EQ(used->describe(), raw.tensor.describe());
    if (std::memcmp(used->raw(), raw.tensor.raw(), used->nbytes()) != 0) ++different;
  }
  EXPECT_GT(different, 100u);
}

TEST(Checkpoint, FindReturnsNullForUnknownNames) {
  const Checkpoint checkpoint = load(sample("data_parallel.pth"));
  ASSERT_NE(checkpoint.find("weight"), nullptr);
  EXPECT_EQ(checkpoint.find("weight")->describe(), "f32[3,2]");
  EXPECT_EQ(checkpoint.find("module.weight"), nullptr);
  EXPECT_EQ(checkpoint.source, sample("data_parallel.pth").string());
}

TEST(Checkpoint, TensorsOutliveTheCheckpointAndShareTheFile) {
  HostTensor tensor;
  const void* all = nullptr;
  {
    const Checkpoint checkpoint = load(sample("layouts.pth"));
    tensor = *checkpoint.find("shared.tail");
    all = checkpoint.find("shared.all")->raw();
  }
  EXPECT_EQ(tensor.raw(), static_cast<const float*>(all) + 10);  // not copied
  EXPECT_EQ(tensor.data<float>()[0], 10);
}

TEST(Checkpoint, LoadFromMemoryEqualsLoad) {
  const std::string bytes = testing::read_file(sample("layouts.pth"));
  const Checkpoint file = load(sample("layouts.pth"));
  const Checkpoint memory = load_text(bytes);
  ASSERT_EQ(memory.state_dict.size(), file.state_dict.size());
  for (size_t i = 0; i < file.state_dict.size(); ++i) {
    const HostTensor& a = file.state_dict[i].tensor;
    const HostTensor& b = memory.state_dict[i].tensor;
    ASSERT_EQ(a.describe(), b.describe());
    EXPECT_EQ(std::memcmp(a.raw(), b.raw(), a.nbytes()), 0) << file.state_dict[i].name;
  }
}

class Protocol : public ::testing::TestWithParam<int> {};

TEST_P(Protocol, ObjectsOfATrainingRunAreDataOrInert) {
  const Checkpoint checkpoint = load(sample(fmt::format("objects_protocol{}.pth", GetParam())));
  ASSERT_EQ(checkpoint.state_dict.size(), 2u);
  EXPECT_EQ(checkpoint.find("weight")->data<float>()[5], 5);
  const json& meta = checkpoint.meta;
  const json expected = json::parse(R"({
    "epoch": 3, "lr": 0.25, "big": "...", "negative": -1099511627776, "flag": true, "nothing": null,
    "text": "naïve ✓", "bytes": "\u0001abc", "tuple": [1, [2.5, "x"]], "set": [7], "frozen": [8],
    "order": {"a": 1}, "counter": {"a": 2, "b": 1}, "default": {"a": [1]}, "keys": {"1": "one", "[1,2]": "pair"},
    "f8": 0.5, "i8": -3, "bool_": true, "array": [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]],
    "half": [1.0, -0.5, 65504.0], "bytes_array": [1, 255], "big_endian": [1, 2], "objects": ["a", 2],
    "large": "...", "buffer": "mmengine.logging.history_buffer.HistoryBuffer",
    "config": {"type": "A", "nested": {"x": 1}}, "partial": "functools.partial", "args": "argparse.Namespace",
    "when": "datetime.datetime", "path": "pathlib.PurePosixPath", "type": "torch.float16", "device": "torch.device",
    "size": [2, 3], "class": "collections.OrderedDict", "settings": {"a": 1}, "complex": "builtins.complex",
    "colour": "__main__.Colour", "range": "builtins.range"})");
  EXPECT_EQ(meta, expected) << json::diff(expected, meta);
}

INSTANTIATE_TEST_SUITE_P(All, Protocol, ::testing::Values(2, 3, 4, 5));

TEST(Checkpoint, MetaOfATrainingRun) {
  const Checkpoint checkpoint = load(root() / "demo/yoloxpose-nano/checkpoint.pth");
  const json& dataset = checkpoint.meta.at("dataset_meta");
  EXPECT_EQ(dataset.at("num_keypoints"), 17);
  EXPECT_EQ(dataset.at("keypoint_id2name").at("0"), "nose");
  EXPECT_EQ(dataset.at("keypoint_colors").at(1), json({51, 153, 255}));
  EXPECT_EQ(dataset.at("sigmas").size(), 17u);
  EXPECT_NEAR(dataset.at("sigmas").at(0).get<double>(), 0.026, 1e-8);
}

TEST(Checkpoint, BigEndianBytesAreSwapped) {
  std::string swapped = floats({1, 2, 3, 4, 5, 6});
  for (size_t i = 0; i < swapped.size(); i += 4) std::reverse(swapped.begin() + i, swapped.begin() + i + 4);
  const Checkpoint checkpoint = load_text(
      zip({{"x/data.pkl", pickle(testing::dict({{"a", tensor({})}}))}, {"x/byteorder", "big"}, {"x/data/0", swapped}}));
  EXPECT_EQ(checkpoint.find("a")->data<float>()[4], 5);
}

TEST(Checkpoint, BoolsAreZeroOrOneWhateverTheFileHolds) {
  const Checkpoint checkpoint = load_text(
      zip({{"x/data.pkl",
            pickle(testing::dict({{"a", tensor({.type = "BoolStorage", .numel = 3, .shape = {3}, .stride = {1}})}}))},
           {"x/data/0", std::string("\x00\x01\xff", 3)}}));
  const auto* values = checkpoint.find("a")->data<uint8_t>();
  EXPECT_THAT(std::vector<int>(values, values + 3), ElementsAre(0, 1, 1));
}

TEST(Checkpoint, StateDictIsChosenAsMmengineDoes) {
  const std::string a = tensor({});
  const auto names = [](const std::string& value) {
    std::vector<std::string> result;
    for (const NamedTensor& entry : load_text(testing::archive(pickle(value))).state_dict) result.push_back(entry.name);
    return result;
  };
  using testing::dict;
  EXPECT_THAT(names(dict({{"model", dict({{"m", a}})}, {"state_dict", dict({{"s", a}})}, {"t", a}})), ElementsAre("s"));
  EXPECT_THAT(names(dict({{"model", dict({{"m", a}})}, {"t", a}})), ElementsAre("t"));
  EXPECT_THAT(names(dict({{"model", dict({{"m", a}})}, {"module", dict({{"n", a}})}})), ElementsAre("m"));
  EXPECT_THAT(names(dict({{"module", dict({{"module.n", a}, {"module.module.k", a}})}})), ElementsAre("n", "module.k"));
  EXPECT_THAT(names(dict({{"x.module.n", a}, {"module.y", a}, {"y", a}})), ElementsAre("x.module.n", "y"));
}

TEST(Checkpoint, EntriesThatAreNoTensorsAreNamed) {
  using testing::dict;
  const Checkpoint checkpoint = load_text(testing::archive(pickle(
      dict({{"state_dict", dict({{"a", tensor({})}, {"_extra_state", "N"}, {"sub", dict({{"b", tensor({})}})}})}}))));
  EXPECT_EQ(checkpoint.state_dict.size(), 1u);
  EXPECT_THAT(checkpoint.skipped, ElementsAre("_extra_state (None)", "sub (dict)"));
}

TEST(Checkpoint, TensorsGetOtherNames) {
  using testing::dict;
  Checkpoint checkpoint = load_text(testing::archive(pickle(dict({{"a", tensor({})}, {"b", tensor({})}}))));
  rename(checkpoint, {"x.a", "b"});
  EXPECT_THAT(names_of(checkpoint), ElementsAre("x.a", "b"));
  EXPECT_THAT(checkpoint.keys, ElementsAre("x.a", "b"));
  try {
    rename(checkpoint, {"b", "b"});
    FAIL() << "two tensors of one name";
  } catch (const Error& e) {
    EXPECT_THAT(e.what(), ::testing::HasSubstr("'x.a' and 'b' would both be called 'b'"));
  }
}

}  // namespace
}  // namespace slipway::checkpoint
