// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/error.h"
#include "runtime/decode/decoder.h"

namespace slipway::runtime {
namespace {

std::unique_ptr<Decoder> @name@_of(const nlohmann::json& json) {
  Problems problems;
  Params params(json, "the test", problems);
  auto decoder = decoders().at("@Name@").make(params);
  params.finish();
  problems.raise("params");
  return decoder;
}

TEST(@Name@, KeepsWhatScoresEnough) {
  const auto decoder = @name@_of({{"threshold", 0.25}});
  const auto scores = HostTensor::of<float>(DType::kF32, {2, 3}, {0.1F, 0.2F, 0.7F, 0.3F, 0.6F, 0.1F});
  EXPECT_EQ(std::get<Classes>(decoder->decode({scores}, 0, {})).labels, (std::vector<int64_t>{2}));
  EXPECT_EQ(std::get<Classes>(decoder->decode({scores}, 1, {})).labels, (std::vector<int64_t>{0, 1}));
}

TEST(@Name@, RefusesOtherOutputsAndKeys) {
  EXPECT_THROW(@name@_of(nlohmann::json::object())->decode({}, 0, {}), Error);
  EXPECT_THROW(@name@_of({{"treshold", 0.25}}), Error);
}

}  // namespace
}  // namespace slipway::runtime
