// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <functional>
#include <vector>

#include "base/tensor.h"

namespace slipway::runtime {

/// A network that is used in windows, whose scores are averaged where they overlap (mmsegmentation's
/// test_cfg.mode='slide'). Pixels of the network's input.
struct Slide {
  std::array<int64_t, 2> crop{};    ///< h,w of a window
  std::array<int64_t, 2> stride{};  ///< h,w from one to the next; the last ones are moved back to end with the image
};

/// h,w of the windows in an image of that size: the image's own where it is smaller than a window.
std::array<int64_t, 2> window_size(const Slide& slide, int64_t height, int64_t width);

/// The first window of a batch. @param input f32[B,C,H,W]
HostTensor first_window(const Slide& slide, const HostTensor& input);

/// Scores of a batch of images, f32[B,C,H,W]: the mean of those of all windows, added in the order of rows of windows,
/// as the original does.
/// @param run the network: f32[N,3,h,w] to one output f32[N,C,h,w]
/// @param most so many images the network takes at once, at least B; all of them where `fixed`
std::vector<HostTensor> run_in_windows(const Slide& slide, const HostTensor& input,
                                       const std::function<std::vector<HostTensor>(const HostTensor&)>& run,
                                       size_t most, bool fixed);

}  // namespace slipway::runtime
