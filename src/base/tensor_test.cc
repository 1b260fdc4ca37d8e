// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "base/tensor.h"

#include <gmock/gmock.h>

#include "base/error.h"

namespace slipway {
namespace {

template <typename T>
std::string bug_of(DType dtype, const std::vector<int64_t>& shape, const std::vector<T>& values) {
  try {
    HostTensor::of(dtype, shape, values);
  } catch (const InternalError& e) {
    return e.what();
  }
  return "";
}

TEST(HostTensor, IsMadeOfValues) {
  const auto tensor = HostTensor::of<int32_t>(DType::kI32, {2, 3}, {1, 2, 3, 4, 5, 6});
  EXPECT_EQ(tensor.describe(), "i32[2,3]");
  EXPECT_THAT(std::vector<int32_t>(tensor.data<int32_t>(), tensor.data<int32_t>() + 6),
              ::testing::ElementsAre(1, 2, 3, 4, 5, 6));
  EXPECT_EQ(*HostTensor::of<double>(DType::kF64, {}, {2.5}).data<double>(), 2.5);
  EXPECT_EQ(HostTensor::of<float>(DType::kF32, {2, 0}, {}).numel(), 0);
}

TEST(HostTensor, RefusesValuesThatDoNotFitTheShape) {
  EXPECT_EQ(bug_of<float>(DType::kF32, {2, 3}, {1, 2, 3, 4, 5}),
            "5 values of 4 bytes each cannot be a tensor f32[2,3], which has 6 of 4");
  EXPECT_NE(bug_of<float>(DType::kF32, {2}, {1, 2, 3}), "");
  EXPECT_NE(bug_of<float>(DType::kF32, {-1, 2}, {1, 2}), "");
  EXPECT_EQ(bug_of<int64_t>(DType::kI32, {2}, {1, 2}),
            "2 values of 8 bytes each cannot be a tensor i32[2], which has 2 of 4");
}

}  // namespace
}  // namespace slipway
