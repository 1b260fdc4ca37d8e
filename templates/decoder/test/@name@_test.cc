#include <gtest/gtest.h>

#include "slipway/extend/decoder.h"

namespace {

using namespace slipway::extend;

TEST(@Name@, KeepsWhatScoresEnough) {
  const nlohmann::json json{{"threshold", 0.25}};
  slipway::Problems problems;
  Params params(json, "the test", problems);
  const auto decoder = decoders().at("@Name@").make(params);
  params.finish();
  ASSERT_TRUE(problems.empty());
  const auto scores = HostTensor::of<float>(DType::kF32, {2, 3}, {0.1F, 0.2F, 0.7F, 0.3F, 0.6F, 0.1F});
  EXPECT_EQ(std::get<Classes>(decoder->decode({scores}, 0, {})).labels, (std::vector<int64_t>{2}));
  EXPECT_EQ(std::get<Classes>(decoder->decode({scores}, 1, {})).labels, (std::vector<int64_t>{0, 1}));
}

TEST(@Name@, RefusesOtherOutputs) {
  const nlohmann::json json = nlohmann::json::object();
  slipway::Problems problems;
  Params params(json, "the test", problems);
  const auto decoder = decoders().at("@Name@").make(params);
  EXPECT_THROW(decoder->decode({}, 0, {}), slipway::Error);
}

}  // namespace
