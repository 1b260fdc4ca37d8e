// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "package/image_size.h"

#include <gtest/gtest.h>

namespace slipway::package {
namespace {

using Json = nlohmann::ordered_json;
using Size = ImageSize::Size;

ImageSize after(const char* transforms) {
  std::vector<Json> list;
  for (const Json& transform : Json::parse(transforms)) list.push_back(transform);
  return ImageSize(list);
}

TEST(ImageSize, IsKnownWhereTransformsFixIt) {
  EXPECT_EQ(after(R"([{"type": "Resize", "size": [20, 30], "keep_ratio": false}])").fixed(), (Size{20, 30}));
  EXPECT_EQ(after(R"([{"type": "Resize", "size": 20}, {"type": "Normalize"}])").fixed(), (Size{20, 20}));
  EXPECT_EQ(after(R"([{"type": "LetterResize", "scale": [20, 30]}])").fixed(), (Size{20, 30}));
  EXPECT_EQ(after(R"([{"type": "BottomupResize", "input_size": [64, 32], "size_factor": 32}])").fixed(),
            (Size{64, 32}));
  EXPECT_EQ(
      after(R"([{"type": "Resize", "size": [30, -1], "keep_ratio": true}, {"type": "CenterCrop", "crop_size": 24}])")
          .fixed(),
      (Size{24, 24}));
  EXPECT_EQ(after(R"([{"type": "Resize", "size": [20, 30]}, {"type": "Pad", "size": [25, 25]}])").fixed(),
            (Size{25, 30}));
  EXPECT_EQ(after(R"([{"type": "Resize", "size": [20, 30]}, {"type": "Pad", "size_divisor": 16}])").fixed(),
            (Size{32, 32}));
}

TEST(ImageSize, OfImagesThatKeepTheirRatio) {
  const char* resize = R"([{"type": "Resize", "size": [20, 30], "keep_ratio": true}])";
  EXPECT_FALSE(after(resize).fixed());
  // Landscapes are up to 30 px wide.
  EXPECT_FALSE(after(resize).fits({20, 30}));
  EXPECT_TRUE(after(resize).fits({30, 30}));
  const char* upright = R"([{"type": "Resize", "size": [20, 30], "keep_ratio": true, "fixed_orientation": true}])";
  EXPECT_FALSE(after(upright).fixed());
  EXPECT_TRUE(after(upright).fits({20, 30}));
  EXPECT_FALSE(after(upright).fits({19, 30}));
  EXPECT_EQ(
      after(
          R"([{"type": "Resize", "size": [20, 30], "keep_ratio": true, "fixed_orientation": true}, {"type": "Pad", "size": [20, 30]}])")
          .fixed(),
      (Size{20, 30}));
  EXPECT_FALSE(after(R"([{"type": "Resize", "size": [20, 30], "keep_ratio": true}, {"type": "Pad", "size": [20, 30]}])")
                   .fixed());
  EXPECT_FALSE(after(R"([{"type": "Resize", "size": [20, -1], "keep_ratio": true}])").fits({1000, 1000}));
  EXPECT_FALSE(after(R"([{"type": "Resize", "scale_factor": 0.5, "keep_ratio": false}])").fits({1000, 1000}));
}

TEST(ImageSize, OfSquares) {
  // The longer side of every image is exactly 20 px long ...
  EXPECT_EQ(
      after(R"([{"type": "Resize", "size": [20, 20], "keep_ratio": true}, {"type": "Pad", "pad_to_square": true}])")
          .fixed(),
      (Size{20, 20}));
  EXPECT_EQ(
      after(
          R"([{"type": "Resize", "size": [20, 20], "keep_ratio": true}, {"type": "Pad", "pad_to_square": true, "size_divisor": 16}])")
          .fixed(),
      (Size{32, 32}));
  // ... or at most that where the other one may be the shorter limit, or rounding comes twice.
  for (const char* resize : {R"({"type": "Resize", "size": [20, 12], "keep_ratio": true})",
                             R"({"type": "FixShapeResize", "width": 20, "height": 20})"}) {
    const ImageSize size = after((std::string("[") + resize + R"(, {"type": "Pad", "pad_to_square": true}])").c_str());
    EXPECT_FALSE(size.fixed()) << resize;
    EXPECT_TRUE(size.fits({20, 20})) << resize;
  }
}

TEST(ImageSize, Multiples) {
  EXPECT_TRUE(after(R"([{"type": "Resize", "size": [64, 96]}])").is_multiple_of(32));
  EXPECT_FALSE(after(R"([{"type": "Resize", "size": [64, 97]}])").is_multiple_of(32));
  EXPECT_TRUE(after("[]").is_multiple_of(1));
  EXPECT_FALSE(after("[]").is_multiple_of(2));
  const char* divided =
      R"([{"type": "Resize", "size": [20, 30], "keep_ratio": true}, {"type": "Pad", "size_divisor": 64}])";
  EXPECT_TRUE(after(divided).is_multiple_of(32));
  EXPECT_FALSE(after(divided).is_multiple_of(48));
  EXPECT_TRUE(after(divided).fits({64, 64}));
  EXPECT_TRUE(
      after(R"([{"type": "BottomupResize", "input_size": [30, 30], "resize_mode": "expand", "size_factor": 32}])")
          .is_multiple_of(32));
  EXPECT_FALSE(after(R"([{"type": "LetterResize", "scale": [64, 64], "use_mini_pad": true}])").is_multiple_of(32));
  EXPECT_EQ(round_up({33, 64}, 32), (Size{64, 64}));
}

}  // namespace
}  // namespace slipway::package
