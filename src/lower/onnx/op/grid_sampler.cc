// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {
namespace {

/// ATen numbers its modes.
void lower_grid_sampler(Builder& b) {
  static constexpr const char* kModes[] = {"bilinear", "nearest", "bicubic"};
  static constexpr const char* kModesFrom20[] = {"linear", "nearest", "cubic"};
  static constexpr const char* kPadding[] = {"zeros", "border", "reflection"};
  if (b.rank_of("input") != 4) fail("its input has {} axes, not 4", b.rank_of("input"));
  const auto mode = static_cast<size_t>(b.integer("interpolation_mode"));
  const auto padding = static_cast<size_t>(b.integer("padding_mode"));
  if (mode > 2 || padding > 2) throw InternalError("unknown mode of grid_sampler");
  b.output(b.emit("GridSample", {b.input("input"), b.input("grid")},
                  {{"mode", std::string(b.opset() >= 20 ? kModesFrom20[mode] : kModes[mode])},
                   {"padding_mode", std::string(kPadding[padding])},
                   {"align_corners", int64_t{b.node().boolean("align_corners") ? 1 : 0}}}));
}

const RegisterLowering kGridSampler({"aten::grid_sampler", "aten::grid_sampler_2d"}, lower_grid_sampler, 16);

}  // namespace
}  // namespace slipway::lower::onnx
