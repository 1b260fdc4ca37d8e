// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// A film for a test: make_video FILE.avi IMAGE FRAMES. Exit code 3 where this OpenCV writes none.
#include <cstdlib>
#include <opencv2/videoio.hpp>

#include "image/image.h"

int main(int argc, char** argv) {
  if (argc < 4) return EXIT_FAILURE;
  const cv::Mat image = slipway::image::read_image(argv[2]);
  constexpr double kFps = 25;
  cv::VideoWriter film(argv[1], cv::VideoWriter::fourcc('M', 'J', 'P', 'G'), kFps, image.size());
  if (!film.isOpened()) return 3;
  for (int i = 0; i < std::atoi(argv[3]); ++i) film.write(image);
  return EXIT_SUCCESS;
}
