// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

#include "base/error.h"
#include "base/io.h"
#include "slipway/backend.h"

namespace slipway::backend {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

fs::path model(const std::string& name) { return fs::path(SLIPWAY_SOURCE_DIR "/test/data/backend") / (name + ".onnx"); }

SessionOptions one_thread() {
  SessionOptions options;
  options.threads = 1;
  return options;
}

std::unique_ptr<Session> open(const std::string& name, const SessionOptions& options = one_thread()) {
  return get("onnxruntime").open({model(name)}, options);
}

template <typename T>
std::vector<T> values(const HostTensor& tensor) {
  return {tensor.data<T>(), tensor.data<T>() + tensor.numel()};
}

template <typename Body>
std::string error_of(Body&& body) {
  try {
    body();
  } catch (const Error& e) {
    return e.what();
  }
  return "no slipway::Error";
}

TEST(OnnxRuntime, IsAvailable) {
  const Availability state = availability("onnxruntime");
  EXPECT_TRUE(state.available) << state.reason;
  EXPECT_THAT(state.version, HasSubstr("."));
  EXPECT_EQ(state.reason, "");
  EXPECT_EQ(get("onnxruntime").name(), "onnxruntime");
  EXPECT_GE(get("onnxruntime").max_opset(), 17);
  EXPECT_EQ(get("onnxruntime").compile("a.onnx", "{}"), std::vector<fs::path>{"a.onnx"});
}

TEST(OnnxRuntime, RunsAtAnyBatchSize) {
  const auto session = open("affine");
  ASSERT_EQ(session->inputs().size(), 1U);
  EXPECT_EQ(session->inputs()[0].name, "x");
  EXPECT_EQ(session->inputs()[0].dtype, DType::kF32);
  EXPECT_EQ(session->inputs()[0].shape, (std::vector<int64_t>{-1, 3}));
  EXPECT_EQ(session->outputs()[0].name, "y");
  for (int64_t batch : {1, 2, 5}) {
    std::vector<float> x;
    std::vector<float> y;
    for (int64_t i = 0; i < batch * 3; ++i) {
      x.push_back(static_cast<float>(i));
      y.push_back(static_cast<float>(2 * i + 10 * (i % 3 + 1)));
    }
    const auto outputs = session->run({HostTensor::of(DType::kF32, {batch, 3}, x)});
    ASSERT_EQ(outputs.size(), 1U);
    EXPECT_EQ(outputs[0].shape(), (std::vector<int64_t>{batch, 3}));
    EXPECT_EQ(values<float>(outputs[0]), y);
  }
}

TEST(OnnxRuntime, KeepsTheOrderOfInputsAndOutputs) {
  const auto session = open("sum_and_difference");
  const auto outputs = session->run(
      {HostTensor::of<int64_t>(DType::kI64, {2}, {5, 7}), HostTensor::of<int64_t>(DType::kI64, {2}, {1, 9})});
  ASSERT_EQ(outputs.size(), 2U);
  EXPECT_EQ(session->outputs()[0].name, "difference");
  EXPECT_EQ(values<int64_t>(outputs[0]), (std::vector<int64_t>{4, -2}));
  EXPECT_EQ(values<int64_t>(outputs[1]), (std::vector<int64_t>{6, 16}));
}

TEST(OnnxRuntime, OutputsOutliveTheSession) {
  auto session = open("affine");
  const auto outputs = session->run({HostTensor::of<float>(DType::kF32, {1, 3}, {1, 2, 3})});
  session.reset();
  EXPECT_EQ(values<float>(outputs[0]), (std::vector<float>{12, 24, 36}));
}

TEST(OnnxRuntime, OutputsOfOneRunSurviveTheNext) {
  auto session = open("affine");
  const auto first = session->run({HostTensor::of<float>(DType::kF32, {1, 3}, {1, 2, 3})});
  const auto second = session->run({HostTensor::of<float>(DType::kF32, {1, 3}, {0, 0, 0})});
  EXPECT_EQ(values<float>(first[0]), (std::vector<float>{12, 24, 36}));
  EXPECT_EQ(values<float>(second[0]), (std::vector<float>{10, 20, 30}));
}

TEST(OnnxRuntime, PassesEveryElementTypeThrough) {
  const auto session = open("identity");
  std::vector<HostTensor> inputs;
  for (const TensorInfo& info : session->inputs()) {
    EXPECT_EQ(info.name, "in_" + std::string(name_of(info.dtype)));
    HostTensor tensor(info.dtype, {3, 2});
    for (size_t i = 0; i < tensor.nbytes(); ++i) {
      // Small enough to be no NaN in any float type, 0 or 1 for bool.
      static_cast<uint8_t*>(tensor.mutable_raw())[i] = static_cast<uint8_t>(info.dtype == DType::kBool ? i % 2 : i + 1);
    }
    inputs.push_back(tensor);
  }
  ASSERT_EQ(inputs.size(), 10U);
  const auto outputs = session->run(inputs);
  ASSERT_EQ(outputs.size(), inputs.size());
  for (size_t i = 0; i < inputs.size(); ++i) {
    EXPECT_EQ(outputs[i].describe(), inputs[i].describe());
    EXPECT_EQ(std::memcmp(outputs[i].raw(), inputs[i].raw(), inputs[i].nbytes()), 0) << outputs[i].describe();
  }
}

TEST(OnnxRuntime, GivesOutputsWithoutElements) {
  const auto session = open("nonzero");
  EXPECT_EQ(session->run({HostTensor(DType::kF32, {4})})[0].describe(), "i64[1,0]");
  EXPECT_EQ(session->run({HostTensor(DType::kF32, {0})})[0].describe(), "i64[1,0]");
}

TEST(OnnxRuntime, OpensFromMemory) {
  const std::string bytes = io::read_file(model("affine"));
  const auto session = get("onnxruntime").open_memory(bytes, one_thread());
  EXPECT_EQ(values<float>(session->run({HostTensor::of<float>(DType::kF32, {1, 3}, {1, 2, 3})})[0]),
            (std::vector<float>{12, 24, 36}));
}

TEST(OnnxRuntime, RunsUnoptimisedAndWithAllCores) {
  SessionOptions options;
  options.optimize = false;
  EXPECT_EQ(values<float>(open("affine", options)->run({HostTensor::of<float>(DType::kF32, {1, 3}, {1, 2, 3})})[0]),
            (std::vector<float>{12, 24, 36}));
}

TEST(OnnxRuntime, SeparateSessionsRunInParallel) {
  std::vector<std::thread> threads;
  std::vector<std::vector<float>> results(4);
  for (size_t i = 0; i < results.size(); ++i)
    threads.emplace_back([&, i] {
      const auto session = open("affine");
      const auto v = static_cast<float>(i);
      for (int round = 0; round < 20; ++round)
        results[i] = values<float>(session->run({HostTensor::of<float>(DType::kF32, {1, 3}, {v, v, v})})[0]);
    });
  for (std::thread& thread : threads) thread.join();
  for (size_t i = 0; i < results.size(); ++i) {
    const auto v = static_cast<float>(2 * i);
    EXPECT_EQ(results[i], (std::vector<float>{v + 10, v + 20, v + 30}));
  }
}

TEST(OnnxRuntimeErrors, WrongInputsAreNamed) {
  const auto session = open("affine");
  const auto run = [&](std::vector<HostTensor> inputs) { return error_of([&] { session->run(inputs); }); };
  EXPECT_EQ(run({}), "the model takes 1 input(s), got 0");
  EXPECT_EQ(run({HostTensor(DType::kI64, {1, 3})}), "input 'x' must be f32[?,3], got i64[1,3]: another element type");
  EXPECT_EQ(run({HostTensor(DType::kF32, {3})}), "input 'x' must be f32[?,3], got f32[3]: 1 dimension(s) instead of 2");
  EXPECT_EQ(run({HostTensor(DType::kF32, {2, 4})}),
            "input 'x' must be f32[?,3], got f32[2,4]: axis 1 is 4 instead of 3");
  // The session is none the worse for it.
  EXPECT_EQ(run({HostTensor(DType::kF32, {2, 3})}), "no slipway::Error");
}

TEST(OnnxRuntimeErrors, FailuresWhileRunning) {
  const auto session = open("reshape");
  const std::string message = error_of([&] {
    session->run({HostTensor(DType::kF32, {5}), HostTensor::of<int64_t>(DType::kI64, {2}, {2, 3})});
  });
  EXPECT_THAT(message, HasSubstr("ONNX Runtime cannot run the model: "));
  EXPECT_THAT(message, HasSubstr("Reshape"));
}

TEST(OnnxRuntimeErrors, FilesThatCannotBeLoaded) {
  const fs::path folder = fs::path(testing::TempDir()) / "slipway_onnxruntime_test";
  fs::create_directories(folder);
  const auto open_file = [&](const fs::path& file) { return error_of([&] { get("onnxruntime").open({file}, {}); }); };
  EXPECT_THAT(open_file(folder / "absent.onnx"), HasSubstr("absent.onnx: no such model file"));
  EXPECT_THAT(open_file(folder), HasSubstr("is a folder, not a model file"));
  io::write_file(folder / "empty.onnx", "");
  EXPECT_THAT(open_file(folder / "empty.onnx"), HasSubstr("empty.onnx: the model file is empty"));
  const std::string bytes = io::read_file(model("affine"));
  for (const size_t size : {size_t{1}, bytes.size() / 2, bytes.size() - 1}) {
    io::write_file(folder / "cut.onnx", bytes.substr(0, size));
    EXPECT_THAT(open_file(folder / "cut.onnx"), HasSubstr("cut.onnx: ")) << size;
    EXPECT_THAT(open_file(folder / "cut.onnx"), HasSubstr("ONNX Runtime cannot load")) << size;
  }
  io::write_file(folder / "text.onnx", "this is no model");
  EXPECT_THAT(open_file(folder / "text.onnx"), HasSubstr("ONNX Runtime cannot load"));
  EXPECT_THAT(open_file(model("unknown_operator")), HasSubstr("NoSuchOperator"));
  EXPECT_THAT(open_file(model("sequence")), HasSubstr("the model's 'y' is no tensor"));
  EXPECT_THAT(error_of([&] { get("onnxruntime").open({"a", "b"}, {}); }), HasSubstr("one model file, got 2"));
  EXPECT_THAT(error_of([&] { get("onnxruntime").open_memory("", {}); }), HasSubstr("empty"));
  EXPECT_THAT(error_of([&] { get("onnxruntime").open_memory("garbage", {}); }), HasSubstr("the model in memory"));
  fs::remove_all(folder);
}

TEST(OnnxRuntimeErrors, Devices) {
  SessionOptions options;
  options.device = "tpu";
  EXPECT_EQ(error_of([&] { open("affine", options); }), "unknown device 'tpu'; give 'cpu' or 'cuda:N'");
  options.device = "cuda:x";
  EXPECT_EQ(error_of([&] { open("affine", options); }), "unknown device 'cuda:x'; give 'cpu' or 'cuda:N'");
  options.device = "cuda:0";
  try {
    open("affine", options);
    GTEST_SKIP() << "this ONNX Runtime has CUDA and a device";
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kUnavailable);
    EXPECT_THAT(e.what(), HasSubstr("device 'cuda:0'"));
  }
}

}  // namespace
}  // namespace slipway::backend
