// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "lower/onnx/lower.h"
#include "lower/onnx/testing/op_case.h"
#include "lower/onnx/testing/ort_model.h"

namespace slipway::lower::onnx {
namespace {

const InputSpec kPoolImage{{kBatch, 3, kHeight, 12}};
const InputSpec kVolume{{kBatch, 2, 4, kHeight, 6}};
const InputSpec kSequence{{kBatch, 3, kHeight}};
/// Sizes at which windows overhang.
const InputSpec kOdd{{kBatch, 3, 8, 11}};

/// Of the same size along both axes.
Args window(int64_t kernel, int64_t stride, int64_t padding) {
  return {{"kernel_size", Ints{kernel, kernel}}, {"stride", Ints{stride, stride}}, {"padding", Ints{padding, padding}}};
}
Args with(Args args, const Args& more) {
  args.insert(args.end(), more.begin(), more.end());
  return args;
}

const Args kCeil{{"ceil_mode", true}};
const Args kPaddingDoesNotCount{{"count_include_pad", false}};

const std::vector<OpCase> kPoolCases = {
    on(kPoolImage, "max_pool2d", window(5, 1, 2)),
    on(kPoolImage, "max_pool2d", {{"kernel_size", Ints{2}}}),
    on(kPoolImage, "max_pool2d",
       {{"kernel_size", Ints{3, 2}}, {"stride", Ints{2, 1}}, {"padding", Ints{1, 0}}, {"dilation", Ints{1, 2}}}),
    on(kOdd, "max_pool2d", with(window(3, 2, 1), kCeil)),
    on(kOdd, "max_pool2d", with(window(3, 2, 0), kCeil)),
    // A window that would start in the padding behind is left out: 4 + 2 rows in steps of 3.
    on({{kBatch, 3, 4, 7}}, "max_pool2d", with(window(2, 3, 1), kCeil)),
    on(kPoolImage, "max_pool2d", with(window(2, 2, 0), kCeil)),
    on({{3, kHeight, 8}}, "max_pool2d", {{"kernel_size", Ints{2, 2}}}),
    on(kPoolImage, "max_pool2d_with_indices", {{"kernel_size", Ints{2, 2}}}, 2, {0}),
    on(kSequence, "max_pool1d", {{"kernel_size", Ints{3}}, {"stride", Ints{2}}, {"padding", Ints{1}}}),
    on(kVolume, "max_pool3d", {{"kernel_size", Ints{2}}}),
    on(kPoolImage, "avg_pool2d", {{"kernel_size", Ints{2, 2}}}),
    on(kPoolImage, "avg_pool2d", window(3, 2, 1)),
    on(kPoolImage, "avg_pool2d", with(window(3, 2, 1), kPaddingDoesNotCount)),
    on(kPoolImage, "avg_pool2d", with(window(3, 2, 1), {{"divisor_override", 5}})),
    on(kPoolImage, "avg_pool2d", {{"kernel_size", Ints{kHeight, 12}}}),
    on(kOdd, "avg_pool2d", with(window(3, 2, 1), kCeil)),
    on(kOdd, "avg_pool2d", with(window(3, 3, 1), kCeil)),
    on(kOdd, "avg_pool2d", with(with(window(3, 3, 1), kCeil), kPaddingDoesNotCount)),
    on(kOdd, "avg_pool2d", with(with(window(3, 2, 0), kCeil), {{"divisor_override", 4}})),
    // The shortcut of ResNet-D.
    on({{kBatch, 3, 7, 9}}, "avg_pool2d", with(with(window(2, 2, 0), kCeil), kPaddingDoesNotCount)),
    on(kSequence, "avg_pool1d", {{"kernel_size", Ints{2}}}),
    on(kVolume, "avg_pool3d", {{"kernel_size", Ints{2, 2, 2}}}),
    on(kPoolImage, "adaptive_avg_pool2d", {{"output_size", Ints{1, 1}}}),
    on({{kBatch, 3, 8, 12}}, "adaptive_avg_pool2d", {{"output_size", Ints{4, 3}}}),
    on(kPoolImage, "adaptive_avg_pool2d", {{"output_size", Ints{1, 12}}}),
    on(kPoolImage, "adaptive_avg_pool2d", {{"output_size", Ints{kHeight, 4}}}),
    on({{3, kHeight, 12}}, "adaptive_avg_pool2d", {{"output_size", Ints{1, 1}}}),
    // Cells of several sizes, of a fixed and of any size.
    on({{kBatch, 3, 7, 11}}, "adaptive_avg_pool2d", {{"output_size", Ints{2, 3}}}),
    on({{kBatch, 3, 5, 4}}, "adaptive_avg_pool2d", {{"output_size", Ints{6, 1}}}),
    on(kPoolImage, "adaptive_avg_pool2d", {{"output_size", Ints{6, 5}}}),
    on({{3, kHeight, 12}}, "adaptive_avg_pool2d", {{"output_size", Ints{3, 8}}}),
    on(kPoolImage, "_adaptive_avg_pool2d", {{"output_size", Ints{1, 1}}}),
    // More numbers than a pool of ONNX Runtime may add up.
    on({{kBatch, 3, 33, 40}}, "adaptive_avg_pool2d", {{"output_size", Ints{1, 1}}}),
    on(kSequence, "adaptive_avg_pool1d", {{"output_size", Ints{1}}}),
    on(kPoolImage, "adaptive_max_pool2d", {{"output_size", Ints{1, 1}}}, 2, {0}),
    on({{kBatch, 3, 8, 12}}, "adaptive_max_pool2d", {{"output_size", Ints{2, 6}}}, 2, {0}),
    on(kSequence, "adaptive_max_pool1d", {{"output_size", Ints{1}}}, 2, {0}),
};

const RegisterCases kPoolRegister(kPoolCases);

TEST(LowerOperators, Pooling) { run_cases(kPoolCases); }

/// The largest difference between what ONNX Runtime makes of a mean over `height` x 160 and the exact one, as a part of
/// the mean size.
double error_of_mean(int64_t height, bool dynamic, const std::string& backend) {
  CaseBuilder c(dynamic);
  const Var x = c.input({1, 16, dynamic ? c.height() : graph::SymInt(height), 160}, {0, 8});
  c.call("aten::adaptive_avg_pool2d", {{"self", x}, {"output_size", Ints{1, 1}}});
  Options options;
  options.backend = backend;
  const OrtModel session(lower(c.graph(), options).bytes);
  const std::vector<HostTensor> inputs = c.inputs(1, height);
  const HostTensor means = session.run(inputs).front();
  EXPECT_EQ(means.shape(), (std::vector<int64_t>{1, 16, 1, 1}));
  const auto count = static_cast<double>(height * 160);
  double worst = 0;
  for (int64_t channel = 0; channel < 16; ++channel) {
    const float* values = inputs[0].data<float>() + channel * height * 160;
    const double mean = std::accumulate(values, values + height * 160, 0.0) / count;
    worst = std::max(worst, std::abs(means.data<float>()[channel] - mean) / mean);
  }
  return worst;
}

/// A mean of many numbers is as exact as PyTorch's, which adds them pairwise. Attention over channels multiplies whole
/// channels by it.
TEST(LowerOperators, MeansOfManyNumbersAreExactInOnnxRuntime) {
  EXPECT_LT(error_of_mean(160, false, "onnxruntime"), 5e-7);
  EXPECT_LT(error_of_mean(160, true, "onnxruntime"), 5e-7);
  EXPECT_LT(error_of_mean(4, false, "onnxruntime"), 5e-6);  // a pool
}

}  // namespace
}  // namespace slipway::lower::onnx
