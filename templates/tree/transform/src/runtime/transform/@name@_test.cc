// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/error.h"
#include "runtime/transform/transform.h"

namespace slipway::runtime {
namespace {

// Better: bytes recorded from the original, a case of test/data/transform/record.py.
TEST(@Name@, MakesAnImageDarker) {
  const nlohmann::json written{{"type", "@Name@"}, {"factor", 0.5}};
  Problems problems;
  Params params(written, "the test", problems);
  params.ignore({"type"});
  const std::unique_ptr<Transform> transform = transforms().at("@Name@")(params);
  params.finish();
  ASSERT_TRUE(problems.empty());
  Sample sample;
  sample.image = cv::Mat(2, 2, CV_8UC3, cv::Scalar(100, 50, 20));
  transform->apply(sample);
  EXPECT_EQ(sample.image.at<cv::Vec3b>(0, 0), cv::Vec3b(50, 25, 10));
}

}  // namespace
}  // namespace slipway::runtime
