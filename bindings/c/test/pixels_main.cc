// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Image files as the raw images of the tests: pixels_main IMAGE RAW [IMAGE RAW]...
#include <cstdio>
#include <cstdlib>

#include "image/image.h"

int main(int argc, char** argv) {
  for (int i = 1; i + 1 < argc; i += 2) {
    const cv::Mat image = slipway::image::read_image(argv[i]);
    std::FILE* file = std::fopen(argv[i + 1], "wb");
    if (file == nullptr) return EXIT_FAILURE;
    std::fprintf(file, "%d %d\n", image.cols, image.rows);
    std::fwrite(image.data, 1, image.total() * 3, file);
    std::fclose(file);
  }
  return EXIT_SUCCESS;
}
