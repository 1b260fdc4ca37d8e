// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "backend/testing/contract.h"

namespace slipway::backend {
namespace {

namespace fs = std::filesystem;
using testing::error_of;
using ::testing::HasSubstr;
using testing::values;

constexpr const char* kPlain = R"({"type": "ncnn", "precision": "FP32", "use_vulkan": false})";

const testing::RegisterContract kNcnnContract({.backend = "ncnn",
                                               .config = kPlain,
                                               .without = {{"sum_and_difference", "ncnn computes in f32 only"},
                                                           {"identity", "ncnn computes in f32 only"},
                                                           {"expand", "ncnn has no shapes that are computed"}}});

class Ncnn : public testing::BackendTest {
 protected:
  Ncnn() : BackendTest("ncnn", kPlain) {}
  void TearDown() override {
    unsetenv("SLIPWAY_PNNX");
    BackendTest::TearDown();
  }
};
using NcnnErrors = Ncnn;

TEST_F(Ncnn, SaysWhatItLacks) {
  EXPECT_FALSE(get("ncnn").capabilities().selects_detections);
  EXPECT_FALSE(get("ncnn").capabilities().batches);
  EXPECT_THAT(availability("ncnn").version, ::testing::MatchesRegex("[0-9.]+"));
}

TEST_F(Ncnn, WritesTwoFiles) {
  const std::vector<fs::path> files = compile("affine");
  EXPECT_EQ(files, (std::vector<fs::path>{folder_ / "affine.param", folder_ / "affine.bin"}));
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder_)) names.push_back(entry.path().filename().string());
  EXPECT_THAT(names, ::testing::UnorderedElementsAre("affine.onnx", "affine.param", "affine.bin"));
  const std::string first = io::read_file(files[0]), weights = io::read_file(files[1]);
  compile("affine");
  EXPECT_EQ(io::read_file(files[0]), first);
  EXPECT_EQ(io::read_file(files[1]), weights);
}

TEST_F(Ncnn, NamesAndShapesAreTheModels) {
  const auto session = open("affine");
  ASSERT_EQ(session->inputs().size(), 1U);
  EXPECT_EQ(session->inputs()[0].name, "x");
  EXPECT_EQ(session->inputs()[0].dtype, DType::kF32);
  EXPECT_EQ(session->inputs()[0].shape, (std::vector<int64_t>{1, 3})) << "there is no batch";
  EXPECT_EQ(session->outputs()[0].name, "y");
  EXPECT_EQ(session->outputs()[0].shape, (std::vector<int64_t>{1, 3}));
  const auto outputs = session->run({HostTensor::of<float>(DType::kF32, {1, 3}, {1, 2, 3})});
  ASSERT_EQ(outputs.size(), 1U);
  EXPECT_EQ(outputs[0].describe(), "f32[1,3]");
  EXPECT_EQ(values<float>(outputs[0]), (std::vector<float>{12, 24, 36}));
}

// Channels of ncnn's tensors begin at multiples of 16 bytes: an odd size shows whether that is heeded.
TEST_F(Ncnn, ImagesOfAnySize) {
  const auto session = open("conv_means");
  ASSERT_EQ(session->inputs()[0].shape, (std::vector<int64_t>{1, 3, -1, -1}));
  for (const auto& [height, width] : {std::pair<int64_t, int64_t>{2, 2}, {5, 3}, {1, 1}}) {
    HostTensor image(DType::kF32, {1, 3, height, width});
    std::vector<float> expected;
    for (int64_t c = 0; c < 3; ++c) {
      float sum = 0;
      for (int64_t i = 0; i < height * width; ++i) {
        image.mutable_data<float>()[c * height * width + i] = static_cast<float>(100 * c + i);
        sum += static_cast<float>(100 * c + i);
      }
      expected.push_back(sum / static_cast<float>(height * width));
    }
    const auto outputs = session->run({image});
    ASSERT_EQ(outputs[0].numel(), 3);
    for (size_t c = 0; c < 3; ++c)
      EXPECT_NEAR(values<float>(outputs[0])[c], expected[c], 1e-4) << height << "x" << width;
  }
}

// What pnnx writes behind the convolution of one place divides by a number of images, which ncnn does not have.
TEST_F(Ncnn, ConvolutionsOfOnePlace) {
  const auto session = open("pooled");
  HostTensor image(DType::kF32, {1, 3, 4, 6});
  for (int64_t i = 0; i < image.numel(); ++i) image.mutable_data<float>()[i] = static_cast<float>(i);
  const std::vector<float> found = values<float>(session->run({image})[0]);
  ASSERT_EQ(found.size(), 72U);
  const float means[] = {11.5F, 35.5F, 59.5F}, weights[] = {1, 2, 4};
  for (size_t i = 0; i < found.size(); ++i)
    EXPECT_NEAR(found[i], means[i / 24] * weights[i / 24] + static_cast<float>(i), 1e-3) << i;
}

// ncnn's own layer is up to 4e-4 of a value off where several rows lie beside each other. What is allowed is a few
// steps of f32 of values up to 15, and up to 2.
TEST_F(Ncnn, LayerNormsAreExact) {
  const auto session = open("layer_norms");
  constexpr int64_t kRows = 32, kWidth = 24;
  HostTensor input(DType::kF32, {1, kRows, kWidth});
  for (int64_t i = 0; i < input.numel(); ++i)
    input.mutable_data<float>()[i] = static_cast<float>((i / kWidth + 1) * (i * i % 37));
  const std::vector<HostTensor> outputs = session->run({input});
  const std::vector<float> rows = values<float>(outputs[0]), again = values<float>(outputs[1]);
  const auto normalised = [&](const float* row) {
    std::vector<double> result(row, row + kWidth);
    double mean = 0, squares = 0;
    for (const double x : result) mean += x / kWidth;
    for (const double x : result) squares += (x - mean) * (x - mean) / kWidth;
    for (double& x : result) x = (x - mean) / std::sqrt(squares + 1e-5);
    return result;
  };
  for (int64_t row = 0; row < kRows; ++row) {
    const std::vector<double> first = normalised(input.data<float>() + row * kWidth);
    const std::vector<double> second = normalised(rows.data() + row * kWidth);
    for (int64_t i = 0; i < kWidth; ++i) {
      const double expected = first[i] * static_cast<double>(i + 1) / 8 + static_cast<double>(i - 12);
      EXPECT_NEAR(rows[row * kWidth + i], expected, 1e-5) << row << ", " << i;
      EXPECT_NEAR(again[row * kWidth + i], second[i], 1e-6) << row << ", " << i;
    }
  }
}

// pnnx guesses which axis is the batch by the operators; in a model without any that tells, it takes other axes than
// meant.
TEST_F(NcnnErrors, OutputsOfAnotherShapeThanTheModelsAreRefused) {
  const auto session = open("channel_means");
  EXPECT_THAT(error_of([&] {
                session->run({HostTensor(DType::kF32, {1, 3, 4, 2})});
              }),
              HasSubstr("where the model file says [1,3]"));
}

TEST_F(Ncnn, OpensOnnxFromMemory) {
  const auto session = get("ncnn").open_memory(bytes("affine"), {.device = "cpu", .threads = 1});
  EXPECT_EQ(session->outputs()[0].name, "y");
  EXPECT_EQ(values<float>(session->run({HostTensor::of<float>(DType::kF32, {1, 3}, {1, 2, 3})})[0]),
            (std::vector<float>{12, 24, 36}));
}

TEST_F(Ncnn, TheWeightsAloneAreHalved) {
  const auto session = open("small_weights", R"({"type": "ncnn", "precision": "FP16"})");
  const auto response = [&](std::vector<float> input) {
    return values<float>(session->run({HostTensor::of<float>(DType::kF32, {1, 3, 1, 1}, input)})[0])[0];
  };
  // numpy.float16 of 0.7, 1e-5 and 3.3e-7: the nearest, not those below, and the denormal ones are no zeros.
  EXPECT_FLOAT_EQ(response({1, 0, 0}), 0.7001953125F);
  EXPECT_FLOAT_EQ(response({0, 1, 0}), 168 * 0x1p-24F);
  EXPECT_FLOAT_EQ(response({0, 0, 1}), 6 * 0x1p-24F);
  // The input is not rounded: 2049 has no f16.
  EXPECT_FLOAT_EQ(response({2049, 0, 0}), 2049 * 0.7001953125F);
  EXPECT_EQ(fs::file_size(folder_ / "small_weights.bin"), 4 + 8) << "a tag and three halves, in whole words";
}

TEST_F(NcnnErrors, EmptyInputs) {
  EXPECT_THAT(error_of([&] {
                open("conv_means")->run({HostTensor(DType::kF32, {1, 3, 0, 4})});
              }),
              HasSubstr("f32[1,3,0,4]"));
}

TEST_F(NcnnErrors, ModelsThatCannotBeConverted) {
  const auto convert = [&](const std::string& content) {
    const fs::path model = folder_ / "net.onnx";
    io::write_file(model, content);
    const std::string message = error_of([&] { get("ncnn").compile(model, kPlain); });
    EXPECT_FALSE(fs::exists(folder_ / "net.param")) << message;
    EXPECT_FALSE(fs::exists(folder_ / "net.bin")) << message;
    return message;
  };
  EXPECT_THAT(convert(bytes("unknown_operator")), HasSubstr("net.onnx: "));
  EXPECT_THAT(convert(bytes("sum_and_difference")), HasSubstr("f32"));
  EXPECT_THAT(convert(bytes("channel_means_batch2")), HasSubstr("one image at a time"));
  EXPECT_THAT(convert(""), HasSubstr("the model file is empty"));
  EXPECT_THAT(convert("this is no model"), HasSubstr("net.onnx: "));
  EXPECT_THAT(convert(bytes("affine").substr(0, 40)), HasSubstr("net.onnx: "));
  EXPECT_THAT(error_of([&] { get("ncnn").compile(folder_ / "absent.onnx", kPlain); }), HasSubstr("no such model file"));
}

TEST_F(NcnnErrors, ConfigsThatMeanNothing) {
  const auto refuse = [&](const std::string& config) {
    const std::string message = error_of([&] { compile("affine", config); });
    EXPECT_EQ(get("ncnn").check_config(config).empty(), message == "no slipway::Error") << config;
    return message;
  };
  EXPECT_THAT(refuse(R"({"type": "ncnn", "precison": "FP16"})"), HasSubstr("did you mean 'precision'"));
  EXPECT_THAT(refuse(R"({"type": "ncnn", "precision": "INT8"})"), HasSubstr("supported: FP32, FP16"));
  EXPECT_THAT(refuse(R"({"type": "ncnn", "use_vulkan": true})"), HasSubstr("set it to False"));
  EXPECT_EQ(refuse(kPlain), "no slipway::Error");
}

TEST_F(NcnnErrors, WithoutPnnx) {
  setenv("SLIPWAY_PNNX", (folder_ / "absent").c_str(), 1);
  EXPECT_THAT(error_of([&] { get("ncnn").check_config(kPlain); }), HasSubstr("no such program"));
  // One that is no converter.
  setenv("SLIPWAY_PNNX", "/bin/false", 1);
  EXPECT_THAT(error_of([&] { compile("affine"); }), HasSubstr("pnnx cannot convert the model (exit code 1)"));
  setenv("SLIPWAY_PNNX", "/bin/true", 1);
  EXPECT_THAT(error_of([&] { compile("affine"); }), HasSubstr("pnnx cannot convert the model"));
}

TEST_F(NcnnErrors, FilesThatCannotBeLoaded) {
  const std::vector<fs::path> files = compile("affine");
  const std::string param = io::read_file(files[0]);
  const std::string bin = io::read_file(files[1]);
  EXPECT_EQ(open_error({files[0]}), "no slipway::Error") << "the other file is found beside";
  io::write_file(folder_ / "cut.bin", bin);
  for (const size_t size : {size_t{0}, size_t{9}, param.size() / 2, param.size() - 30}) {
    io::write_file(folder_ / "cut.param", param.substr(0, size));
    EXPECT_THAT(open_error({folder_ / "cut.param"}), HasSubstr("cut.param")) << size;
  }
  io::write_file(folder_ / "cut.param", param);
  for (const size_t size : {size_t{0}, size_t{1}, bin.size() / 2, bin.size() - 1}) {
    io::write_file(folder_ / "cut.bin", bin.substr(0, size));
    EXPECT_THAT(open_error({folder_ / "cut.param"}), HasSubstr("does not hold the weights of this network")) << size;
  }
  std::string other = bin;
  other.back() = static_cast<char>(other.back() ^ 1);
  io::write_file(folder_ / "cut.bin", other);
  EXPECT_THAT(open_error({folder_ / "cut.param"}), HasSubstr("does not hold the weights")) << "of the same size";
  // Files of other programs have no hash: what ncnn notices is told, with its own words.
  io::write_file(folder_ / "cut.param", param.substr(0, param.find(" -23320=")) + param.substr(param.find('\n', 40)));
  EXPECT_EQ(open_error({folder_ / "cut.param"}), "no slipway::Error");
  for (const size_t size : {size_t{0}, size_t{1}, bin.size() - 1}) {
    io::write_file(folder_ / "cut.bin", bin.substr(0, size));
    EXPECT_THAT(open_error({folder_ / "cut.param"}), HasSubstr("cannot read the weights")) << size;
  }
  io::write_file(folder_ / "cut.bin", bin + "1234");
  EXPECT_THAT(open_error({folder_ / "cut.param"}), HasSubstr("of another network"));
  EXPECT_THAT(error_of([&] { get("ncnn").open_memory("", {}); }), HasSubstr("the model in memory"));
  EXPECT_THAT(error_of([&] { get("ncnn").open_memory("garbage", {}); }), HasSubstr("the model in memory"));
}

TEST_F(NcnnErrors, NetworksThatMakeNoSense) {
  io::write_file(folder_ / "net.bin", "12345678");
  const auto refuse = [&](const std::string& layers) {
    io::write_file(folder_ / "net.param", "7767517\n" + layers);
    return open_error({folder_ / "net.param"});
  };
  EXPECT_THAT(refuse(""), HasSubstr("truncated"));
  EXPECT_THAT(refuse("x y\n"), HasSubstr("line 2: 'x' is no count"));
  EXPECT_THAT(refuse("99999999999 1\n"), HasSubstr("is no count"));
  EXPECT_THAT(refuse("2 1\nInput in 0 1 x\n"), HasSubstr("it says 2 layers and has 1"));
  EXPECT_THAT(refuse("1 1\nInput in 0 5 x\n"), HasSubstr("line 3: 5 blobs are announced"));
  EXPECT_THAT(refuse("1 7\nInput in 0 1 x\n"), HasSubstr("it says 7 blobs and has 1"));
  EXPECT_THAT(refuse("2 2\nInput in 0 1 x\nReLU r 1 1 z y\n"), HasSubstr("no layer before makes the blob 'z'"));
  EXPECT_THAT(refuse("2 2\nInput in 0 1 x\nReLU r 1 1 x x\n"), HasSubstr("the blob 'x' is made twice"));
  EXPECT_THAT(refuse("2 2\nInput in 0 1 x\nFancy f 1 1 x y\nFancy"), HasSubstr("line 5"));
  EXPECT_THAT(refuse("2 2\nInput in 0 1 x\nFancy f 1 1 x y\n"), HasSubstr("has no layers of these types: Fancy"));
  EXPECT_THAT(refuse("2 2\nInput in 0 1 x\nReLU r 1 1 x y\n"), HasSubstr("takes 0: it is of another network"));
  EXPECT_THAT(refuse("2 2\nInput in 0 1 x -23320=2,7,1 -23321=0\nReLU r 1 1 x y\n"),
              HasSubstr("do not fit its layers"));
}

}  // namespace
}  // namespace slipway::backend
