// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// What every test program begins with: GoogleTest's own main, but for the exit code of a run in which every test was
// skipped. ctest takes that code for "skipped"; GoogleTest's 0 would be a pass, and no text of its output tells such a
// run from one that failed.
#include <gtest/gtest.h>

namespace {
constexpr int kAllSkipped = 77;  // as automake has it; SKIP_RETURN_CODE in cmake/SlipwayBuild.cmake
}

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  const int code = RUN_ALL_TESTS();
  const testing::UnitTest& run = *testing::UnitTest::GetInstance();
  return code == 0 && run.skipped_test_count() > 0 && run.successful_test_count() == 0 ? kAllSkipped : code;
}
