// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// slipway_preprocess PIPELINE_JSON FOLDER IMAGE...: writes the network's input, f32[1,3,H,W] as raw bytes, to
// FOLDER/IMAGE.f32 and says its shape, a line per image.
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>

#include "base/io.h"
#include "image/image.h"
#include "runtime/pipeline.h"

int main(int argc, char** argv) {
  try {
    if (argc < 4) {
      std::fputs("usage: slipway_preprocess PIPELINE_JSON FOLDER IMAGE...\n", stderr);
      return 2;
    }
    const slipway::runtime::Pipeline pipeline(nlohmann::json::parse(slipway::io::read_file(argv[1])));
    for (int i = 3; i < argc; ++i) {
      const std::filesystem::path image = argv[i];
      const slipway::HostTensor input = pipeline.preprocess(slipway::image::read_image(image)).input;
      slipway::io::write_file(std::filesystem::path(argv[2]) / (image.filename().string() + ".f32"),
                              std::string_view(reinterpret_cast<const char*>(input.data<float>()), input.nbytes()));
      std::puts(input.describe().c_str());
    }
    return 0;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "slipway_preprocess: %s\n", e.what());
    return 2;
  }
}
