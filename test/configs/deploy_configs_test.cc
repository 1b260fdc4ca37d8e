// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// The deploy configs under configs/ mean what MMDeploy's of the same name mean. test/data/deploy_configs.json holds,
// per file, the bases and the resolved values that mmengine read from the originals; for files that only Slipway has,
// the values that they are meant to have. Those of mmyolo's own names have its values, on bases that are ours.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>

#include "../support/fixtures.h"
#include "slipway/config.h"

namespace slipway {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

fs::path configs() { return test::source_dir() / "configs"; }

std::string read(const fs::path& file) {
  std::ifstream stream(file);
  std::stringstream text;
  text << stream.rdbuf();
  return text.str();
}

const Json& recorded() {
  static const Json values = Json::parse(read(test::data("deploy_configs.json")));
  return values;
}

std::vector<std::string> recorded_names() {
  std::vector<std::string> names;
  for (const auto& [name, value] : recorded().items()) names.push_back(name);
  return names;
}

// Strings of the `_base_` list as the file has it.
std::vector<std::string> bases_of(const std::string& text) {
  std::vector<std::string> bases;
  std::smatch line;
  if (!std::regex_search(text, line, std::regex("_base_ = \\[([^\\]]*)\\]"))) return bases;
  const std::string list = line[1];
  const std::regex item("'([^']+)'");
  for (auto i = std::sregex_iterator(list.begin(), list.end(), item); i != std::sregex_iterator(); ++i)
    bases.push_back((*i)[1]);
  return bases;
}

class DeployConfigs : public testing::TestWithParam<std::string> {};

TEST_P(DeployConfigs, ResolvesToTheRecordedValues) {
  const Json& expected = recorded().at(GetParam());
  const config::Value value = config::load(configs() / GetParam());
  // The text too: the order of keys is what `slipway config` prints.
  EXPECT_EQ(Json::parse(config::to_json(value)).dump(2), expected.at("values").dump(2));
}

TEST_P(DeployConfigs, InheritsAsRecorded) {
  const Json& base = recorded().at(GetParam()).at("base");
  const auto expected = base.is_null() ? std::vector<std::string>{} : base.get<std::vector<std::string>>();
  EXPECT_EQ(bases_of(read(configs() / GetParam())), expected);
}

INSTANTIATE_TEST_SUITE_P(Files, DeployConfigs, testing::ValuesIn(recorded_names()), [](const auto& info) {
  return std::regex_replace(info.param, std::regex("[^A-Za-z0-9]+"), "_");
});

TEST(DeployConfigsTest, NoneIsShippedWithoutARecord) {
  std::vector<std::string> shipped;
  for (const auto& entry : fs::recursive_directory_iterator(configs()))
    if (entry.path().extension() == ".py") shipped.push_back(fs::relative(entry.path(), configs()).string());
  EXPECT_THAT(shipped, testing::UnorderedElementsAreArray(recorded_names()));
}

// What `slipway config` prints for this file, to the letter.
TEST(DeployConfigsTest, PrettyTextOfYoloxPose) {
  const config::Value value = config::load(configs() / "mmpose/pose-detection_yolox-pose_onnxruntime_dynamic.py");
  EXPECT_EQ(config::pretty_text(value) + "\n", read(test::data("yolox-pose_onnxruntime_dynamic.txt")));
}

}  // namespace
}  // namespace slipway
