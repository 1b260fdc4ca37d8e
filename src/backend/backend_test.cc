// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "backend/child_test.h"
#include "base/error.h"
#include "slipway/backend.h"

namespace slipway::backend {
namespace {

using testing::HasSubstr;

TEST(Backends, KnownNamesAreSorted) {
  const std::vector<std::string> names = known_backends();
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  for (const char* name : {"ncnn", "onnxruntime", "openvino", "tensorrt", "torchscript"})
    EXPECT_THAT(names, testing::Contains(name));
}

TEST(Backends, SupportedOnesAreKnown) {
  const std::vector<std::string> names = supported_backends();
  EXPECT_THAT(names, testing::Contains("onnxruntime"));
  EXPECT_THAT(names, testing::Not(testing::Contains("ascend")));
  EXPECT_THAT(known_backends(), testing::IsSupersetOf(names));
}

TEST(Backends, UnsupportedOnesSaySo) {
  const Availability state = availability("ascend");
  EXPECT_FALSE(state.available);
  EXPECT_THAT(state.reason,
              testing::MatchesRegex("backend 'ascend' \\(Ascend\\) is not yet supported in this version of Slipway; "
                                    "supported: .*onnxruntime.*"));
  try {
    get("ascend");
    FAIL() << "no error";
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kUnavailable);
    EXPECT_EQ(e.what(), state.reason);
  }
}

TEST(Backends, UnknownOnesListNearNames) {
  try {
    get("onnxruntim");
    FAIL() << "no error";
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kInvalidInput);
    EXPECT_STREQ(e.what(), "unknown backend 'onnxruntim'; did you mean 'onnxruntime'?");
  }
  EXPECT_FALSE(availability("onnxruntim").available);
}

// A process opens a library once, so each of these happens in a child: this program again, with the one test below.
TEST(BackendChild, DISABLED_PrintsAvailability) {
  const Availability state = availability("onnxruntime");
  printf("available=%d reason=%s\n", state.available ? 1 : 0, state.reason.c_str());
  try {
    get("onnxruntime");
  } catch (const Error& e) {
    printf("kind=%s\n", e.kind() == ErrorKind::kUnavailable ? "unavailable" : "other");
  }
}

TEST(Backends, AMissingOnnxRuntimeSaysHowToGetIt) {
  const ChildResult child = run_child("BackendChild.DISABLED_PrintsAvailability",
                                      {{"SLIPWAY_ONNXRUNTIME", "/nonexistent/libonnxruntime.so"}});
  EXPECT_EQ(child.exit_code, 0);
  EXPECT_THAT(child.output, HasSubstr("available=0 reason=the ONNX Runtime library cannot be loaded"));
  EXPECT_THAT(child.output, HasSubstr("/nonexistent/libonnxruntime.so"));
  EXPECT_THAT(child.output, HasSubstr("run 'make deps'"));
  EXPECT_THAT(child.output, HasSubstr("kind=unavailable"));
}

TEST(Backends, AFileThatIsNoOnnxRuntimeIsRefused) {
  const ChildResult child =
      run_child("BackendChild.DISABLED_PrintsAvailability", {{"SLIPWAY_ONNXRUNTIME", "libm.so.6"}});
  EXPECT_EQ(child.exit_code, 0);
  EXPECT_THAT(child.output, HasSubstr("available=0 reason=the file loaded as ONNX Runtime holds no OrtGetApiBase"));
}

TEST(Backends, TheSearchPathComesFirst) {
  const std::string folder = make_empty_folder("slipway_backend_path");
  {
    FILE* file = fopen((folder + "/libslipway_backend_onnxruntime.so").c_str(), "w");
    ASSERT_NE(file, nullptr);
    fputs("no library", file);
    fclose(file);
  }
  const ChildResult child = run_child("BackendChild.DISABLED_PrintsAvailability", {{"SLIPWAY_BACKEND_PATH", folder}});
  EXPECT_EQ(child.exit_code, 0);
  EXPECT_THAT(child.output, HasSubstr("available=0 reason=cannot load " + folder));
  EXPECT_THAT(child.output, HasSubstr("kind=unavailable"));
}

TEST(Backends, AFolderWithoutTheLibraryIsPassedOver) {
  const ChildResult child = run_child("BackendChild.DISABLED_PrintsAvailability",
                                      {{"SLIPWAY_BACKEND_PATH", "/nonexistent:" + make_empty_folder("slipway_none")}});
  EXPECT_EQ(child.exit_code, 0);
  EXPECT_THAT(child.output, HasSubstr("available=1"));
}

}  // namespace
}  // namespace slipway::backend
