// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Variants of all types against what the real libraries built and computed; test/data/model-variants/record.py made the
// recordings.
#include <fmt/format.h>

#include <cstdlib>

#include "../test/support/fixtures.h"
#include "model/test_support.h"

namespace slipway::model::testing {
namespace {

const nlohmann::json& recorded() {
  static const nlohmann::json json = read_json(test::data("model-variants/recorded.json"));
  return json;
}

std::vector<nlohmann::json> cases(const char* kind) { return recorded().at(kind).get<std::vector<nlohmann::json>>(); }

std::string test_name(const ::testing::TestParamInfo<nlohmann::json>& info) {
  std::string name = info.param.at("name");
  for (char& c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  return name;
}

std::shared_ptr<Network> build_case(const nlohmann::json& variant, at::Device device) {
  return build_network(model_config(variant.at("scope"), variant.at("model")), device);
}

void expect_keys(const Network& network, const nlohmann::json& variant) {
  const auto [count, hash] = describe(network);
  EXPECT_EQ(count, variant.at("keys").get<size_t>());
  EXPECT_EQ(hash, variant.at("hash").get<std::string>())
      << "keys or shapes differ: compare state_dict() with the library's";
}

class FullSize : public ::testing::TestWithParam<nlohmann::json> {};

TEST_P(FullSize, HasTheLibrarysKeysAndShapes) {
  const auto network = build_case(GetParam(), at::kMeta);
  expect_keys(*network, GetParam());
  for (const Entry& entry : state_dict(*network)) ASSERT_TRUE(entry.tensor.is_meta()) << entry.name;
}

TEST_P(FullSize, BuildsFromTheLibrarysOwnConfig) {
  const char* packages = std::getenv("SLIPWAY_OPENMMLAB_PACKAGES");
  const std::string source = GetParam().at("source");
  if (source.empty()) GTEST_SKIP() << "the library ships no config of this model";
  if (packages == nullptr) GTEST_SKIP() << "SLIPWAY_OPENMMLAB_PACKAGES does not name the folder of installed packages";
  expect_keys(*build_network(config::load(std::filesystem::path(packages) / source), at::kMeta), GetParam());
}

INSTANTIATE_TEST_SUITE_P(Models, FullSize, ::testing::ValuesIn(cases("full")), test_name);

class Narrow : public ::testing::TestWithParam<nlohmann::json> {
 protected:
  static const std::map<std::string, at::Tensor>& tensors() {
    static const auto tensors = read_tensors(test::data("model-variants/recorded.pth"));
    return tensors;
  }
  static std::shared_ptr<Network> filled() {
    const auto network = build_case(GetParam(), at::kCPU);
    fill(*network, tensors(), GetParam().at("name").get<std::string>() + "/state/");
    return network;
  }
  static at::Tensor input() {
    return uniform(GetParam().at("name").get<std::string>() + "/input",
                   GetParam().at("shape").get<std::vector<int64_t>>(), -2.0, 2.0);
  }
};

TEST_P(Narrow, ComputesWhatTheLibraryComputes) {
  const auto network = filled();
  expect_keys(*network, GetParam());
  std::vector<std::string> names;
  for (const auto& [name, value] : network->stages(input())) {
    names.push_back(name);
    const auto expected = tensors().find(GetParam().at("name").get<std::string>() + "/" + name);
    if (expected != tensors().end()) {
      EXPECT_LE(relative_difference(value, expected->second), 1e-4) << name;
    }
  }
  EXPECT_EQ(names, GetParam().at("stages").get<std::vector<std::string>>());
}

TEST_P(Narrow, PredictsWhatTheLibraryPredicts) {
  const auto network = filled();
  const bool poses = GetParam().contains("predictions");
  const size_t batch = GetParam().at("shape").at(0);
  const auto results =
      network->predict(input(), std::vector<ImageMeta>(batch, poses ? meta_of(GetParam().at("meta")) : ImageMeta{}));
  ASSERT_EQ(results.size(), batch);
  for (size_t image = 0; image < batch; ++image) {
    SCOPED_TRACE(fmt::format("image {}", image));
    if (poses) {
      expect_poses(std::get<PoseResult>(results[image]), GetParam()["predictions"][image], 1e-2, 1e-4);
    } else {
      const auto* labels = std::get_if<MultiLabelResult>(&results[image]);
      const auto& scores = labels != nullptr ? labels->scores : std::get<ClassResult>(results[image]).scores;
      ASSERT_EQ(scores.size(), GetParam()["scores"][image].size());
      for (size_t i = 0; i < scores.size(); ++i)
        EXPECT_NEAR(scores[i], GetParam()["scores"][image][i].get<double>(), 1e-4);
    }
  }
}

TEST_P(Narrow, PredictsInF64) {
  // Verification asks for it where a network amplifies rounding. Scores that are equal but for rounding may change
  // places, so boxes are not compared.
  const auto network = filled();
  const bool poses = GetParam().contains("predictions");
  const size_t batch = GetParam().at("shape").at(0);
  const std::vector<ImageMeta> metas(batch, poses ? meta_of(GetParam().at("meta")) : ImageMeta{});
  network->to(at::kDouble);
  const auto results = network->predict(input().to(at::kDouble), metas);
  ASSERT_EQ(results.size(), batch);
  for (size_t image = 0; image < batch; ++image) {
    if (poses) {
      const std::vector<float>& scores = std::get<PoseResult>(results[image]).bbox_scores;
      const nlohmann::json& expected = GetParam()["predictions"][image]["bbox_scores"];
      ASSERT_EQ(scores.size(), expected.size());
      for (size_t i = 0; i < scores.size(); ++i) EXPECT_NEAR(scores[i], expected[i].get<double>(), 1e-4);
      continue;
    }
    const auto* labels = std::get_if<MultiLabelResult>(&results[image]);
    const auto& scores = labels != nullptr ? labels->scores : std::get<ClassResult>(results[image]).scores;
    ASSERT_EQ(scores.size(), GetParam()["scores"][image].size());
    for (size_t i = 0; i < scores.size(); ++i)
      EXPECT_NEAR(scores[i], GetParam()["scores"][image][i].get<double>(), 1e-4);
  }
}

INSTANTIATE_TEST_SUITE_P(Models, Narrow, ::testing::ValuesIn(cases("narrow")), test_name);

}  // namespace
}  // namespace slipway::model::testing
