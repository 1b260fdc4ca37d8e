// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Archives that are not to be trusted, pixel formats, and sessions that many threads use.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>
#include <opencv2/imgproc.hpp>

#include "base/error.h"
#include "base/io.h"
#include "sdk/session.h"
#include "sdk/unzip.h"

namespace slipway::sdk {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

template <typename Body>
std::string error_of(Body&& body) {
  try {
    body();
  } catch (const Error& e) {
    return e.what();
  }
  return "no slipway::Error";
}

// ---- Archives ----

struct Packed {
  std::string name, content;
  bool deflate = false;
  uint32_t mode = 0100644;
  std::optional<uint32_t> claimed_size{}, checksum{};
  uint16_t flags = 0;
};

std::string little(uint64_t value, size_t bytes) {
  std::string text;
  for (size_t i = 0; i < bytes; ++i) text.push_back(static_cast<char>(value >> (8 * i)));
  return text;
}

std::string deflated(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  std::string packed(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

std::string zip_of(const std::vector<Packed>& files) {
  std::string body, directory;
  for (const Packed& file : files) {
    const std::string packed = file.deflate ? deflated(file.content) : file.content;
    const auto real = static_cast<uint32_t>(
        ::crc32(0, reinterpret_cast<const Bytef*>(file.content.data()), static_cast<uInt>(file.content.size())));
    const std::string common = little(20, 2) + little(file.flags, 2) + little(file.deflate ? 8 : 0, 2) + little(0, 4) +
                               little(file.checksum.value_or(real), 4) + little(packed.size(), 4) +
                               little(file.claimed_size.value_or(file.content.size()), 4) +
                               little(file.name.size(), 2) + little(0, 2);
    directory += little(0x02014b50, 4) + little(0x0314, 2) + common + little(0, 2) + little(0, 2) + little(0, 2) +
                 little(uint64_t{file.mode} << 16U, 4) + little(body.size(), 4) + file.name;
    body += little(0x04034b50, 4) + common + file.name + packed;
  }
  return body + directory + little(0x06054b50, 4) + little(0, 4) + little(files.size(), 2) + little(files.size(), 2) +
         little(directory.size(), 4) + little(body.size(), 4) + little(0, 2);
}

TEST(Unzip, ReadsStoredAndDeflatedFiles) {
  const std::string text(100000, 'x');
  const auto files = unzip(zip_of({{"a.json", "{}"}, {"b.bin", text, true}}));
  EXPECT_EQ(files, (std::map<std::string, std::string>{{"a.json", "{}"}, {"b.bin", text}}));
}

TEST(Unzip, LeavesOutTheOneFolder) {
  EXPECT_EQ(unzip(zip_of({{"model/", "", false, 0040755}, {"model/a", "1"}, {"model/b", "2"}})),
            (std::map<std::string, std::string>{{"a", "1"}, {"b", "2"}}));
}

TEST(Unzip, RefusesNamesThatLeadOut) {
  for (const char* name : {"../a", "/etc/passwd", "a/../../b", "..", "a/..", "a\\b", "C:evil"})
    EXPECT_THAT(error_of([&] { unzip(zip_of({{name, "x"}})); }), HasSubstr("leads out of it")) << name;
  EXPECT_THAT(error_of([&] { unzip(zip_of({{"m/a", "x"}, {"m/sub/b", "x"}})); }), HasSubstr("lies in a folder"));
}

TEST(Unzip, RefusesLinksDevicesAndEncryption) {
  EXPECT_THAT(error_of([] { unzip(zip_of({{"a", "/etc/passwd", false, 0120777}})); }), HasSubstr("a link or a device"));
  EXPECT_THAT(error_of([] { unzip(zip_of({{"a", "", false, 0020644}})); }), HasSubstr("a link or a device"));
  EXPECT_THAT(error_of([] { unzip(zip_of({{"a", "x", false, 0100644, {}, {}, 1}})); }), HasSubstr("encrypted"));
}

TEST(Unzip, RefusesBombs) {
  const std::string zeros(size_t{4} << 20, '\0');
  EXPECT_THAT(error_of([&] { unzip(zip_of({{"a", zeros, true}})); }), HasSubstr("more than 200 times its size"));
  EXPECT_THAT(error_of([&] {
                unzip(zip_of({{"a", zeros}, {"b", zeros}}), {.bytes = 5 << 20});
              }),
              HasSubstr("unpacks to more than"));
  const std::vector<Packed> many(65, Packed{"a", "x"});
  EXPECT_THAT(error_of([&] { unzip(zip_of(many)); }), HasSubstr("more than 64 files"));
  // What is said of the size is not believed either.
  EXPECT_THAT(error_of([&] { unzip(zip_of({{"a", "abc", true, 0100644, 2}})); }), HasSubstr("damaged"));
  EXPECT_THAT(error_of([&] { unzip(zip_of({{"a", "abc", true, 0100644, 4}})); }), HasSubstr("damaged"));
}

TEST(Unzip, RefusesDamage) {
  const std::string good = zip_of({{"a", "content"}, {"b", std::string(2000, 'y'), true}});
  EXPECT_THAT(error_of([&] { unzip(zip_of({{"a", "x", false, 0100644, {}, 1}})); }), HasSubstr("checksum"));
  EXPECT_THAT(error_of([&] { unzip(zip_of({{"a", "x"}, {"a", "y"}})); }), HasSubstr("twice"));
  EXPECT_THAT(error_of([&] { unzip(""); }), HasSubstr("no zip archive"));
  // No byte may make it read elsewhere; most changes are found.
  for (size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 0x55);
    error_of([&] { unzip(bad); });
    error_of([&] { unzip(good.substr(0, i)); });
  }
}

// ---- Pixels ----

cv::Mat noise(int width, int height, int type, uint64_t seed) {
  cv::Mat image(height, width, type);
  cv::RNG random(seed);
  random.fill(image, cv::RNG::UNIFORM, 0, 256);
  return image;
}

ImageView view_of(const cv::Mat& image, PixelFormat format) {
  return {format, image.cols, image.rows, {image.data}, {static_cast<int64_t>(image.step[0])}};
}

void expect_equal(const cv::Mat& a, const cv::Mat& b) {
  ASSERT_EQ(a.size(), b.size());
  ASSERT_EQ(a.type(), b.type());
  EXPECT_EQ(cv::norm(a, b, cv::NORM_INF), 0);
}

TEST(Pixels, BgrIsReadWhereItLies) {
  const cv::Mat whole = noise(40, 30, CV_8UC3, 1), part = whole(cv::Rect(5, 6, 20, 10));
  const cv::Mat read = to_bgr(view_of(part, PixelFormat::kBgr));
  EXPECT_EQ(read.data, part.data);
  expect_equal(read, part);
}

TEST(Pixels, ConvertsWhatOpenCvConverts) {
  const std::tuple<PixelFormat, int, int> kinds[] = {{PixelFormat::kRgb, CV_8UC3, cv::COLOR_RGB2BGR},
                                                     {PixelFormat::kBgra, CV_8UC4, cv::COLOR_BGRA2BGR},
                                                     {PixelFormat::kRgba, CV_8UC4, cv::COLOR_RGBA2BGR},
                                                     {PixelFormat::kGray, CV_8UC1, cv::COLOR_GRAY2BGR}};
  for (const auto& [format, type, code] : kinds) {
    const cv::Mat image = noise(33, 21, type, 2)(cv::Rect(1, 2, 30, 18));
    cv::Mat expected;
    cv::cvtColor(image, expected, code);
    expect_equal(to_bgr(view_of(image, format)), expected);
  }
}

TEST(Pixels, ConvertsYuvFromPlanesWithAndWithoutGaps) {
  const std::pair<PixelFormat, int> kinds[] = {{PixelFormat::kNv12, cv::COLOR_YUV2BGR_NV12},
                                               {PixelFormat::kNv21, cv::COLOR_YUV2BGR_NV21},
                                               {PixelFormat::kI420, cv::COLOR_YUV2BGR_I420}};
  for (const auto& [format, code] : kinds) {
    const cv::Mat block = noise(64, 48 * 3 / 2, CV_8UC1, 3);
    cv::Mat expected;
    cv::cvtColor(block, expected, code);
    ImageView tight{format, 64, 48, {block.data}, {}};
    expect_equal(to_bgr(tight), expected);
    // The same with rows of 80 bytes, and with planes at other places.
    const bool pairs = format != PixelFormat::kI420;
    const int chroma_width = pairs ? 64 : 32;
    std::vector<cv::Mat> planes{cv::Mat(48, 80, CV_8UC1)};
    for (int i = 0; i < (pairs ? 1 : 2); ++i) planes.emplace_back(24, pairs ? 90 : 50, CV_8UC1);
    block.rowRange(0, 48).copyTo(planes[0].colRange(0, 64));
    const uint8_t* from = block.ptr(48);
    for (size_t i = 1; i < planes.size(); ++i)
      for (int y = 0; y < 24; ++y, from += chroma_width) std::copy_n(from, chroma_width, planes[i].ptr(y));
    ImageView apart{format, 64, 48, {}, {}};
    for (size_t i = 0; i < planes.size(); ++i) {
      apart.planes[i] = planes[i].data;
      apart.strides[i] = planes[i].cols;
    }
    expect_equal(to_bgr(apart), expected);
  }
}

TEST(Pixels, RefusesWhatCannotBe) {
  const cv::Mat image = noise(8, 8, CV_8UC3, 4);
  ImageView odd{PixelFormat::kNv12, 7, 8, {image.data}, {}};
  EXPECT_THAT(error_of([&] { to_bgr(odd); }), HasSubstr("even width and height"));
  ImageView narrow = view_of(image, PixelFormat::kBgr);
  narrow.strides[0] = 23;
  EXPECT_THAT(error_of([&] { to_bgr(narrow); }), HasSubstr("23 bytes apart, but take 24"));
  EXPECT_THAT(error_of([&] { to_bgr({PixelFormat::kBgr, 8, 8, {}, {}}); }), HasSubstr("no pixels"));
}

// ---- Sessions ----

constexpr const char* kPipeline = R"({"pipeline": {"tasks": [
  {"module": "Transform", "transforms": [{"type": "LoadImageFromFile"}, {"type": "ImageToTensor", "keys": ["img"]}]},
  {"module": "Net", "input_map": {"img": "input"}},
  {"module": "mmcls", "component": "LinearClsHead", "params": {}}]}})";
constexpr const char* kDeploy =
    R"({"version": "0", "task": "Classifier", "models": [{"net": "end2end.onnx", "weights": "", "backend": "onnxruntime"}]})";

class SdkSession : public testing::Test {
 protected:
  void SetUp() override {
    io::write_file(folder() / "pipeline.json", kPipeline);
    io::write_file(folder() / "deploy.json", kDeploy);
    fs::copy_file(SLIPWAY_SOURCE_DIR "/test/data/backend/channel_means.onnx", folder() / "end2end.onnx");
  }
  const fs::path& folder() const { return folder_.path(); }
  /// On one thread of the backend's, as ThreadSanitizer knows nothing of how those wait for each other.
  std::shared_ptr<Session> session(SessionSettings settings = {}) const {
    settings.threads = 1;
    return std::make_shared<Session>(std::make_shared<const Model>(folder()), settings);
  }
  static SessionInput input(const cv::Mat& image) { return {view_of(image, PixelFormat::kBgr)}; }
  /// What the network computes: softmax of the channels' means.
  static std::vector<float> means(const cv::Mat& image) {
    const cv::Scalar mean = cv::mean(image);
    const double most = std::max({mean[0], mean[1], mean[2]});
    std::vector<float> result;
    double sum = 0;
    for (int c = 0; c < 3; ++c) sum += std::exp(mean[c] - most);
    for (int c = 0; c < 3; ++c) result.push_back(static_cast<float>(std::exp(mean[c] - most) / sum));
    return result;
  }
  static void expect_means(const Result& result, const cv::Mat& image) {
    const auto& scores = std::get<Classes>(result).scores;
    const std::vector<float> expected = means(image);
    ASSERT_EQ(scores.size(), 3U);
    for (size_t i = 0; i < 3; ++i) EXPECT_NEAR(scores[i], expected[i], 1e-3);  // f32 sums of some hundred bytes
  }

 private:
  io::TemporaryFolder folder_{"slipway-sdk-test"};
};

TEST_F(SdkSession, RunsImagesOfAnySizesInTheirOrder) {
  std::vector<cv::Mat> images;
  std::vector<SessionInput> inputs;
  for (int i = 0; i < 21; ++i) images.push_back(noise(8 + i % 3, 6, CV_8UC3, static_cast<uint64_t>(i)));
  for (const cv::Mat& image : images) inputs.push_back(input(image));
  const std::vector<Result> results = session()->run(inputs);
  ASSERT_EQ(results.size(), images.size());
  for (size_t i = 0; i < images.size(); ++i) expect_means(results[i], images[i]);
}

/// Whatever the settings, every thread gets its own results, also while others bring what is refused.
TEST_F(SdkSession, KeepsThreadsApart) {
  for (const int wait : {0, 500}) {
    SessionSettings settings;
    settings.contexts = 2;
    settings.batch_wait = std::chrono::microseconds(wait);
    settings.capacity = 1000;
    const auto shared = session(settings);
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t)
      threads.emplace_back([&, t] {
        for (int i = 0; i < 30; ++i) {
          const cv::Mat image = noise(8 + i % 2, 6, CV_8UC3, static_cast<uint64_t>(100 * t + i));
          expect_means(shared->run({input(image)}).at(0), image);
          if (i % 7 == 0) {
            EXPECT_THROW(shared->run({SessionInput{}}), Error);
          }
          std::promise<std::vector<Result>> promise;
          shared->submit({input(image)}, [&](std::exception_ptr error, std::vector<Result> results) {
            if (error)
              promise.set_exception(error);
            else
              promise.set_value(std::move(results));
          });
          expect_means(promise.get_future().get().at(0), image);
        }
      });
    for (std::thread& thread : threads) thread.join();
  }
}

TEST_F(SdkSession, RefusesMoreThanTheQueueHolds) {
  SessionSettings settings;
  settings.capacity = 1;
  const auto shared = session(settings);
  const cv::Mat image = noise(8, 6, CV_8UC3, 1);
  std::atomic<int> done = 0;
  int full = 0;
  for (int i = 0; i < 200; ++i) {
    try {
      shared->submit({input(image)}, [&](std::exception_ptr, std::vector<Result>) { ++done; });
    } catch (const QueueFull& e) {
      EXPECT_THAT(e.what(), HasSubstr("queue_capacity"));
      ++full;
    }
  }
  EXPECT_GT(full, 0);
  while (done + full < 200) std::this_thread::yield();
}

TEST_F(SdkSession, BoxesAreForTopDownModels) {
  const cv::Mat image = noise(8, 6, CV_8UC3, 1);
  SessionInput boxes = input(image);
  boxes.boxes = std::vector<InputBox>{{{0, 0, 4, 4}}};
  EXPECT_THAT(error_of([&] { session()->run({boxes}); }), HasSubstr("takes whole images, no boxes"));
  boxes.boxes->clear();
  EXPECT_THAT(error_of([&] { session()->run({boxes}); }), HasSubstr("takes whole images, no boxes"));
}

TEST_F(SdkSession, ReadsNothingOutsideTheDirectory) {
  const auto open = [&] { return error_of([&] { const Model model(folder()); }); };
  EXPECT_EQ(open(), "no slipway::Error");
  const auto name = [&](const std::string& net) {
    io::write_file(folder() / "deploy.json",
                   R"({"models": [{"net": ")" + net + R"(", "weights": "", "backend": "onnxruntime"}]})");
  };
  for (const char* net : {"../end2end.onnx", "/etc/passwd", "sub/../../x", "sub/x.onnx"}) {
    name(net);
    EXPECT_THAT(open(), HasSubstr("leads out of the model directory")) << net;
  }
  name("link.onnx");
  fs::create_symlink("/etc/passwd", folder() / "link.onnx");
  EXPECT_THAT(open(), HasSubstr("leads out of the model directory"));
  fs::remove(folder() / "link.onnx");
  fs::create_symlink("end2end.onnx", folder() / "link.onnx");  // within it is the directory's own affair
  EXPECT_EQ(open(), "no slipway::Error");
  fs::remove(folder() / "pipeline.json");
  fs::create_symlink("/etc/passwd", folder() / "pipeline.json");
  EXPECT_THAT(open(), HasSubstr("leads out of the model directory"));
}

TEST_F(SdkSession, SaysWhatTheModelIs) {
  const auto model = nlohmann::json::parse(Model(folder()).info());
  EXPECT_EQ(model["task"], "Classifier");
  EXPECT_EQ(model["backend"], "onnxruntime");
  EXPECT_EQ(model["takes_boxes"], false);
  EXPECT_EQ(model["verification"], nullptr);
  EXPECT_EQ(model["post_processing"]["component"], "LinearClsHead");
  const auto info = nlohmann::json::parse(session()->info());
  EXPECT_EQ(info["inputs"][0]["name"], "input");
  EXPECT_EQ(info["max_batch"], 8);
}

/// As `slipway convert` writes them: a network, and nothing before or after it.
TEST_F(SdkSession, NetworksAloneTakeTensors) {
  io::write_file(folder() / "pipeline.json",
                 R"({"pipeline": {"tasks": [{"module": "Net", "input": ["input"], "output": ["output"]}]}})");
  const auto shared = session();
  EXPECT_EQ(nlohmann::json::parse(shared->model().info())["takes_boxes"], false);
  EXPECT_THAT(error_of([&] { shared->run({input(noise(8, 6, CV_8UC3, 1))}); }),
              HasSubstr("takes tensors, not images: slw_run_tensors()"));
  const HostTensor image = HostTensor::of(DType::kF32, {1, 3, 1, 2}, std::vector<float>{1, 3, 2, 2, 0, 4});
  for (const char* name : {"", "input"}) {
    const std::vector<NamedTensor> outputs = shared->run_tensors({{name, image}});
    ASSERT_EQ(outputs.size(), 1U);
    EXPECT_EQ(outputs[0].tensor.shape(), (std::vector<int64_t>{1, 3}));
    for (int i = 0; i < 3; ++i) EXPECT_NEAR(outputs[0].tensor.data<float>()[i], 1.0 / 3, 1e-6);
  }
  EXPECT_THAT(error_of([&] { shared->run_tensors({{"img", image}}); }), HasSubstr("no input 'img'; it has: input"));
  EXPECT_THAT(error_of([&] { shared->run_tensors({{"input", image}, {"input", image}}); }), HasSubstr("1 inputs"));
  EXPECT_THAT(error_of([&] { shared->run_tensors({}); }), HasSubstr("takes 1 input(s), got 0"));
}

}  // namespace
}  // namespace slipway::sdk
