// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/error.h"
#include "base/io.h"
#include "image/image.h"
#include "profile/row.h"

namespace slipway::profile {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

/// 100 runs: transform 1 ms, inference 2 to 101 ms, decode 0.5 ms.
Row known_row() {
  Row row;
  row.target.label = "net";
  row.target.path = "work/net";
  row.target.directory = true;
  row.target.backend = "openvino";
  row.target.precision = "fp16";
  row.batch = 4;
  row.loaded = {4, 0.25, 0.125, 0.5};
  for (int i = 0; i < 100; ++i) row.times.push_back({0.001, 0.002 + 0.001 * i, 0.0005});
  row.memory = {100 << 20, 164 << 20};
  return row;
}

Row refused_row(const std::string& reason) {
  Row row;
  row.target.label = "fixed.onnx";
  row.target.backend = "onnxruntime";
  row.batch = 2;
  row.status = Status::kRefused;
  row.reason = reason;
  return row;
}

TEST(Report, StagesAddUp) {
  const Summary summary = summarize(known_row());
  EXPECT_NEAR(summary.transform.mean, 1, 1e-9);
  EXPECT_NEAR(summary.inference.mean, 51.5, 1e-9);
  EXPECT_NEAR(summary.decode.mean, 0.5, 1e-9);
  EXPECT_NEAR(summary.latency.mean, 53, 1e-9);
  EXPECT_NEAR(summary.latency.p50, 53, 1e-9);
  EXPECT_NEAR(summary.latency.p99, 101.51, 1e-9);
  EXPECT_NEAR(summary.images_per_second, 4 / 0.053, 1e-9);
}

TEST(Report, TextHasARowForEach) {
  Conditions conditions;
  conditions.images = "synthetic, 480x640";
  const std::string text =
      format_text(conditions, {known_row(), refused_row("batch 1 only"), refused_row("batch 1 only")}, 0);
  EXPECT_EQ(text,
            "device cpu, 10 runs to warm up, 100 counted\n"
            "image synthetic, 480x640\n"
            "\n"
            "model       backend      precision  batch  threads  mean ms    p50    p90    p99  images/s  transform  "
            "inference  decode  load ms  memory MiB\n"
            "net         openvino     fp16           4     auto    53.00  53.00  92.60  101.5      75.5      1.000  "
            "    51.50  0.5000      125        64.0\n"
            "fixed.onnx  onnxruntime  -              2     auto  refused: batch 1 only\n"
            "fixed.onnx  onnxruntime  -              2     auto  refused: as above\n");
}

TEST(Report, NarrowTextComesInTwoParts) {
  const std::string text = format_text({}, {known_row(), refused_row("batch 1 only")}, 100);
  size_t start = 0;
  for (size_t end = text.find('\n'); end != std::string::npos; start = end + 1, end = text.find('\n', start))
    EXPECT_LE(end - start, 100u);
  EXPECT_THAT(text, HasSubstr("images/s\n"));
  EXPECT_THAT(text, HasSubstr("memory MiB\n"));
}

TEST(Report, TellsOfRowsThatEndedEarly) {
  Row row = known_row();
  row.times.resize(7);
  row.status = Status::kFailed;
  row.reason = "the process ended";
  EXPECT_THAT(format_text({}, {row}, 0), HasSubstr("net, batch 4: failed after 7 runs: the process ended\n"));
}

TEST(Report, Json) {
  Conditions conditions;
  conditions.options.threads = 2;
  const nlohmann::ordered_json json = format_json(conditions, {known_row(), refused_row("batch 1 only")});
  EXPECT_EQ(json["threads"], 2);
  const auto& row = json["rows"][0];
  EXPECT_EQ(row["status"], "measured");
  EXPECT_EQ(row["iterations"], 100);
  EXPECT_NEAR(row["latency_ms"]["p99"].get<double>(), 101.51, 1e-9);
  EXPECT_NEAR(row["stages_ms"]["decode"]["p50"].get<double>(), 0.5, 1e-9);
  EXPECT_NEAR(row["load_ms"].get<double>(), 125, 1e-9);
  EXPECT_EQ(row["memory_bytes"]["over_baseline"], 64 << 20);
  EXPECT_EQ(json["rows"][1]["status"], "refused");
  EXPECT_EQ(json["rows"][1]["reason"], "batch 1 only");
  EXPECT_TRUE(json["rows"][1]["precision"].is_null());
  EXPECT_FALSE(json["rows"][1].contains("latency_ms"));
}

class PlotTest : public testing::Test {
 protected:
  // Its own: tests run side by side.
  fs::path file_ = fs::path(testing::TempDir()) /
                   fmt::format("profile_plot_test_{}", testing::UnitTest::GetInstance()->current_test_info()->name()) /
                   "plot.png";
  void TearDown() override { fs::remove_all(file_.parent_path()); }
};

TEST_F(PlotTest, GrowsWithTheRows) {
  cv::Size before;
  for (size_t count : {1, 3, 8}) {
    write_plot(file_.string(), {}, std::vector<Row>(count, known_row()));
    const cv::Mat picture = image::read_image(file_);
    ASSERT_FALSE(picture.empty());
    EXPECT_EQ(picture.cols, 1400);
    EXPECT_GT(picture.rows, before.height);
    before = picture.size();
    // Nothing reaches the border.
    for (const cv::Mat& edge :
         {picture.row(0), picture.row(picture.rows - 1), picture.col(0), picture.col(picture.cols - 1)})
      EXPECT_EQ(cv::countNonZero(edge.reshape(1) != 255), 0);
  }
  EXPECT_EQ(std::distance(fs::directory_iterator(file_.parent_path()), {}), 1);  // no temporary file is left
}

/// The right end of the longest bar of colour `bgr`, in px of the panel that begins at `left`.
int bar_length(const cv::Mat& picture, int left, int right, int row, const cv::Vec3b& bgr) {
  const int y = 96 + row * 64 + 32 - 11;  // above whiskers and text
  int length = 0;
  for (int x = left; x < right; ++x)
    if (picture.at<cv::Vec3b>(y, x) == bgr) ++length;
  return length;
}

TEST_F(PlotTest, BarsAreAsLongAsTheirValues) {
  Row half = known_row();
  half.batch = 2;
  for (StageTimes& time : half.times) time = {time.transform / 4, time.inference / 4, time.decode / 4};
  write_plot(file_.string(), {}, {known_row(), half});
  const cv::Mat picture = image::read_image(file_);
  const cv::Vec3b color(178, 114, 0);
  const int latency[] = {bar_length(picture, 370, 934, 0, color), bar_length(picture, 370, 934, 1, color)};
  const int rate[] = {bar_length(picture, 980, 1390, 0, color), bar_length(picture, 980, 1390, 1, color)};
  EXPECT_GT(latency[0], 100);
  EXPECT_NEAR(latency[0], 4 * latency[1], 6);  // ends are rounded to px, and bars begin one px beside the axis
  EXPECT_GT(rate[0], 100);
  EXPECT_NEAR(2 * rate[0], rate[1], 3);
}

TEST_F(PlotTest, OneSlowRunLeavesTheBarsLong) {
  Row row = known_row();
  for (StageTimes& time : row.times) time.inference = 0.05;
  row.times[5].inference = 50;
  row.times[6].inference = 50;
  write_plot(file_.string(), {}, {row});
  EXPECT_GT(bar_length(image::read_image(file_), 370, 934, 0, {178, 114, 0}), 200);
}

TEST_F(PlotTest, RefusesWhatCannotBeWritten) {
  for (const char* name : {"plot.pdf", "plot", "/dev/null/plot.png"}) EXPECT_THROW(check_plot(name), Error) << name;
  fs::create_directories(file_);
  EXPECT_THROW(check_plot(file_.string()), Error);
  fs::remove(file_);
  EXPECT_NO_THROW(check_plot(file_.string()));
}

}  // namespace
}  // namespace slipway::profile
