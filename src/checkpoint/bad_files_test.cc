// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <limits>
#include <random>

#include "checkpoint/test_archive.h"

namespace slipway::checkpoint {
namespace {

using ::testing::AllOf;
using testing::archive;
using testing::dict;
using testing::error_of;
using testing::error_of_file;
using testing::floats;
using testing::global;
using ::testing::HasSubstr;
using testing::le;
using testing::pickle;
using testing::read_file;
using testing::sample;
using ::testing::StartsWith;
using testing::TemporaryFolder;
using testing::tensor;
using testing::text;
using testing::zip;
using namespace std::string_literals;

TEST(BadFile, IsNamedWithWhatItIs) {
  const TemporaryFolder folder;
  const auto missing = folder / "missing.pth";
  EXPECT_EQ(error_of_file(missing), "checkpoint " + missing.string() + ": no such file");
  const auto empty = testing::write_file(folder / "empty.pth", "");
  EXPECT_EQ(error_of_file(empty), "checkpoint " + empty.string() + ": the file is empty");
  EXPECT_EQ(error_of_file(folder.path()), "checkpoint " + folder.path().string() +
                                              ": this is a directory, give the .pth file itself; it holds empty.pth");
  EXPECT_THAT(error_of_file(folder / "empty.pth/below.pth"), HasSubstr("no such file"));
  EXPECT_THAT(error_of_file("/dev/null"), HasSubstr("no regular file"));
}

TEST(BadFile, OtherFormatsAreRecognised) {
  EXPECT_THAT(error_of("<!DOCTYPE html><html><body>404</body></html>"),
              AllOf(HasSubstr("web page"), HasSubstr("<!DOCTYPE html>")));
  EXPECT_THAT(error_of("\n  <html>"), HasSubstr("web page"));
  EXPECT_THAT(error_of("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"),
              HasSubstr("git lfs pull"));
  EXPECT_THAT(error_of("\x1f\x8b\x08\x00"s), HasSubstr("compressed"));
  EXPECT_THAT(error_of("\x89HDF\r\n\x1a\n"), HasSubstr("HDF5"));
  EXPECT_THAT(error_of("\x10\0\0\0\0\0\0\0{\"a\":{}}        "s), HasSubstr("safetensors"));
  EXPECT_THAT(error_of(std::string(257, 'a') + "ustar" + std::string(300, '\0')), HasSubstr("tar file"));
  EXPECT_THAT(error_of("\x80\x04}."), HasSubstr("plain pickle"));
  EXPECT_THAT(error_of("hello\n\x01"),
              HasSubstr("no checkpoint that torch.save wrote: it begins with 'hello\\x0a\\x01' (7 bytes"));
}

TEST(BadFile, OtherThingsOfPyTorchAreRecognised) {
  EXPECT_THAT(error_of_file(sample("torchscript.pth")), HasSubstr("TorchScript"));
  EXPECT_THAT(error_of_file(sample("whole_module.pth")),
              AllOf(HasSubstr("torch.nn.modules.linear.Linear"), HasSubstr("state_dict()")));
  EXPECT_THAT(error_of_file(sample("single_tensor.pth")), HasSubstr("a single tensor"));
  EXPECT_THAT(error_of_file(sample("no_tensors.pth")),
              HasSubstr("no state_dict in it and no tensor either; its keys are: epoch, meta"));
  EXPECT_THAT(error_of(archive(pickle(dict({{"state_dict", dict({{"a", "N"}})}})))),
              HasSubstr("no tensors in its state dict"));
  EXPECT_THAT(error_of(archive(pickle(dict({{"state_dict", "K\x01"}})))), HasSubstr("its state_dict is a int"));
  EXPECT_THAT(error_of(archive(pickle("K\x01"))), HasSubstr("it holds a int, not a dict"));
}

TEST(BadFile, UnsupportedTensorsComeInOneError) {
  const std::string message = error_of_file(sample("unsupported.pth"));
  EXPECT_THAT(message,
              AllOf(HasSubstr("tensor a: it is a sparse tensor"),
                    HasSubstr("tensor b: its elements are in a torch.ComplexFloatStorage"),
                    HasSubstr("tensor c: it is a quantized tensor"), HasSubstr("tensor e: it is a meta tensor")));
  EXPECT_THAT(message, Not(HasSubstr("tensor d")));
  std::vector<std::pair<std::string, std::string>> many;
  for (int i = 0; i < 50; ++i) many.emplace_back("w" + std::to_string(i), tensor({.key = "gone"}));
  EXPECT_THAT(error_of(archive(pickle(dict(many)))),
              AllOf(HasSubstr("tensor w19"), Not(HasSubstr("tensor w20")), HasSubstr("and 30 more")));
}

TEST(BadArchive, Zip) {
  const std::string good = archive(pickle(dict({{"a", tensor({})}})));
  ASSERT_EQ(error_of(good), "loaded");
  EXPECT_THAT(error_of(good.substr(0, good.size() / 2)), HasSubstr("the file is cut off"));
  EXPECT_THAT(
      error_of(zip({{"x/weights.bin", "abc"}})),
      HasSubstr("without data.pkl, so it is not what torch.save writes (its first of 1 entries is 'x/weights.bin')"));
  EXPECT_THAT(error_of(zip({})), HasSubstr("no checkpoint"));
  EXPECT_THAT(error_of(zip({{"x/data.pkl", "abc", 8}, {"x/version", "3"}})),
              HasSubstr("1 of its 2 archive entries are compressed ('x/data.pkl'"));
  EXPECT_THAT(error_of(zip({{"x/data.pkl", pickle("}")}, {"x/data.pkl", pickle("}")}})),
              HasSubstr("two entries named 'x/data.pkl'"));
  EXPECT_THAT(error_of(zip({{"x/data.pkl", pickle("}")}, {"x/byteorder", "middle"}})),
              HasSubstr("byte order is 'middle'"));
  EXPECT_THAT(error_of(zip({{"x/data.pkl", "\x80\x02}"}})), HasSubstr("x/data.pkl is damaged at byte 3"));
  std::string moved = good;
  moved.replace(moved.rfind("PK\x01\x02") + 42, 4, le(0x7fffffffu));  // offset of the last entry
  EXPECT_THAT(error_of(moved), HasSubstr("entry 'archive/data/0' of its archive should begin at byte 2147483647"));
  std::string longer = good;
  longer.replace(longer.rfind("PK\x01\x02") + 20, 8, le(0x7fffffffu) + le(0x7fffffffu));
  EXPECT_THAT(error_of(longer), HasSubstr("should have 2147483647 bytes"));
  std::string encrypted = good;
  encrypted[encrypted.rfind("PK\x01\x02") + 8] |= 1;
  EXPECT_THAT(error_of(encrypted), HasSubstr("encrypted"));
}

TEST(Archive, LayoutsThatTorchOrOthersWrite) {
  const std::string bytes = pickle(dict({{"a", tensor({})}}));
  const std::string values = floats({1, 2, 3, 4, 5, 6});
  EXPECT_EQ(error_of(zip({{"any name/data.pkl", bytes}, {"any name/data/0", values}})), "loaded");
  EXPECT_EQ(error_of(zip({{"data.pkl", bytes}, {"data/0", values}})), "loaded");
  EXPECT_EQ(error_of(zip({{"z/y/data.pkl", bytes}, {"z/y/data/0", values}})),
            "loaded");  // a folder that was zipped again
  EXPECT_EQ(error_of(zip({{"x/", ""}, {"x/data.pkl", bytes}, {"x/data/0", values}})), "loaded");
  EXPECT_EQ(
      error_of(zip({{"x/data.pkl", bytes}, {"x/data/0", values}}, {.zip64 = false, .comment = "PK\x05\x06 a comment"})),
      "loaded");
}

TEST(Archive, Zip64) {
  const std::string file =
      zip({{"x/data.pkl", pickle(dict({{"a", tensor({})}}))}, {"x/data/0", floats({1, 2, 3, 4, 5, 6})}},
          {.zip64 = true, .comment = ""});
  EXPECT_EQ(testing::load_text(file).find("a")->data<float>()[5], 6);
  std::string damaged = file;
  damaged.replace(damaged.rfind("PK\x06\x07") + 8, 8, le(uint64_t{0x7fffffffffffffff}));
  EXPECT_THAT(error_of(damaged), HasSubstr("zip64 record of its archive is damaged"));
}

TEST(Archive, BeyondFourGigabytes) {
  // The storage lies behind a hole of 5 GB, which takes no space on most file systems.
  const TemporaryFolder folder;
  const uint64_t hole = uint64_t{5} << 30;
  const std::string values = floats({1, 2, 3, 4, 5, 6});
  const std::string bytes = pickle(dict({{"a", tensor({})}}));
  const auto header = [](const std::string& name, uint32_t size) {
    return le(0x04034b50u) + std::string(14, '\0') + le(size) + le(size) + le(static_cast<uint16_t>(name.size())) +
           le<uint16_t>(0) + name;
  };
  const auto entry = [](const std::string& name, uint64_t size, uint64_t offset) {
    return le(0x02014b50u) + std::string(16, '\0') + le(~0u) + le(~0u) + le(static_cast<uint16_t>(name.size())) +
           le<uint16_t>(28) + std::string(10, '\0') + le(~0u) + name + le<uint16_t>(1) + le<uint16_t>(24) + le(size) +
           le(size) + le(offset);
  };
  const std::string start = header("x/data.pkl", static_cast<uint32_t>(bytes.size())) + bytes;
  std::string end = header("x/data/0", static_cast<uint32_t>(values.size())) + values;
  const uint64_t directory = hole + end.size();
  const std::string entries = entry("x/data.pkl", bytes.size(), 0) + entry("x/data/0", values.size(), hole);
  end += entries;
  const uint64_t record = hole + end.size();
  end += le(0x06064b50u) + le<uint64_t>(44) + std::string(12, '\0') + le<uint64_t>(2) + le<uint64_t>(2) +
         le<uint64_t>(entries.size()) + le(directory);
  end += le(0x07064b50u) + le(0u) + le(record) + le(1u);
  end += le(0x06054b50u) + le(0u) + le(~0u) + le(~0u) + le(~0u) + le<uint16_t>(0);
  const auto file = testing::write_file(folder / "large.pth", start);
  std::error_code failed;
  std::filesystem::resize_file(file, hole, failed);
  if (failed) GTEST_SKIP() << "the file system holds no file of 5 GB: " << failed.message();
  std::ofstream(file, std::ios::binary | std::ios::app) << end;
  const Checkpoint checkpoint = load(file);
  EXPECT_EQ(checkpoint.find("a")->data<float>()[5], 6);
}

TEST(BadTensor, IsNamedWithItsPlace) {
  constexpr int64_t kHuge = std::numeric_limits<int64_t>::max();
  const auto message = [](const testing::TensorSpec& spec) {
    return error_of(archive(pickle(dict({{"layer.weight", tensor(spec)}}))));
  };
  ASSERT_EQ(message({}), "loaded");
  EXPECT_EQ(message({.key = "9"}), "checkpoint a.pth: tensor layer.weight: its archive has no entry 'archive/data/9'");
  EXPECT_EQ(
      message({.numel = 7}),
      "checkpoint a.pth: tensor layer.weight: its storage '0' should have 28 bytes, but the archive's entry has 24");
  EXPECT_EQ(message({.numel = 5}),
            "checkpoint a.pth: tensor layer.weight: f32[2,3] needs 24 bytes of its storage (offset 0, stride [3,1]), "
            "which has 20");
  EXPECT_THAT(message({.offset = 1}), HasSubstr("needs 28 bytes"));
  EXPECT_THAT(message({.stride = {4, 1}}), HasSubstr("needs 28 bytes"));
  EXPECT_THAT(message({.offset = -1}), HasSubstr("its offset in the storage is no number"));
  EXPECT_THAT(message({.offset = kHuge}), HasSubstr("beyond every memory"));
  EXPECT_THAT(message({.shape = {kHuge, 4}}), HasSubstr("beyond every memory"));
  EXPECT_THAT(message({.shape = {2, -3}}), HasSubstr("its shape holds -3"));
  EXPECT_THAT(message({.shape = {kHuge, 0, 4}, .stride = {1, 1, 1}}), HasSubstr("beyond every memory"));
  EXPECT_THAT(message({.stride = {kHuge, 1}}), HasSubstr("beyond every memory"));
  EXPECT_THAT(message({.stride = {-3, 1}}), HasSubstr("its stride holds -3"));
  EXPECT_THAT(message({.stride = {1}}), HasSubstr("2 dimensions, but 1 strides"));
  EXPECT_THAT(message({.numel = -1}), HasSubstr("its storage has -1 elements"));
  EXPECT_THAT(message({.numel = kHuge}), HasSubstr("beyond every memory"));
  EXPECT_THAT(message({.shape = {1 << 20, 1 << 20}, .stride = {0, 0}}),
              HasSubstr("more memory than any checkpoint needs"));
  EXPECT_THAT(message({.type = "QInt8Storage"}), HasSubstr("torch.QInt8Storage"));
  EXPECT_THAT(message({.type = "Nonsense"}), HasSubstr("torch.Nonsense"));
  EXPECT_THAT(message({.shape = std::vector<int64_t>(65, 1), .stride = std::vector<int64_t>(65, 1)}),
              HasSubstr("65 dimensions"));
  EXPECT_EQ(message({.shape = {0, kHuge / 4}, .stride = {1, 1}}), "loaded");
  EXPECT_EQ(message({.shape = {1, 6}, .stride = {kHuge, 1}}),
            "loaded");  // the stride of an axis of one element means nothing
  EXPECT_EQ(message({.shape = {1, 2, 3}, .stride = {kHuge, 1, 2}}), "loaded");
}

TEST(BadTensor, DescriptionsOfTheWrongSort) {
  const std::string rebuild = global("torch._utils", "_rebuild_tensor_v2");
  const auto message = [](const std::string& value) { return error_of(archive(pickle(dict({{"w", value}})))); };
  EXPECT_THAT(message(rebuild + ")R"), HasSubstr("its description has 0 parts"));
  EXPECT_THAT(message(rebuild + "(NNNNtR"), HasSubstr("its bytes are a None"));
  EXPECT_THAT(message(global("torch._utils", "_rebuild_parameter") + "(NNNtR"),
              HasSubstr("only dense ones are supported"));
  std::string wrapped = tensor({});
  for (int i = 0; i < 10; ++i) wrapped = global("torch._utils", "_rebuild_parameter") + wrapped + "\x85R";
  EXPECT_THAT(message(wrapped), HasSubstr("wrapped too often"));
  EXPECT_THAT(message(global("torch._tensor", "_rebuild_from_type_v2") + "(NNNNtR"), HasSubstr("only dense ones"));
  // A storage of another class than a tensor's, and one that is no class.
  EXPECT_THAT(
      message(rebuild + "((" + text("storage") + "N" + text("0") + text("cpu") + "K\x06tQK\0K\x06\x85K\x01\x85NNtR"s),
      HasSubstr("a storage of no class"));
}

TEST(Legacy, Errors) {
  const std::string good = read_file(sample("layouts_legacy.pth"));
  ASSERT_EQ(error_of(good), "loaded");
  EXPECT_THAT(error_of(good.substr(0, good.size() - 1)), HasSubstr("the file is cut off: its storage"));
  EXPECT_THAT(error_of(good.substr(0, 15)), HasSubstr("the version is damaged"));
  const std::string magic = good.substr(0, 15);
  EXPECT_THAT(error_of(magic + "\x80\x02K\x05."), HasSubstr("unknown version of PyTorch's format"));
  const std::string head = magic + "\x80\x02M\xe9\x03." + "\x80\x02}.";
  const std::string body = pickle(dict({{"a", tensor({})}}));
  const std::string keys = "\x80\x02](" + text("0") + "e.";
  EXPECT_EQ(error_of(head + body + keys + le<uint64_t>(6) + floats({1, 2, 3, 4, 5, 6})), "loaded");
  EXPECT_THAT(error_of(head + body + keys + le<uint64_t>(5) + floats({1, 2, 3, 4, 5})),
              HasSubstr("tensor a: its storage '0' should have 24 bytes"));
  EXPECT_THAT(error_of(head + body + keys + le<uint64_t>(~uint64_t{0}) + "abc"), HasSubstr("the file is cut off"));
  EXPECT_THAT(error_of(head + body + "\x80\x02]."), HasSubstr("its storage '0' is not in the file"));
  EXPECT_THAT(error_of(head + body + "\x80\x02](" + text("7") + "e."), HasSubstr("'7' that nothing refers to"));
  EXPECT_THAT(error_of(head + pickle(global("os", "system") + ")R")), HasSubstr("it tries to call os.system"));
}

TEST(Legacy, ViewsOfAStorage) {
  // The oldest files: ("storage", type, key, location, numel, (key of the whole, first element, numel)).
  const std::string magic = read_file(sample("layouts_legacy.pth")).substr(0, 15);
  const std::string storage = "(" + text("storage") + global("torch", "FloatStorage") + text("view") + text("cpu") +
                              "K\x03(" + text("0") + "K\x02K\x03ttQ";
  const std::string value = global("torch._utils", "_rebuild_tensor") + "(" + storage + "K\0K\x03\x85K\x01\x85tR"s;
  const std::string file = magic + "\x80\x02M\xe9\x03." + "\x80\x02}." + pickle(dict({{"a", value}})) + "\x80\x02](" +
                           text("0") + "e." + le<uint64_t>(6) + floats({1, 2, 3, 4, 5, 6});
  const Checkpoint checkpoint = testing::load_text(file);
  EXPECT_EQ(checkpoint.find("a")->data<float>()[0], 3);
  EXPECT_EQ(checkpoint.find("a")->data<float>()[2], 5);
}

/// The archive with its checksums removed, so that damage gets further than to them.
std::string without_checksums(std::string file) {
  for (size_t at = 0; (at = file.find("PK\x01\x02", at)) != std::string::npos; at += 46)
    file.replace(at + 16, 4, 4, '\0');
  return file;
}

TEST(Damage, ChecksumsAreCompared) {
  std::string file = read_file(sample("data_parallel.pth"));
  ASSERT_EQ(error_of(file), "loaded");
  const size_t at = file.find(floats({0, 1, 2, 3, 4, 5}));
  ASSERT_NE(at, std::string::npos);
  file[at] ^= 1;
  EXPECT_THAT(error_of(file),
              HasSubstr("tensor weight: entry 'data_parallel/data/0' of its archive does not have the checksum"));
  EXPECT_EQ(error_of(without_checksums(file)), "loaded");
}

/// Small files of both formats, as torch wrote them, for damage.
std::vector<std::string> victims() {
  std::vector<std::string> files;
  for (const char* name :
       {"layouts.pth", "layouts_legacy.pth", "data_parallel.pth", "objects_protocol4.pth", "unsupported.pth"})
    files.push_back(without_checksums(read_file(sample(name))));
  return files;
}

/// Reads every byte that the checkpoint shows.
size_t touch(const Checkpoint& checkpoint) {
  size_t sum = checkpoint.meta.dump().size();
  for (const auto* dict : {&checkpoint.state_dict, &checkpoint.ema_state_dict})
    for (const NamedTensor& entry : *dict)
      for (size_t i = 0; i < entry.tensor.nbytes(); ++i) sum += entry.tensor.data<uint8_t>()[i];
  return sum;
}

TEST(Damage, EveryTruncationIsAnError) {
  for (const std::string& file : victims()) {
    const size_t step = file.size() > 20000 ? 97 : 1;
    for (size_t length = 0; length < file.size(); length += step)
      EXPECT_THAT(error_of(std::string_view(file).substr(0, length)), StartsWith("checkpoint a.pth: ")) << length;
  }
}

TEST(Damage, FlippedBytesLoadOrAreAnError) {
  std::mt19937 random(20240229);
  size_t errors = 0;
  size_t loaded = 0;
  const auto files = victims();
  for (int round = 0; round < 4000; ++round) {
    std::string file = files[static_cast<size_t>(round) % files.size()];
    const size_t flips = 1 + random() % 4;
    // Mostly in the pickle and the directory, where it matters.
    const size_t pickle_end = std::min<size_t>(file.size(), 3500);
    for (size_t i = 0; i < flips; ++i) {
      const size_t at =
          random() % 4 == 0 ? file.size() - 1 - random() % std::min<size_t>(file.size(), 1500) : random() % pickle_end;
      file[at] = static_cast<char>(random());
    }
    try {
      touch(testing::load_text(file));
      ++loaded;
    } catch (const Error&) {
      ++errors;
    }
  }
  EXPECT_GT(errors, 500u);
  EXPECT_GT(loaded, 100u);
}

TEST(Damage, RandomInstructionsLoadOrAreAnError) {
  static constexpr std::string_view kInstructions =
      "(.012NJKMGTUXBC)]}"
      "tlaesubqrhjQcoiFILSVgpPdR\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8f\x90\x91\x92\x93\x94";
  std::mt19937 random(4);
  const std::string pieces[] = {global("torch._utils", "_rebuild_tensor_v2"),
                                global("collections", "OrderedDict"),
                                global("__builtin__", "getattr"),
                                global("torch", "FloatStorage"),
                                global("numpy.core.multiarray", "scalar"),
                                global("numpy", "dtype"),
                                tensor({}),
                                text("state_dict"),
                                text("meta"),
                                "}",
                                "(",
                                ")",
                                "t",
                                "R",
                                "K\x01",
                                "\x86",
                                "\x87"};
  for (int round = 0; round < 20000; ++round) {
    std::string bytes = "\x80\x02}" + text("state_dict") + "}" + text("w");
    const size_t count = random() % 24;
    for (size_t i = 0; i < count; ++i)
      bytes += random() % 3 == 0 ? std::string(1, kInstructions[random() % kInstructions.size()])
                                 : pieces[random() % std::size(pieces)];
    bytes += "ss.";
    try {
      touch(testing::load_text(archive(bytes)));
    } catch (const Error&) {
    }
  }
}

}  // namespace
}  // namespace slipway::checkpoint
