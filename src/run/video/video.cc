// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// A library of its own: OpenCV's videoio brings FFmpeg and GStreamer along, which nobody needs who has images.
#include <opencv2/videoio.hpp>

#include "base/error.h"
#include "run/frames.h"

namespace slipway::run {
namespace {

class Video : public Source {
 public:
  explicit Video(std::filesystem::path file) : file_(std::move(file)) {
    // Not GStreamer, which writes a registry into the user's folders.
    for (const int reader : {cv::CAP_FFMPEG, cv::CAP_OPENCV_MJPEG}) {
      try {
        if (!capture_.isOpened()) capture_.open(file_.string(), reader);
      } catch (const cv::Exception&) {
        capture_.release();
      }
    }
    if (!capture_.isOpened()) fail("{}: is no video that OpenCV can read here", file_.string());
  }
  size_t count() const override {
    const double frames = capture_.get(cv::CAP_PROP_FRAME_COUNT);
    return frames > 0 && frames < 1e12 ? static_cast<size_t>(frames) : 0;
  }
  bool next(Frame& frame) override {
    cv::Mat pixels;
    if (!capture_.read(pixels) || pixels.empty()) return false;
    frame = {fmt::format("{} frame {}", file_.filename().string(), number_), file_.string(), number_, pixels};
    ++number_;
    return true;
  }

 private:
  std::filesystem::path file_;
  cv::VideoCapture capture_;
  int64_t number_ = 0;
};

}  // namespace
}  // namespace slipway::run

extern "C" slipway::run::Source* slipway_open_video(const char* file) { return new slipway::run::Video(file); }
