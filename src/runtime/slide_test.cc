// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/slide.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.h"

namespace slipway::runtime {
namespace {

/// Small whole numbers, whose sums are exact.
HostTensor counted(const std::vector<int64_t>& shape) {
  HostTensor tensor(DType::kF32, shape);
  auto* values = tensor.mutable_data<float>();
  for (int64_t i = 0; i < tensor.numel(); ++i) values[i] = static_cast<float>(i % 61);
  return tensor;
}

std::vector<float> floats_of(const HostTensor& tensor) {
  return {tensor.data<float>(), tensor.data<float>() + tensor.numel()};
}

TEST(Slide, WindowsOfANetworkThatChangesNothingMakeTheImage) {
  const Slide slide{{4, 3}, {3, 2}};
  const HostTensor image = counted({2, 3, 9, 8});
  for (size_t most : {2, 5, 64}) {
    std::vector<int64_t> batches;
    const std::vector<HostTensor> result = run_in_windows(
        slide, image,
        [&](const HostTensor& windows) {
          batches.push_back(windows.dim(0));
          return std::vector<HostTensor>{windows};
        },
        most, false);
    ASSERT_EQ(result.size(), 1);
    EXPECT_EQ(result[0].shape(), image.shape());
    EXPECT_EQ(floats_of(result[0]), floats_of(image));
    int64_t windows = 0;
    for (int64_t batch : batches) windows += batch;
    EXPECT_EQ(windows, 2 * 3 * 4);  // rows at 0, 3, 5, columns at 0, 2, 4, 5
    EXPECT_LE(*std::max_element(batches.begin(), batches.end()), static_cast<int64_t>(most));
  }
}

TEST(Slide, OverlapsAreMeans) {
  const Slide slide{{1, 2}, {1, 1}};
  float number = 0;
  const std::vector<HostTensor> result = run_in_windows(
      slide, counted({1, 1, 1, 4}),
      [&](const HostTensor& windows) {
        HostTensor output(DType::kF32, windows.shape());
        std::fill_n(output.mutable_data<float>(), output.numel(), ++number);
        return std::vector<HostTensor>{output};
      },
      1, false);
  EXPECT_EQ(floats_of(result.at(0)), (std::vector<float>{1, 1.5, 2.5, 3}));
}

TEST(Slide, SmallImagesAreOneWindow) {
  const Slide slide{{16, 16}, {8, 8}};
  const HostTensor image = counted({1, 2, 5, 20});
  EXPECT_EQ(window_size(slide, 5, 20), (std::array<int64_t, 2>{5, 16}));
  EXPECT_EQ(first_window(slide, image).shape(), (std::vector<int64_t>{1, 2, 5, 16}));
}

TEST(Slide, RefusesOtherOutputs) {
  try {
    run_in_windows(
        {{4, 4}, {4, 4}}, counted({1, 1, 8, 8}),
        [](const HostTensor&) {
          return std::vector<HostTensor>{HostTensor(DType::kI64, {1, 1, 4, 4})};
        },
        1, false);
    FAIL() << "no slipway::Error";
  } catch (const Error& e) {
    EXPECT_THAT(e.what(), testing::HasSubstr("must give scores f32[B,C,4,4]"));
  }
}

}  // namespace
}  // namespace slipway::runtime
