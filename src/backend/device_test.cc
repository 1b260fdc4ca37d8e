// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/device.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>

#include "backend/child_test.h"

namespace slipway::backend {
namespace {

using testing::HasSubstr;

TEST(Device, CudaHasANumber) {
  EXPECT_EQ(cuda_index("cpu"), std::nullopt);
  EXPECT_EQ(cuda_index("cuda"), 0);
  EXPECT_EQ(cuda_index("cuda:0"), 0);
  EXPECT_EQ(cuda_index("cuda:12"), 12);
}

// The driver is loaded once in a process, so each of these asks in a child, which finds the driver of this folder.
TEST(DeviceChild, DISABLED_AsksTheDriver) {
  for (const int index : {0, 1, 2}) std::printf("%d:%s\n", index, missing_cuda_device(index).c_str());
}

std::string ask(const std::string& init, const std::string& devices) {
  return run_child("DeviceChild.DISABLED_AsksTheDriver", {{"LD_LIBRARY_PATH", SLIPWAY_BINARY_DIR "/test/cuda"},
                                                          {"STAND_IN_INIT", init},
                                                          {"STAND_IN_DEVICES", devices}})
      .output;
}

TEST(Device, TheDriverSaysWhichAreThere) {
  EXPECT_THAT(ask("0", "2"), HasSubstr("0:\n1:\n2:this machine has 2 CUDA devices, 'cuda:0' to 'cuda:1'"));
  EXPECT_THAT(ask("0", "1"), HasSubstr("0:\n1:this machine has one CUDA device, 'cuda:0'"));
  EXPECT_THAT(ask("0", "0"), HasSubstr("0:the NVIDIA driver sees no device"));
  EXPECT_THAT(ask("100", "0"), HasSubstr("0:the NVIDIA driver sees no device"));
  EXPECT_THAT(ask("999", "0"), HasSubstr("0:the NVIDIA driver does not start (error 999)"));
}

}  // namespace
}  // namespace slipway::backend
