// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// People of a sequence of images: track DETECTOR_DIR POSE_DIR IMAGE...
// c++ -std=c++17 track.cpp -lslipway $(pkg-config --cflags opencv4) -lopencv_core -lopencv_imgcodecs
#include <cstdio>
#include <opencv2/imgcodecs.hpp>
#include <slipway/opencv.hpp>

int main(int argc, char** argv) try {
  const slipway::Session detector{std::string(argv[1])}, pose{std::string(argv[2])};
  const slipway::TopDown people(detector, pose);
  slw_tracker_options options = slipway::PoseTracker::defaults();
  options.det_thr = 0.3F;
  slipway::PoseTracker tracker(people, options);
  for (int i = 3; i < argc; ++i) {
    const cv::Mat frame = cv::imread(argv[i]);
    std::printf("%s\n", argv[i]);
    for (const slipway::Instance& person : tracker(slipway::image(frame)))
      std::printf("  %d: %zu keypoints, nose at %.0f, %.0f\n", static_cast<int>(person.id), person.keypoints.size(),
                  person.keypoints[0].x, person.keypoints[0].y);
  }
} catch (const slipway::Error& e) {
  std::fprintf(stderr, "%s: %s\n", e.context().c_str(), e.what());
  return 1;
}
