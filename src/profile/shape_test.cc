// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "profile/shape.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace slipway::profile {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

backend::TensorInfo input(std::vector<int64_t> shape) { return {"input", DType::kF32, std::move(shape)}; }

std::string refusal(const backend::TensorInfo& info, int64_t batch, const std::optional<Shape>& shape) {
  try {
    feed_shape(info, batch, shape);
  } catch (const Error& e) {
    return e.what();
  }
  return "not refused";
}

TEST(Shape, HeightBeforeWidth) {
  const Shape shape = Shape::parse("480x640");
  EXPECT_EQ(shape.height, 480);
  EXPECT_EQ(shape.width, 640);
  EXPECT_FALSE(shape.full.has_value());
}

TEST(Shape, AllAxes) {
  const Shape shape = Shape::parse("2X3x480x640");
  EXPECT_THAT(shape.full.value(), ElementsAre(2, 3, 480, 640));
  EXPECT_EQ(shape.height, 480);
  EXPECT_EQ(shape.width, 640);
}

TEST(Shape, RefusesWhatIsNoShape) {
  for (const char* text : {"", "640", "x", "640x", "x640", "0x640", "-1x640", "640x640.5", "640*640", "640x 640",
                           "99999999999999999999x1", "2000000x1"})
    EXPECT_THROW(Shape::parse(text), Error) << text;
}

TEST(FeedShape, KeepsWhatTheNetworkFixes) {
  EXPECT_THAT(feed_shape(input({1, 3, 224, 256}), 1, {}), ElementsAre(1, 3, 224, 256));
  EXPECT_THAT(feed_shape(input({-1, 3, 224, 256}), 4, {}), ElementsAre(4, 3, 224, 256));
  EXPECT_THAT(feed_shape(input({-1, 3, 224, 256}), 4, Shape::parse("224x256")), ElementsAre(4, 3, 224, 256));
}

TEST(FeedShape, TakesDynamicAxesFromTheShape) {
  EXPECT_THAT(feed_shape(input({-1, 3, -1, -1}), 2, Shape::parse("480x640")), ElementsAre(2, 3, 480, 640));
  EXPECT_THAT(feed_shape(input({-1, -1, -1, -1}), 5, Shape::parse("5x3x48x64")), ElementsAre(5, 3, 48, 64));
  EXPECT_THAT(feed_shape(input({-1, 10}), 3, Shape::parse("480x640")), ElementsAre(3, 10));
}

TEST(FeedShape, OfANetworkThatSaysNothing) {
  EXPECT_THAT(feed_shape(input({}), 2, Shape::parse("48x64")), ElementsAre(2, 3, 48, 64));
  EXPECT_THAT(feed_shape(input({}), 2, Shape::parse("2x1x48x64")), ElementsAre(2, 1, 48, 64));
  EXPECT_THAT(feed_shape(input({}), 2, {}), IsEmpty());
}

TEST(FeedShape, RefusesAnotherSizeThanTheFixedOne) {
  EXPECT_EQ(refusal(input({2, 3, 8, 8}), 1, {}), "the model takes batch 2 only, not 1");
  EXPECT_THAT(refusal(input({1, 3, 8, 16}), 1, Shape::parse("8x8")), HasSubstr("axis 3"));
  EXPECT_THAT(refusal(input({1, 3, 8, 16}), 1, Shape::parse("1x1x8x16")), HasSubstr("axis 1"));
  EXPECT_THAT(refusal(input({-1, 10}), 1, Shape::parse("1x3x8x16")), HasSubstr("has 2 axes"));
}

TEST(FeedShape, RefusesASizeThatNobodySays) {
  EXPECT_THAT(refusal(input({-1, 3, -1, 8}), 1, {}), HasSubstr("axis 2 of the model's input 'input' f32[?,3,?,8]"));
  EXPECT_THAT(refusal(input({-1, -1}), 1, Shape::parse("8x8")), HasSubstr("axis 1"));
}

TEST(FixedBatch, IsTheFirstAxis) {
  EXPECT_EQ(fixed_batch(input({2, 3, 8, 8})), 2);
  EXPECT_EQ(fixed_batch(input({-1, 3, 8, 8})), 0);
  EXPECT_EQ(fixed_batch(input({})), 0);
}

}  // namespace
}  // namespace slipway::profile
