// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Inference must leave no trace: neither a device id nor a data base under the user's folders.
#include <dlfcn.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <thread>

#define ORT_API_MANUAL_INIT
#include <onnxruntime_cxx_api.h>

#include "backend/child_test.h"
#include "slipway/backend.h"

namespace slipway::backend {
namespace {

namespace fs = std::filesystem;

constexpr const char* kModel = SLIPWAY_SOURCE_DIR "/test/data/backend/affine.onnx";

/// Runs a child whose home and caches are in a new, empty folder; returns the files that are there afterwards.
std::vector<std::string> files_left_by(const std::string& test) {
  const std::string home = make_empty_folder("slipway_home");
  const ChildResult child = run_child(test, {{"HOME", home},
                                             {"XDG_CACHE_HOME", home + "/cache"},
                                             {"XDG_CONFIG_HOME", home + "/config"},
                                             {"XDG_DATA_HOME", home + "/data"},
                                             {"XDG_STATE_HOME", home + "/state"},
                                             {"TMPDIR", home},
                                             {"ORT_DISABLE_TELEMETRY", ""}});
  EXPECT_EQ(child.exit_code, 0) << child.output;
  EXPECT_THAT(child.output, ::testing::HasSubstr("[       OK ]")) << child.output;
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(home)) files.push_back(entry.path().string());
  fs::remove_all(home);
  return files;
}

TEST(TelemetryChild, DISABLED_RunsAModel) {
  const auto session = get("onnxruntime").open({kModel}, {});
  for (int i = 0; i < 3; ++i) session->run({HostTensor(DType::kF32, {1, 3})});
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
}

/// The same with the library as it comes: what the test would see if nobody switched telemetry off.
TEST(TelemetryChild, DISABLED_RunsAModelAsTheLibraryComes) {
  void* library = dlopen(SLIPWAY_ONNXRUNTIME_LIBRARY, RTLD_NOW | RTLD_LOCAL);
  ASSERT_NE(library, nullptr) << dlerror();
  auto get_api_base = reinterpret_cast<const OrtApiBase* (*)()>(dlsym(library, "OrtGetApiBase"));
  ASSERT_NE(get_api_base, nullptr);
  Ort::InitApi(get_api_base()->GetApi(ORT_API_VERSION));
  Ort::Env env;
  Ort::Session session(env, kModel, Ort::SessionOptions());
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
}

TEST(Telemetry, LeavesNoFiles) {
  EXPECT_EQ(files_left_by("TelemetryChild.DISABLED_RunsAModel"), std::vector<std::string>{});
}

TEST(Telemetry, TheTestWouldSeeThem) {
  if (files_left_by("TelemetryChild.DISABLED_RunsAModelAsTheLibraryComes").empty())
    GTEST_SKIP() << "this ONNX Runtime writes nothing even where its telemetry is on";
}

}  // namespace
}  // namespace slipway::backend
