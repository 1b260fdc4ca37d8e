// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Whole detectors as they are deployed, each variant of test/data/model-variants: what is chosen inside the graph
// equals what PyTorch's post-processing chooses, and every backend at hand computes it, at each batch size.
#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>

#include "../test/support/fixtures.h"
#include "slipway/extend/testing.h"

namespace slipway::extend::testing {
namespace {

std::vector<nlohmann::json> kit_detectors() {
  std::vector<nlohmann::json> cases;
  const auto recorded = nlohmann::json::parse(std::ifstream(test::data("model-variants/recorded.json")));
  for (const nlohmann::json& variant : recorded.at("narrow"))
    if (variant.contains("predictions") && variant["predictions"][0].contains("labels")) cases.push_back(variant);
  return cases;
}

class Detectors : public ::testing::TestWithParam<nlohmann::json> {};

TEST_P(Detectors, DeployedEqualsPyTorch) {
  std::string model = GetParam().at("model");
  // A smallest size of boxes in pixels of the image is refused; weights of the kit find nothing by the recorded
  // thresholds.
  model = std::regex_replace(model, std::regex("'min_bbox_size': [0-9]+"), "'min_bbox_size': 0");
  model = std::regex_replace(model, std::regex("'score_thr': [0-9.]+"), "'score_thr': 0.0001");
  EXPECT_SAME_AS_PYTORCH(build(GetParam().at("scope"), model), "predict", random({GetParam().at("shape")}),
                         {.batch = {1, 2, 3}});
}

INSTANTIATE_TEST_SUITE_P(Models, Detectors, ::testing::ValuesIn(kit_detectors()), [](const auto& info) {
  return std::regex_replace(info.param.at("name").template get<std::string>(), std::regex("[^A-Za-z0-9]"), "_");
});

}  // namespace
}  // namespace slipway::extend::testing
