// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "lower/onnx/testing/op_case.h"

namespace slipway::lower::onnx {
namespace {

const InputSpec kResizeImage{{kBatch, 3, kHeight, 12}};
const InputSpec kResizeSequence{{kBatch, 3, kHeight}};
const Ints kTwice{kHeight * 2, 24}, kFixed{5, 20};
const Floats kBy2{2.0, 2.0}, kByHalf{0.5, 1.5};

/// ATen's .vec forms want either, the other as None.
Args to(const Ints& size) { return {{"output_size", size}, {"scale_factors", None{}}}; }
Args by(const Floats& factors) { return {{"output_size", None{}}, {"scale_factors", factors}}; }
Args smooth(Args args, bool corners) {
  args.emplace_back("align_corners", corners);
  return args;
}

OpCase sampler(const std::string& name, int mode, int padding, bool corners) {
  return {fmt::format("{} mode {}, padding {}, corners {}", name, mode, padding, corners),
          [=](CaseBuilder& c) {
            c.call("aten::" + name, {{"input", c.input(kResizeImage.shape)},
                                     {"grid", c.input({kBatch, 4, kHeight, 2}, {-1.3, 1.3})},
                                     {"interpolation_mode", mode},
                                     {"padding_mode", padding},
                                     {"align_corners", corners}});
          },
          16};
}

const std::vector<OpCase> kResizeCases = {
    on(kResizeImage, "upsample_nearest2d.vec", to(kTwice)),
    on(kResizeImage, "upsample_nearest2d.vec", by(kBy2)),
    on(kResizeImage, "upsample_nearest2d.vec", by(kByHalf)),
    on(kResizeImage, "upsample_nearest2d.vec", to(kFixed)),
    on(kResizeImage, "upsample_nearest2d", {{"output_size", Ints{kHeight * 3, 18}}}),
    on(kResizeSequence, "upsample_nearest1d.vec", to({kHeight * 2})),
    on(kResizeSequence, "upsample_nearest1d", {{"output_size", Ints{kHeight * 2}}}),
    on(kResizeImage, "upsample_bilinear2d.vec", smooth(to(kTwice), false)),
    on(kResizeImage, "upsample_bilinear2d.vec", smooth(to(kTwice), true)),
    on(kResizeImage, "upsample_bilinear2d.vec", smooth(by(kBy2), false)),
    on(kResizeImage, "upsample_bilinear2d.vec", smooth(by(kBy2), true)),
    on(kResizeImage, "upsample_bilinear2d.vec", smooth(by(kByHalf), false)),
    on(kResizeImage, "upsample_bilinear2d.vec", smooth(to(kFixed), false)),
    on(kResizeImage, "upsample_bilinear2d.vec", smooth(to(kFixed), true)),
    on(kResizeImage, "upsample_bilinear2d", {{"output_size", Ints{kHeight, 6}}, {"align_corners", false}}),
    // 3 times the f32 next to 40/3 is 40 in f32 only.
    on({{kBatch, 2, 3, 3}}, "upsample_bilinear2d", {{"output_size", Ints{40, 30}}, {"align_corners", false}}),
    on({{kBatch, 2, 1, 1}}, "upsample_bilinear2d", {{"output_size", Ints{5, 7}}, {"align_corners", false}}),
    on({{kBatch, 2, 1, 1}}, "upsample_bilinear2d", {{"output_size", Ints{5, 7}}, {"align_corners", true}}),
    on(kResizeImage, "upsample_bilinear2d", {{"output_size", Ints{1, 1}}, {"align_corners", false}}),
    on(kResizeSequence, "upsample_linear1d.vec", smooth(to({kHeight * 2}), true)),
    on(kResizeSequence, "upsample_linear1d", {{"output_size", Ints{kHeight * 2}}, {"align_corners", false}}),
    on(kResizeImage, "upsample_bicubic2d.vec", smooth(to(kTwice), false)),
    on(kResizeImage, "upsample_bicubic2d", {{"output_size", kTwice}, {"align_corners", true}}),
    // A factor that gives no whole size: ATen samples by the factor, not by the sizes.
    on({{kBatch, 3, 7, 9}}, "upsample_nearest2d.vec", by({1.3, 0.7})),
    on({{kBatch, 3, 7, 9}}, "upsample_bilinear2d.vec", smooth(by({1.3, 0.7}), false)),
    sampler("grid_sampler", 0, 0, false),
    sampler("grid_sampler", 0, 1, true),
    sampler("grid_sampler", 1, 0, false),
    sampler("grid_sampler", 2, 2, false),
    sampler("grid_sampler_2d", 0, 2, true),
    on(kResizeImage, "constant_pad_nd", {{"pad", Ints{1, 2, 3, 0}}, {"value", 1.5}}),
    on(kResizeImage, "constant_pad_nd", {{"pad", Ints{-1, 2, 0, -2}}}),
    on({{kBatch, 4}, {-4, 5}, DType::kI64}, "constant_pad_nd", {{"pad", Ints{1, 1}}, {"value", 3}}),
    on(kResizeImage, "constant_pad_nd", {{"pad", Ints{0, 0, 0, kHeight}}}),
    on(kResizeImage, "pad", {{"pad", Ints{1, 2}}, {"mode", "constant"}}),
    on(kResizeImage, "pad", {{"pad", Ints{1, 2}}, {"mode", "constant"}, {"value", -1.0}}),
    on(kResizeImage, "pad", {{"pad", Ints{2, 1, 1, 3}}, {"mode", "reflect"}}),
    on(kResizeImage, "pad", {{"pad", Ints{2, 1, 1, 3}}, {"mode", "replicate"}}),
    on(kResizeImage, "pad", {{"pad", Ints{2, 1, 0, 3}}, {"mode", "circular"}}),
    on(kResizeImage, "reflection_pad2d", {{"padding", Ints{2, 1, 1, 3}}}),
    on(kResizeImage, "replication_pad2d", {{"padding", Ints{2, 1, 1, 3}}}),
    on(kResizeSequence, "reflection_pad1d", {{"padding", Ints{2, 1}}}),
    on(kResizeSequence, "replication_pad1d", {{"padding", Ints{2, 1}}}),
    on(kResizeImage, "pixel_shuffle", {{"upscale_factor", 1}}),
    on({{kBatch, 8, kHeight, 3}}, "pixel_shuffle", {{"upscale_factor", 2}}),
    on({{kBatch, 3, kHeight, 6}}, "pixel_unshuffle", {{"downscale_factor", 2}}),
    on({{kBatch, 6, kHeight, 5}}, "channel_shuffle", {{"groups", 3}}),
};

const RegisterCases kResizeRegister(kResizeCases);

TEST(LowerOperators, Resizing) { run_cases(kResizeCases); }

}  // namespace
}  // namespace slipway::lower::onnx
