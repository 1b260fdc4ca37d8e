// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "backend/testing/contract.h"

namespace slipway::backend {
namespace {

namespace fs = std::filesystem;
using testing::error_of;
using ::testing::HasSubstr;
using testing::values;

constexpr const char* kOpenvinoPlain = R"({"type": "openvino"})";

const testing::RegisterContract kOpenvinoContract({.backend = "openvino", .devices = {"auto"}});

class OpenVino : public testing::BackendTest {
 protected:
  OpenVino() : BackendTest("openvino", kOpenvinoPlain) {}
};
using OpenVinoErrors = OpenVino;

TEST_F(OpenVino, WritesTwoFiles) {
  EXPECT_THAT(availability("openvino").version, ::testing::MatchesRegex("20[0-9.]+"));
  const std::vector<fs::path> files = compile("affine");
  EXPECT_EQ(files, (std::vector<fs::path>{folder_ / "affine.xml", folder_ / "affine.bin"}));
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder_)) names.push_back(entry.path().filename().string());
  EXPECT_THAT(names, ::testing::UnorderedElementsAre("affine.onnx", "affine.xml", "affine.bin"));
  const std::string first = io::read_file(files[0]);
  EXPECT_EQ(first.find(folder_.string()), std::string::npos) << "the model tells of the machine that it comes from";
  compile("affine");
  EXPECT_EQ(io::read_file(files[0]), first);
}

TEST_F(OpenVino, GivesOutputsWithoutElements) {
  const auto session = open("nonzero");
  EXPECT_EQ(session->run({HostTensor(DType::kF32, {4})})[0].describe(), "i64[1,0]");
}

TEST_F(OpenVino, OpensOnnxFromMemory) {
  const auto session = get("openvino").open_memory(bytes("affine"), {.device = "cpu", .threads = 1});
  EXPECT_EQ(session->inputs()[0].name, "x");
  EXPECT_EQ(session->outputs()[0].name, "y");
  EXPECT_EQ(values<float>(session->run({HostTensor::of<float>(DType::kF32, {1, 3}, {1, 2, 3})})[0]),
            (std::vector<float>{12, 24, 36}));
}

TEST_F(OpenVino, OptionsChangeNoResult) {
  const std::vector<fs::path> files =
      compile("affine", R"({"type": "openvino", "model_inputs": [{"opt_shapes": {"x": [4, 3]}}]})");
  SessionOptions plain;
  SessionOptions automatic;
  automatic.device = "auto";
  automatic.threads = 2;
  SessionOptions sparing;
  sparing.release_memory = true;
  SessionOptions cached;
  cached.cache_folder = (folder_ / "cache").string();
  for (const SessionOptions& options : {plain, automatic, sparing, cached, cached}) {
    const auto session = get("openvino").open(files, options);
    EXPECT_EQ(session->inputs()[0].shape, (std::vector<int64_t>{-1, 3})) << "still dynamic";
    for (int i = 0; i < 2; ++i)
      EXPECT_EQ(values<float>(session->run({HostTensor::of<float>(DType::kF32, {1, 3}, {1, 2, 3})})[0]),
                (std::vector<float>{12, 24, 36}));
  }
  EXPECT_FALSE(fs::is_empty(folder_ / "cache"));
  // A cache that something has broken is written anew.
  for (const auto& entry : fs::directory_iterator(folder_ / "cache"))
    if (entry.is_regular_file()) fs::resize_file(entry.path(), fs::file_size(entry.path()) / 2);
  EXPECT_EQ(values<float>(
                get("openvino").open(files, cached)->run({HostTensor::of<float>(DType::kF32, {1, 3}, {1, 2, 3})})[0]),
            (std::vector<float>{12, 24, 36}));
}

TEST_F(OpenVino, TheWeightsAloneAreCompressed) {
  // 2 x + (10, 20, 30) is exact in f16, the inputs are not: 2049 and 4097 have no f16.
  for (const char* config : {kOpenvinoPlain, R"({"type": "openvino", "precision": "FP16"})"}) {
    const auto session = open("affine", config);
    EXPECT_EQ(session->inputs()[0].dtype, DType::kF32);
    EXPECT_EQ(values<float>(session->run({HostTensor::of<float>(DType::kF32, {1, 3}, {2049, 4097, 0.125F})})[0]),
              (std::vector<float>{4108, 8214, 30.25F}));
  }
}

TEST_F(OpenVinoErrors, ModelsThatCannotBeConverted) {
  const auto convert = [&](const std::string& content) {
    const fs::path model = folder_ / "net.onnx";
    io::write_file(model, content);
    const std::string message = error_of([&] { get("openvino").compile(model, kOpenvinoPlain); });
    EXPECT_FALSE(fs::exists(folder_ / "net.xml")) << message;
    EXPECT_FALSE(fs::exists(folder_ / "net.partial.xml")) << message;
    return message;
  };
  EXPECT_THAT(convert(bytes("unknown_operator")), HasSubstr("NoSuchOperator"));
  EXPECT_THAT(convert(""), HasSubstr("the model file is empty"));
  EXPECT_THAT(convert("this is no model"), HasSubstr("OpenVINO cannot convert"));
  EXPECT_THAT(convert(bytes("affine").substr(0, 40)), HasSubstr("OpenVINO cannot convert"));
  EXPECT_THAT(error_of([&] { get("openvino").compile(folder_ / "absent.onnx", kOpenvinoPlain); }),
              HasSubstr("no such model file"));
}

TEST_F(OpenVinoErrors, ConfigsThatMeanNothing) {
  const auto refuse = [&](const std::string& config) { return error_of([&] { compile("affine", config); }); };
  EXPECT_THAT(refuse(R"({"type": "openvino", "precison": "FP16"})"), HasSubstr("did you mean 'precision'"));
  EXPECT_THAT(refuse(R"({"type": "openvino", "precision": "INT8"})"), HasSubstr("supported: FP32, FP16"));
  EXPECT_THAT(refuse(R"({"type": "openvino", "mo_options": {"flags": ["--x"]}})"),
              HasSubstr("precision='FP16' instead"));
  EXPECT_THAT(refuse(R"({"type": "openvino", "model_inputs": [{}, {}]})"), HasSubstr("a list of one dict"));
  EXPECT_THAT(refuse(R"({"type": "openvino", "model_inputs": [{"min_shapes": {}}]})"),
              HasSubstr("backend_config.model_inputs.0.min_shapes: 'OpenVINO' has no argument 'min_shapes'; did you "
                        "mean 'opt_shapes'"));
  EXPECT_THAT(refuse(R"({"type": "openvino", "model_inputs": [{"opt_shapes": {"x": [0, 3]}}]})"),
              HasSubstr("a list of sizes"));
  EXPECT_THAT(refuse(R"({"type": "openvino", "model_inputs": [{"opt_shapes": {"image": [1, 3]}}]})"),
              HasSubstr("names 'image', but the model's input is 'x'"));
  // What cannot be prepared for is not: a warning, no error.
  EXPECT_EQ(refuse(R"({"type": "openvino", "mo_options": {}, "model_inputs": [{"opt_shapes": {"x": [1, 5]}}]})"),
            "no slipway::Error");
}

TEST_F(OpenVinoErrors, AllThatIsWrongWithAConfigIsToldBeforeConversion) {
  const std::vector<ConfigProblem> problems =
      get("openvino").check_config(R"({"type": "openvino", "precision": "INT4", "mo_options": {"flags": ["--x"]},
        "model_inputs": [{"opt_shapes": {"x": [1, -3], "y": "large"}}], "speed": 1})");
  std::vector<std::string> keys;
  for (const ConfigProblem& problem : problems) keys.push_back(problem.key);
  EXPECT_THAT(keys, ::testing::ElementsAre("precision", "model_inputs.0.opt_shapes.x", "model_inputs.0.opt_shapes.y",
                                           "mo_options", "speed"));
  EXPECT_THAT(get("openvino").check_config(R"({"type": "openvino", "precision": null, "model_inputs": null})"),
              ::testing::IsEmpty());
  EXPECT_EQ(get("openvino").check_config("[]").at(0).message, "must be a dict");
}

TEST_F(OpenVinoErrors, FilesThatCannotBeLoaded) {
  const std::vector<fs::path> files = compile("affine");
  EXPECT_EQ(open_error({files[0]}), "no slipway::Error") << "the other file is found beside";
  io::write_file(folder_ / "lonely.xml", io::read_file(files[0]));
  EXPECT_THAT(open_error({folder_ / "lonely.xml"}), HasSubstr("lonely.bin: no such model file"));
  EXPECT_THAT(error_of([&] { get("openvino").open_memory("", {}); }), HasSubstr("empty"));
  EXPECT_THAT(error_of([&] { get("openvino").open_memory("garbage", {}); }), HasSubstr("the model in memory"));
}

// OpenVINO itself asks for the size of the weights only.
TEST_F(OpenVinoErrors, WeightsOfAnotherModelAreRefused) {
  const std::vector<fs::path> files = compile("affine");
  std::string bin = io::read_file(files[1]);
  ASSERT_GT(bin.size(), 8U);
  bin[5] = static_cast<char>(bin[5] ^ 1);
  io::write_file(files[1], bin);
  EXPECT_THAT(open_error(files), HasSubstr("affine.bin does not hold the weights of "));
  bin[5] = static_cast<char>(bin[5] ^ 1);
  io::write_file(files[1], bin);
  EXPECT_EQ(open_error(files), "no slipway::Error");
  // Files that Slipway did not write have no hash.
  std::string xml = io::read_file(files[0]);
  const size_t hash = xml.find("weights_hash");
  ASSERT_NE(hash, std::string::npos);
  EXPECT_EQ(xml.find("0000000000000000", hash), std::string::npos);
  xml.replace(hash, 12, "another_note");
  io::write_file(files[0], xml);
  bin[5] = static_cast<char>(bin[5] ^ 1);
  io::write_file(files[1], bin);
  EXPECT_EQ(open_error(files), "no slipway::Error");
}

// Sends nothing, and keeps nothing but what it is asked to keep.
TEST(OpenVinoChild, DISABLED_RunsAModel) {
  const std::string model = io::read_file(SLIPWAY_SOURCE_DIR "/test/data/backend/affine.onnx");
  const auto session = get("openvino").open_memory(model, {});
  for (int i = 0; i < 3; ++i) session->run({HostTensor(DType::kF32, {1, 3})});
}

TEST_F(OpenVino, LeavesNoFiles) {
  const std::string home = folder_.string();
  const ChildResult child =
      run_child("OpenVinoChild.DISABLED_RunsAModel", {{"HOME", home}, {"XDG_CACHE_HOME", home}, {"TMPDIR", home}});
  EXPECT_EQ(child.exit_code, 0) << child.output;
  EXPECT_TRUE(fs::is_empty(folder_));
}

}  // namespace
}  // namespace slipway::backend
