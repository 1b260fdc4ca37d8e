// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "lower/onnx/testing/op_case.h"

namespace slipway::lower::onnx {
namespace {

OpCase unfold(const Ints& shape, const Ints& kernel, const Ints& dilation, const Ints& padding, const Ints& stride) {
  return on({shape}, "im2col",
            {{"kernel_size", kernel}, {"dilation", dilation}, {"padding", padding}, {"stride", stride}});
}

OpCase fold(const Ints& size, int64_t channels, int64_t places, const Ints& kernel, const Ints& dilation,
            const Ints& padding, const Ints& stride) {
  OpCase made = on({{kBatch, channels, places}}, "col2im",
                   {{"output_size", size},
                    {"kernel_size", kernel},
                    {"dilation", dilation},
                    {"padding", padding},
                    {"stride", stride}});
  made.from_opset = 18;
  return made;
}

const std::vector<OpCase> kUnfoldCases = {
    unfold({kBatch, 3, kHeight, 6}, {3, 3}, {1, 1}, {1, 1}, {1, 1}),
    unfold({kBatch, 3, kHeight, 6}, {3, 3}, {1, 1}, {1, 1}, {2, 2}),
    unfold({kBatch, 3, kHeight, 6}, {3, 2}, {2, 1}, {0, 1}, {1, 2}),
    // Windows side by side.
    unfold({kBatch, 3, kHeight, 6}, {4, 2}, {1, 1}, {0, 0}, {4, 2}),
    unfold({kBatch, 3, kHeight, 7}, {2, 2}, {1, 1}, {0, 0}, {2, 2}),
    unfold({3, kHeight, 6}, {3, 3}, {1, 1}, {1, 1}, {1, 1}),
    unfold({3, kHeight, 6}, {2, 3}, {1, 1}, {0, 0}, {2, 3}),
    fold({6, 8}, 2 * 9, 12, {3, 3}, {1, 1}, {1, 1}, {2, 2}),
    fold({6, 8}, 2 * 4, 10, {2, 2}, {2, 1}, {0, 1}, {2, 2}),
};
const RegisterCases kUnfoldRegistered(kUnfoldCases);

TEST(LowerOperators, Unfold) { run_cases(kUnfoldCases); }

}  // namespace
}  // namespace slipway::lower::onnx
