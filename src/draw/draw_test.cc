// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "draw/draw.h"
#include "image/image.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <limits>
#include <opencv2/imgproc.hpp>

#include "base/error.h"
#include "draw/text.h"

namespace slipway::draw {
namespace {

namespace fs = std::filesystem;

const cv::Scalar kGrey(90, 90, 90);

/// One person in a picture of 640x480: keypoint k at (100 + 20 k, 100 + 15 k), so that no two lie on each other.
Instances person(float score = 0.9F, float visibility = 0.8F) {
  Instances pose;
  pose.boxes.push_back({60, 60, 500, 420});
  pose.scores.push_back(score);
  pose.keypoints.emplace_back();
  for (int k = 0; k < 17; ++k)
    pose.keypoints[0].push_back({static_cast<float>(100 + 20 * k), static_cast<float>(100 + 15 * k)});
  pose.keypoint_scores.emplace_back(17, visibility);
  return pose;
}

cv::Mat blank(int w = 640, int h = 480) { return cv::Mat(h, w, CV_8UC3, kGrey); }

/// How many pixels differ from the picture without a result.
int drawn_pixels(const cv::Mat& picture) {
  cv::Mat changed;
  cv::inRange(picture, kGrey - cv::Scalar::all(2), kGrey + cv::Scalar::all(2), changed);
  return static_cast<int>(picture.total()) - cv::countNonZero(changed);
}

bool is_color(const cv::Mat& picture, int x, int y, const Rgb& color) {
  const auto& pixel = picture.at<cv::Vec3b>(y, x);
  for (size_t c = 0; c < 3; ++c)
    if (std::abs(pixel[static_cast<int>(2 - c)] - color[c]) > 40) return false;
  return true;
}

TEST(Skeleton, CocoHasItsFacts) {
  const SkeletonInfo& coco = coco17();
  EXPECT_EQ(coco.keypoint_names.size(), 17U);
  EXPECT_EQ(coco.keypoint_colors.size(), 17U);
  ASSERT_EQ(coco.links.size(), 19U);
  EXPECT_EQ(coco.link_colors.size(), 19U);
  EXPECT_EQ(coco.keypoint_names[9], "left_wrist");
  for (size_t k = 0; k < 17; ++k) {
    const std::string& name = coco.keypoint_names[k];
    const Rgb expected = k < 5 ? Rgb{51, 153, 255} : name.rfind("left", 0) == 0 ? Rgb{0, 255, 0} : Rgb{255, 128, 0};
    EXPECT_EQ(coco.keypoint_colors[k], expected) << name;
  }
  // A link between two keypoints of one side below the shoulders has that side's colour.
  for (size_t l = 0; l < 19; ++l) {
    const auto [a, b] = coco.links[l];
    ASSERT_TRUE(a >= 0 && a < 17 && b >= 0 && b < 17 && a != b);
    const bool limb = a >= 5 && b >= 5 && a % 2 == b % 2 && (a >= 7 || b >= 7) && !(a + b == 16 || a + b == 18);
    if (limb) {
      EXPECT_EQ(coco.link_colors[l], a % 2 == 1 ? (Rgb{0, 255, 0}) : (Rgb{255, 128, 0})) << a << '-' << b;
    }
  }
}

TEST(Skeleton, OtherNumbersOfKeypointsGetColours) {
  EXPECT_EQ(default_skeleton(17).links.size(), 19U);
  const SkeletonInfo hand = default_skeleton(21);
  EXPECT_EQ(hand.keypoint_colors.size(), 21U);
  EXPECT_TRUE(hand.links.empty());
  EXPECT_NE(hand.keypoint_colors[0], hand.keypoint_colors[10]);
  EXPECT_TRUE(default_skeleton(0).keypoint_colors.empty());
}

TEST(DrawResult, KeypointsHaveTheirColours) {
  const cv::Mat image = blank();
  const cv::Mat picture = draw_result(image, person());
  EXPECT_EQ(picture.size(), image.size());
  EXPECT_EQ(drawn_pixels(image), 0) << "the caller's image was drawn on";
  for (int k = 0; k < 17; ++k)
    EXPECT_TRUE(is_color(picture, 100 + 20 * k, 100 + 15 * k, coco17().keypoint_colors[static_cast<size_t>(k)])) << k;
}

TEST(DrawResult, LeavesOutWhatIsBelowTheThresholds) {
  EXPECT_EQ(drawn_pixels(draw_result(blank(), person(0.29F))), 0);
  EXPECT_GT(drawn_pixels(draw_result(blank(), person(0.31F))), 0);
  Options options;
  options.score_threshold = 0.95;
  EXPECT_EQ(drawn_pixels(draw_result(blank(), person(), options)), 0);
  // Without visible keypoints only the frame and the label remain.
  const cv::Mat framed = draw_result(blank(), person(0.9F, 0.1F));
  for (int k = 0; k < 17; ++k) EXPECT_TRUE(is_color(framed, 100 + 20 * k, 100 + 15 * k, {90, 90, 90})) << k;
  EXPECT_GT(drawn_pixels(framed), 1000);
  // A link needs both of its ends: the nose alone draws a disc, no line.
  Instances nose = person(0.9F, 0.1F);
  nose.keypoint_scores[0][0] = 1;
  EXPECT_LT(drawn_pixels(draw_result(blank(), nose)) - drawn_pixels(framed), 150);
}

TEST(DrawResult, EmptyResultsLeaveThePictureAsItIs) {
  EXPECT_EQ(drawn_pixels(draw_result(blank(), Instances())), 0);
  EXPECT_EQ(drawn_pixels(draw_result(blank(), Classes())), 0);
}

TEST(DrawResult, EnlargesSmallPictures) {
  EXPECT_EQ(draw_result(blank(320, 240), Instances()).size(), cv::Size(640, 480));
  EXPECT_EQ(draw_result(blank(100, 200), Instances()).size(), cv::Size(480, 960));
  EXPECT_EQ(draw_result(blank(1000, 800), Instances()).size(), cv::Size(1000, 800));
  EXPECT_EQ(draw_result(blank(1920, 100), Instances()).size(), cv::Size(1920, 100));
  EXPECT_EQ(draw_result(blank(960, 10), Instances()).size(), cv::Size(1920, 20));
  EXPECT_EQ(draw_result(blank(1, 1), person()).size(), cv::Size(480, 480));
  // Coordinates grow along: pixel (10, 20) is centred on 2 * 10 + 0.5.
  Instances pose = person();
  for (auto& point : pose.keypoints[0]) point = {10, 20};
  EXPECT_FALSE(is_color(draw_result(blank(320, 240), pose), 20, 40, {90, 90, 90}));
}

TEST(DrawResult, LabelsStayInsideThePicture) {
  // A box in the corner: the label has no room above it. Its fill must be found whole somewhere in the picture.
  for (const std::array<float, 4>& box :
       {std::array<float, 4>{0, 0, 639, 479}, {-50, -50, 20, 20}, {620, 460, 700, 500}, {600, -9, 660, 30}}) {
    Instances pose = person(0.9F, 0);
    pose.boxes[0] = box;
    const cv::Mat picture = draw_result(blank(), pose);
    cv::Mat filled;
    cv::inRange(picture, cv::Scalar(40, 210, 245), cv::Scalar(60, 230, 255), filled);
    cv::Mat black;
    cv::inRange(picture, cv::Scalar(0, 0, 0), cv::Scalar(12, 12, 12), black);
    EXPECT_GT(cv::countNonZero(filled), 250) << box[0] << ' ' << box[1];
    EXPECT_GT(cv::countNonZero(black), 30) << "no letters for " << box[0] << ' ' << box[1];
  }
}

TEST(DrawResult, SurvivesNumbersThatAreNone) {
  const float inf = std::numeric_limits<float>::infinity();
  const float nan = std::numeric_limits<float>::quiet_NaN();
  Instances pose = person();
  pose.boxes[0] = {nan, -inf, inf, 1e30F};
  pose.keypoints[0][3] = {nan, inf};
  pose.keypoints[0][4] = {1e30F, -1e30F};
  EXPECT_EQ(draw_result(blank(), pose).size(), cv::Size(640, 480));
}

TEST(DrawResult, ClassesHaveABanner) {
  Classes result{{0.1F, 0.7F, 0.2F}, {1}};
  const int without_names = drawn_pixels(draw_result(blank(), result));
  EXPECT_GT(without_names, 2000);
  Options options;
  options.class_names = {"a", "a class with a very long name that needs most of the width of the picture", "c"};
  const cv::Mat picture = draw_result(blank(), result, options);
  EXPECT_GT(drawn_pixels(picture), without_names);
  // The long name got smaller instead of running out: the last columns are untouched.
  EXPECT_EQ(drawn_pixels(picture.colRange(picture.cols - 5, picture.cols)), 0);
}

TEST(DrawResult, EveryPositiveLabelHasALine) {
  const std::vector<float> scores{0.9F, 0.1F, 0.8F, 0.7F, 0.6F, 0.55F};
  const auto rows = [](const cv::Mat& picture) {  // that hold something
    int count = 0;
    for (int y = 0; y < picture.rows; ++y) count += drawn_pixels(picture.row(y)) > 0 ? 1 : 0;
    return count;
  };
  const int none = rows(draw_result(blank(), Classes{scores, {}, 0.95F}));
  const int one = rows(draw_result(blank(), Classes{scores, {0}, 0.85F}));
  const int five = rows(draw_result(blank(), Classes{scores, {0, 2, 3, 4, 5}, 0.5F}));
  EXPECT_GT(none, 5) << "the best class is shown where none is positive";
  EXPECT_GT(one, none) << "and stands out where it is";
  EXPECT_GE(five, 4 * one);
  // As many as there is room for.
  Classes all{std::vector<float>(1000, 0.9F), std::vector<int64_t>(1000), 0.5F};
  for (size_t i = 0; i < 1000; ++i) all.labels[i] = static_cast<int64_t>(i);
  EXPECT_EQ(draw_result(blank(), all).size(), cv::Size(640, 480));
  EXPECT_EQ(drawn_pixels(draw_result(blank(), Classes{{}, {}, 0.0F})), 0);
}

TEST(DrawResult, RefusesOtherImages) {
  EXPECT_THROW(draw_result(cv::Mat(), person()), Error);
  EXPECT_THROW(draw_result(cv::Mat(9, 9, CV_8UC1), person()), Error);
}

TEST(SideBySide, HasBothPicturesAndTitles) {
  const cv::Mat left(100, 200, CV_8UC3, cv::Scalar(255, 0, 0));
  const cv::Mat right(200, 300, CV_8UC3, cv::Scalar(0, 0, 255));
  const cv::Mat sheet = side_by_side(left, right, {"left", "a title that is far too long for a picture of this width"});
  EXPECT_GT(sheet.rows, 100);
  EXPECT_GT(sheet.cols, 350);
  EXPECT_EQ(sheet.at<cv::Vec3b>(sheet.rows - 1, 0), cv::Vec3b(255, 0, 0));
  EXPECT_EQ(sheet.at<cv::Vec3b>(sheet.rows - 1, sheet.cols - 1), cv::Vec3b(0, 0, 255));
  EXPECT_EQ(sheet.at<cv::Vec3b>(sheet.rows - 100, 199), cv::Vec3b(255, 0, 0));
  EXPECT_EQ(sheet.at<cv::Vec3b>(sheet.rows - 100, sheet.cols - 150), cv::Vec3b(0, 0, 255));
  cv::Mat white;
  const cv::Mat bar = sheet.rowRange(0, sheet.rows - 100);
  cv::inRange(bar, cv::Scalar(200, 200, 200), cv::Scalar(255, 255, 255), white);
  EXPECT_GT(cv::countNonZero(white(cv::Rect(0, 0, 200, bar.rows))), 10);
  EXPECT_GT(cv::countNonZero(white(cv::Rect(210, 0, bar.cols - 210, bar.rows))), 10);
}

TEST(TextBox, ShrinksAndReplacesForeignLetters) {
  EXPECT_LE(TextBox(std::string(60, 'm'), 20, 300).size().width, 300);
  EXPECT_EQ(TextBox("Gr\xC3\xB6\xC3\x9F"
                    "e",
                    20)
                .size(),
            TextBox("Gr??e", 20).size());
}

TEST(WriteImage, WritesWholeFilesOnly) {
  const fs::path folder = fs::path(testing::TempDir()) / "slipway_draw_test";
  fs::remove_all(folder);
  fs::create_directories(folder);
  for (const char* name : {"a.jpg", "a.JPEG", "a.png"}) {
    image::write_image(folder / name, blank());
    const cv::Mat back = image::read_image(folder / name);
    EXPECT_EQ(back.size(), cv::Size(640, 480)) << name;
    EXPECT_EQ(drawn_pixels(back), 0) << name;
  }
  EXPECT_THROW(image::write_image(folder / "a.xyz", blank()), Error);
  EXPECT_THROW(image::write_image(folder / "a", blank()), Error);
  EXPECT_THROW(image::write_image(folder / "none" / "a.jpg", blank()), Error);
  EXPECT_THROW(image::write_image(folder / "empty.jpg", cv::Mat()), Error);
  size_t files = 0;
  for ([[maybe_unused]] const auto& entry : fs::directory_iterator(folder)) ++files;
  EXPECT_EQ(files, 3U);
  fs::remove_all(folder);
}

}  // namespace
}  // namespace slipway::draw
