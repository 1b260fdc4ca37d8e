#include <gtest/gtest.h>

#include "slipway/extend/transform.h"

namespace {

using namespace slipway::extend;

TEST(@Name@, MakesAnImageDarker) {
  TransformContext context;
  const Value config = slipway::config::parse("t = dict(type='@Name@', factor=0.5)").at("t");
  const nlohmann::json written = slipway::package::transform_translators().at("@library@.@Name@")(config, context).at(0);
  EXPECT_EQ(written.at("factor"), 0.5);

  slipway::Problems problems;
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

TEST(@Name@, RefusesWhatItDoesNotKnow) {
  TransformContext context;
  const Value config = slipway::config::parse("t = dict(type='@Name@', factor=0.5, gamma=2)").at("t");
  EXPECT_THROW(slipway::package::transform_translators().at("@library@.@Name@")(config, context), slipway::Error);
}

}  // namespace
