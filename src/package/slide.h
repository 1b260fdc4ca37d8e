// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>

#include "slipway/config.h"

namespace slipway::package {

/// How a segmentor that is used in windows is: test_cfg of its model. Pixels of the network's input.
struct SlideSettings {
  std::array<int64_t, 2> crop{};    ///< h,w of a window
  std::array<int64_t, 2> stride{};  ///< h,w from one to the next
};

/// None where test_cfg.mode is not 'slide'. Errors: slipway::Error for sizes that are none, or strides that leave gaps.
std::optional<SlideSettings> read_slide(const config::Value& model_config);
/// The same of a test_cfg itself.
std::optional<SlideSettings> read_slide_settings(const config::Value& test_cfg);

}  // namespace slipway::package
