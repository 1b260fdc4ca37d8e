// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Variants of all types against what the real libraries built and computed; test/data/model-variants/record.py made the
// recordings.
#include <fmt/format.h>

#include <cstdlib>

#include "../test/support/fixtures.h"
#include "codebase/test_support.h"

namespace slipway::model::testing {
namespace {

const nlohmann::json& recorded() {
  static const nlohmann::json json = read_json(test::data("model-variants/recorded.json"));
  return json;
}

std::vector<nlohmann::json> cases(const char* kind) { return recorded().at(kind).get<std::vector<nlohmann::json>>(); }

void expect_keys(const Network& network, const nlohmann::json& variant) {
  const auto [count, hash] = describe(network);
  EXPECT_EQ(count, variant.at("keys").get<size_t>());
  EXPECT_EQ(hash, variant.at("hash").get<std::string>())
      << "keys or shapes differ: compare state_dict() with the library's";
}

class FullSize : public ::testing::TestWithParam<nlohmann::json> {};

TEST_P(FullSize, HasTheLibrarysKeysAndShapes) {
  const auto network = build_variant(GetParam(), at::kMeta);
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

INSTANTIATE_TEST_SUITE_P(Models, FullSize, ::testing::ValuesIn(cases("full")), variant_name);

void expect_scores(const std::vector<float>& scores, const nlohmann::json& expected) {
  ASSERT_EQ(scores.size(), expected.size());
  for (size_t i = 0; i < scores.size(); ++i) EXPECT_NEAR(scores[i], expected[i].get<double>(), 1e-4);
}

class Narrow : public ::testing::TestWithParam<nlohmann::json> {
 protected:
  static const std::map<std::string, at::Tensor>& tensors() {
    static const auto tensors = read_tensors(test::data("model-variants/recorded.pth"));
    return tensors;
  }
  static std::shared_ptr<Network> filled() {
    const auto network = build_variant(GetParam(), at::kCPU);
    fill(*network, tensors(), GetParam().at("name").get<std::string>() + "/state/");
    return network;
  }
  static at::Tensor input() {
    return uniform(GetParam().at("name").get<std::string>() + "/input",
                   GetParam().at("shape").get<std::vector<int64_t>>(), -2.0, 2.0);
  }
  /// One per image: those of detectors are recorded for each, those of poses once.
  static std::vector<ImageMeta> metas() {
    std::vector<ImageMeta> metas(GetParam().at("shape").at(0).get<size_t>());
    for (size_t image = 0; image < metas.size(); ++image) {
      if (GetParam().contains("metas")) metas[image] = meta_of(GetParam()["metas"][image]);
      if (GetParam().contains("meta")) metas[image] = meta_of(GetParam()["meta"]);
    }
    return metas;
  }
};

TEST_P(Narrow, ComputesWhatTheLibraryComputes) {
  const auto network = filled();
  expect_keys(*network, GetParam());
  std::vector<std::string> names;
  for (const auto& [name, value] : stages(*network, input())) {
    names.push_back(name);
    const auto expected = tensors().find(GetParam().at("name").get<std::string>() + "/" + name);
    if (expected != tensors().end()) {
      EXPECT_LE(relative_difference(value, expected->second), 1e-4) << name;
    }
  }
  EXPECT_EQ(names, GetParam().at("stages").get<std::vector<std::string>>());
}

TEST_P(Narrow, PredictsWhatTheLibraryPredicts) {
  if (is_refused(GetParam())) {
    EXPECT_THROW(build_network(model_config(GetParam().at("scope"), GetParam().at("model")), at::kMeta), Error);
    return;
  }
  const auto results = filled()->predict(input(), metas());
  ASSERT_EQ(results.size(), metas().size());
  for (size_t image = 0; image < results.size(); ++image) {
    SCOPED_TRACE(fmt::format("image {}", image));
    if (!GetParam().contains("predictions")) {
      expect_scores(std::get<Classes>(results[image]).scores, GetParam()["scores"][image]);
      continue;
    }
    const nlohmann::json& expected = GetParam()["predictions"][image];
    const auto& instances = std::get<Instances>(results[image]);
    if (expected.contains("labels"))
      expect_detections(instances, expected, 1e-2, 1e-4);
    else
      expect_poses(instances, expected, 1e-2, 1e-4);
  }
}

TEST_P(Narrow, PredictsInF64) {
  // Verification asks for it where a network amplifies rounding. Scores that are equal but for rounding may change
  // places, so boxes are not compared.
  if (is_refused(GetParam())) return;
  const auto network = filled();
  network->to(at::kDouble);
  const auto results = network->predict(input().to(at::kDouble), metas());
  ASSERT_EQ(results.size(), metas().size());
  for (size_t image = 0; image < results.size(); ++image) {
    if (!GetParam().contains("predictions")) {
      expect_scores(std::get<Classes>(results[image]).scores, GetParam()["scores"][image]);
      continue;
    }
    const nlohmann::json& expected = GetParam()["predictions"][image];
    expect_scores(std::get<Instances>(results[image]).scores,
                  expected.contains("scores") ? expected["scores"] : expected["bbox_scores"]);
  }
}

INSTANTIATE_TEST_SUITE_P(Models, Narrow, ::testing::ValuesIn(cases("narrow")), variant_name);

}  // namespace
}  // namespace slipway::model::testing
