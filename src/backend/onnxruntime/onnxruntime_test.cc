// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "backend/testing/contract.h"

namespace slipway::backend {
namespace {

namespace fs = std::filesystem;
using testing::error_of;
using ::testing::HasSubstr;
using testing::values;

fs::path model(const std::string& name) { return fs::path(SLIPWAY_SOURCE_DIR "/test/data/backend") / (name + ".onnx"); }

SessionOptions one_thread() {
  SessionOptions options;
  options.threads = 1;
  return options;
}

std::unique_ptr<Session> open(const std::string& name, const SessionOptions& options = one_thread()) {
  return get("onnxruntime").open({model(name)}, options);
}

const testing::RegisterContract kContract({.backend = "onnxruntime"});

TEST(OnnxRuntime, SaysWhatItIs) {
  EXPECT_GE(get("onnxruntime").capabilities().max_opset, 17);
  EXPECT_EQ(get("onnxruntime").compile("a.onnx", "{}"), std::vector<fs::path>{"a.onnx"});
}

TEST(OnnxRuntime, GivesOutputsWithoutElements) {
  EXPECT_EQ(open("nonzero")->run({HostTensor(DType::kF32, {4})})[0].describe(), "i64[1,0]");
}

TEST(OnnxRuntime, OpensFromMemory) {
  const std::string bytes = io::read_file(model("affine"));
  const auto session = get("onnxruntime").open_memory(bytes, one_thread());
  EXPECT_EQ(values<float>(session->run({HostTensor::of<float>(DType::kF32, {1, 3}, {1, 2, 3})})[0]),
            (std::vector<float>{12, 24, 36}));
}

TEST(OnnxRuntimeErrors, FailuresWhileRunning) {
  const auto session = open("reshape");
  const std::string message = error_of([&] {
    session->run({HostTensor(DType::kF32, {5}), HostTensor::of<int64_t>(DType::kI64, {2}, {2, 3})});
  });
  EXPECT_THAT(message, HasSubstr("ONNX Runtime cannot run the model: "));
  EXPECT_THAT(message, HasSubstr("Reshape"));
}

TEST(OnnxRuntimeErrors, ModelsThatCannotBeLoaded) {
  const auto open_file = [&](const fs::path& file) { return error_of([&] { get("onnxruntime").open({file}, {}); }); };
  EXPECT_THAT(open_file(model("unknown_operator")), HasSubstr("NoSuchOperator"));
  EXPECT_THAT(open_file(model("sequence")), HasSubstr("the model's 'y' is no tensor"));
  EXPECT_THAT(error_of([&] { get("onnxruntime").open_memory("", {}); }), HasSubstr("empty"));
  EXPECT_THAT(error_of([&] { get("onnxruntime").open_memory("garbage", {}); }), HasSubstr("the model in memory"));
}

}  // namespace
}  // namespace slipway::backend
