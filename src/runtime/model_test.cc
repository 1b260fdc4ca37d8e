// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "base/error.h"
#include "base/io.h"
#include "runtime/pipeline.h"

namespace slipway::runtime {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;

constexpr const char* kPipeline = R"({"pipeline": {"input": ["img"], "output": ["post_output"], "tasks": [
  {"type": "Task", "module": "Transform", "name": "Preprocess", "input": ["img"], "output": ["prep_output"], "transforms": [
    {"type": "LoadImageFromFile"}, {"type": "Pad", "size_divisor": 8},
    {"type": "Normalize", "mean": [0, 0, 0], "std": [64, 64, 64], "to_rgb": false}, {"type": "ImageToTensor", "keys": ["img"]}]},
  {"name": "net", "type": "Task", "module": "Net", "input": ["prep_output"], "output": ["infer_output"], "input_map": {"img": "input"}, "output_map": {}},
  {"type": "Task", "module": "mmcls", "name": "postprocess", "component": "LinearClsHead", "params": {"topk": 1}, "output": ["post_output"], "input": ["infer_output"]}]}})";

constexpr const char* kDeploy =
    R"({"version": "1.3.1", "task": "Classifier", "models": [{"name": "net", "net": "end2end.onnx", "weights": "",
  "backend": "onnxruntime", "precision": "FP32", "batch_size": 1, "dynamic_shape": true}], "customs": []})";

class ModelTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) / testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::create_directories(folder_);
    io::write_file(folder_ / "pipeline.json", kPipeline);
    io::write_file(folder_ / "deploy.json", kDeploy);
    use("channel_means");
  }
  void TearDown() override { fs::remove_all(folder_); }

  void use(const std::string& model) {
    fs::copy_file(fs::path(SLIPWAY_SOURCE_DIR "/test/data/backend") / (model + ".onnx"), folder_ / "end2end.onnx",
                  fs::copy_options::overwrite_existing);
  }
  void edit(const std::string& file, const std::function<void(json&)>& change) {
    json value = json::parse(io::read_file(folder_ / file));
    change(value);
    io::write_file(folder_ / file, value.dump());
  }
  std::string error() {
    try {
      const Model model(folder_);
    } catch (const Error& e) {
      return e.what();
    }
    return "no slipway::Error";
  }

  fs::path folder_;
};

/// Pictures of three sizes (two of which become one by padding), each with another brightest channel.
std::vector<cv::Mat> pictures(size_t count) {
  const cv::Size sizes[] = {{16, 8}, {15, 8}, {8, 24}};
  std::vector<cv::Mat> images;
  for (size_t i = 0; i < count; ++i) {
    cv::Scalar color(20, 20, 20);
    color[static_cast<int>(i * 7 % 3)] = static_cast<double>(100 + i);
    images.emplace_back(sizes[i % 3], CV_8UC3, color);
  }
  return images;
}

void expect_as_alone(Model& model, const std::vector<cv::Mat>& images) {
  const std::vector<Result> together = model.run(images);
  ASSERT_EQ(together.size(), images.size());
  for (size_t i = 0; i < images.size(); ++i) {
    const auto& result = std::get<Classes>(together[i]);
    EXPECT_EQ(result.label(), static_cast<int64_t>(i * 7 % 3)) << i;
    const auto alone = std::get<Classes>(model.run({images[i]}).at(0));
    for (size_t c = 0; c < 3; ++c) EXPECT_NEAR(result.scores[c], alone.scores[c], 1e-6) << i;
  }
}

TEST_F(ModelTest, GivesEachImageItsOwnResult) {
  Model model(folder_);
  expect_as_alone(model, pictures(1));
  expect_as_alone(model, pictures(29));  // more than a batch of one shape
  EXPECT_TRUE(model.run({}).empty());
}

TEST_F(ModelTest, ScoresAreTheNetworks) {
  Model model(folder_);
  const auto result = std::get<Classes>(model.run({cv::Mat(8, 8, CV_8UC3, cv::Scalar(0, 64, 128))}).at(0));
  const double sum = std::exp(0.0) + std::exp(1.0) + std::exp(2.0);
  for (size_t c = 0; c < 3; ++c) EXPECT_NEAR(result.scores[c], std::exp(static_cast<double>(c)) / sum, 1e-6);
}

TEST_F(ModelTest, FillsUpFixedBatches) {
  use("channel_means_batch2");
  Model model(folder_);
  expect_as_alone(model, pictures(1));
  expect_as_alone(model, pictures(7));
}

TEST_F(ModelTest, WhatResultsAreDecodedFromCanBeSeen) {
  const std::unique_ptr<backend::Session> session =
      backend::get("onnxruntime").open({folder_ / "end2end.onnx"}, {.device = "cpu"});
  const Pipeline pipeline(json::parse(kPipeline));
  const std::vector<cv::Mat> images = pictures(29);
  std::vector<int> seen(images.size(), 0);
  std::vector<float> scores(images.size(), 0);
  const std::vector<Result> results = run_samples(
      *session, pipeline, images.size(), [&](size_t i) { return pipeline.preprocess(images[i]); },
      [&](size_t i, const std::vector<HostTensor>& outputs, size_t index) {
        ++seen.at(i);
        scores.at(i) = outputs.at(0).data<float>()[index * 3];
      });
  EXPECT_THAT(seen, testing::Each(1));
  for (size_t i = 0; i < images.size(); ++i) EXPECT_EQ(std::get<Classes>(results[i]).scores[0], scores[i]) << i;
}

TEST_F(ModelTest, SaysWhatIsMissing) {
  EXPECT_THAT(([] {
                try {
                  const Model m("/nonexistent/model");
                } catch (const Error& e) {
                  return std::string(e.what());
                }
                return std::string();
              }()),
              "/nonexistent/model: no such model directory");
  EXPECT_EQ(error(), "no slipway::Error");
  fs::remove(folder_ / "end2end.onnx");
  EXPECT_EQ(error(), folder_.string() + ": " + (folder_ / "end2end.onnx").string() + ": no such model file");
  fs::remove(folder_ / "deploy.json");
  EXPECT_THAT(error(), HasSubstr("deploy.json: no such file; a model directory holds deploy.json, pipeline.json"));
  fs::remove(folder_ / "pipeline.json");
  EXPECT_THAT(error(), HasSubstr("pipeline.json: no such file"));
  EXPECT_THAT(([&] {
                io::write_file(folder_ / "f", "x");
                try {
                  const Model m(folder_ / "f");
                } catch (const Error& e) {
                  return std::string(e.what());
                }
                return std::string();
              }()),
              HasSubstr("is a file, not a model directory"));
}

TEST_F(ModelTest, SaysWhatIsBroken) {
  edit("deploy.json", [](json& deploy) { deploy["models"][0]["backend"] = "ascend"; });
  EXPECT_THAT(error(), HasSubstr("backend 'ascend' (Ascend) is not yet supported"));
  edit("deploy.json", [](json& deploy) { deploy["models"][0]["backend"] = "onnxrt"; });
  EXPECT_THAT(error(), HasSubstr("unknown backend 'onnxrt'"));
  edit("deploy.json", [](json& deploy) { deploy["models"][0].erase("net"); });
  EXPECT_THAT(error(), HasSubstr("models[0] needs 'net' and 'backend'"));
  edit("deploy.json", [](json& deploy) { deploy["models"] = json::array(); });
  EXPECT_THAT(error(), HasSubstr("'models' must be a list of one model"));
  io::write_file(folder_ / "deploy.json", "[1, 2");
  EXPECT_THAT(error(), HasSubstr("deploy.json: broken JSON"));
  io::write_file(folder_ / "deploy.json", kDeploy);
  io::write_file(folder_ / "pipeline.json", R"({"pipeline": {"tasks": []}})");
  EXPECT_THAT(error(), HasSubstr(folder_.string() + ": pipeline.json has 3 problems"));
}

TEST_F(ModelTest, ChecksThatPipelineAndNetworkFit) {
  edit("pipeline.json", [](json& pipeline) { pipeline["pipeline"]["tasks"][1]["input_map"]["img"] = "data"; });
  EXPECT_THAT(error(),
              HasSubstr("pipeline.json gives the image to the network's input 'data', but that is called 'input'"));
  io::write_file(folder_ / "pipeline.json", kPipeline);
  use("sum_and_difference");
  EXPECT_THAT(error(), HasSubstr("the network has 2 inputs, the pipeline makes one"));
  edit("pipeline.json", [](json& pipeline) { pipeline["pipeline"]["tasks"][1]["input_map"]["img"] = "x"; });
  use("affine");
  EXPECT_THAT(error(), HasSubstr("the network's input 'x' is not f32[B,3,H,W]"));
}

}  // namespace
}  // namespace slipway::runtime
