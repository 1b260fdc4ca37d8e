// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "package/slide.h"

#include "config/args.h"
#include "package/model_config.h"

namespace slipway::package {

std::optional<SlideSettings> read_slide_settings(const config::Value& test_cfg) {
  config::Args args(test_cfg, "test_cfg");
  if (args.choice("mode", "whole", {"whole", "slide"}) != "slide") {
    args.check();
    return std::nullopt;
  }
  SlideSettings slide;
  const auto pair = [&](const char* key, std::array<int64_t, 2>& to) {
    const std::vector<int64_t> size = args.attempt([&] { return args.integers(key); });
    if (size.size() == 2 && size[0] > 0 && size[1] > 0)
      to = {size[0], size[1]};
    else
      args.refuse(key, "must be (height, width), in px, where 'mode' is 'slide'");
  };
  pair("crop_size", slide.crop);
  pair("stride", slide.stride);
  args.check();
  if (slide.stride[0] > slide.crop[0] || slide.stride[1] > slide.crop[1])
    args.refuse("stride", "is larger than crop_size, which leaves gaps between the windows");
  args.check();
  return slide;
}

std::optional<SlideSettings> read_slide(const config::Value& model_config) {
  const config::Value* test_cfg = find_dict(find_dict(&model_config, "model"), "test_cfg");
  if (test_cfg == nullptr || find_dict(&model_config, "model")->find("decode_head") == nullptr) return std::nullopt;
  return read_slide_settings(*test_cfg);
}

}  // namespace slipway::package
