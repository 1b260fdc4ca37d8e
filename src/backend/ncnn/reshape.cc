// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/ncnn/reshape.h"

#include <algorithm>
#include <regex>
#include <string>

namespace slipway::backend::ncnn {

void fix_reshapes(ParamFile& param) {
  // Width, height, channels by the images, images.
  static const std::regex kWithImages(R"re(6="(\d+),(\d+),//\((\d+),0n\),0n")re");
  std::vector<ParamFile::Layer> layers = param.layers();
  for (ParamFile::Layer& layer : layers) {
    std::smatch sizes;
    if (layer.type != "Reshape") continue;
    const auto expression = std::ranges::find_if(
        layer.params, [&](const std::string& text) { return std::regex_match(text, sizes, kWithImages); });
    if (expression == layer.params.end()) continue;
    std::vector<std::string> params{"0=" + sizes[1].str(), "1=" + sizes[2].str(), "2=" + sizes[3].str()};
    layer.params = std::move(params);
  }
  param.replace_layers(std::move(layers));
}

}  // namespace slipway::backend::ncnn
