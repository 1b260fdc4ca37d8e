// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// What every backend promises (slipway/backend.h), and how it answers to bad input.
#include "backend/testing/contract.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

namespace slipway::backend::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kOther = "other";

/// Every test has an empty folder of its own, and is skipped where the backend is not installed.
class BackendContract : public ::testing::TestWithParam<Contract> {
 protected:
  void SetUp() override {
    const Availability state = availability(GetParam().backend);
    if (!state.available) GTEST_SKIP() << state.reason;
    folder_ = make_empty_folder("slipway_contract");
  }
  void TearDown() override {
    if (!folder_.empty()) fs::remove_all(folder_);
  }

  const Backend& backend() const { return get(GetParam().backend); }
  std::string config() const {
    return GetParam().config.empty() ? R"({"type": ")" + GetParam().backend + "\"}" : GetParam().config;
  }
  /// Why the backend has no such model, "" where it has.
  std::string missing(const std::string& model) const {
    const auto found = GetParam().without.find(model);
    return found == GetParam().without.end() ? "" : found->second;
  }
  std::vector<fs::path> compile(const std::string& model) const {
    const fs::path source = source_of(backend(), model);
    const fs::path copy = folder_ / source.filename();
    fs::copy_file(source, copy, fs::copy_options::overwrite_existing);
    return backend().compile(copy, config());
  }
  std::unique_ptr<Session> open(const std::string& model) const {
    return backend().open(compile(model), {.device = "cpu", .threads = 1});
  }
  /// What is told of files that are none; in one line.
  std::string open_error(const std::vector<fs::path>& files) const {
    const std::string message = error_of([&] { backend().open(files, {.device = "cpu", .threads = 1}); });
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
    return message;
  }
  fs::path write(const std::string& name, const std::string& bytes) const {
    io::write_file(folder_ / name, bytes);
    return folder_ / name;
  }

  fs::path folder_;
};

#define SKIP_WITHOUT(model) \
  if (!missing(model).empty()) GTEST_SKIP() << missing(model)

HostTensor rows(const std::vector<float>& values) {
  return HostTensor::of(DType::kF32, {static_cast<int64_t>(values.size() / 3), 3}, values);
}

TEST_P(BackendContract, SaysWhatItIs) {
  EXPECT_EQ(backend().name(), GetParam().backend);
  EXPECT_THAT(availability(GetParam().backend).version, HasSubstr("."));
  EXPECT_EQ(availability(GetParam().backend).reason, "");
  const Capabilities can = backend().capabilities();
  EXPECT_THAT(can.precisions, ::testing::Contains("FP32"));
  EXPECT_THAT(can.ir, ::testing::AnyOf("onnx", "torchscript"));
  EXPECT_EQ(can.max_opset > 0, can.ir == "onnx");
}

TEST_P(BackendContract, RunsAtAnyBatchSize) {
  SKIP_WITHOUT("affine");
  const auto session = open("affine");
  ASSERT_EQ(session->inputs().size(), 1U);
  EXPECT_EQ(session->inputs()[0].name, "x");
  EXPECT_EQ(session->inputs()[0].dtype, DType::kF32);
  EXPECT_EQ(session->inputs()[0].shape, (std::vector<int64_t>{backend().capabilities().batches ? -1 : 1, 3}));
  EXPECT_EQ(session->outputs()[0].name, "y");
  for (const int64_t batch :
       backend().capabilities().batches ? std::vector<int64_t>{1, 2, 5, 1} : std::vector<int64_t>{1, 1}) {
    std::vector<float> x, y;
    for (int64_t i = 0; i < batch * 3; ++i) {
      x.push_back(static_cast<float>(i));
      y.push_back(static_cast<float>(2 * i + 10 * (i % 3 + 1)));
    }
    const auto outputs = session->run({rows(x)});
    ASSERT_EQ(outputs.size(), 1U);
    EXPECT_EQ(outputs[0].shape(), (std::vector<int64_t>{batch, 3}));
    EXPECT_EQ(values<float>(outputs[0]), y);
  }
}

TEST_P(BackendContract, OptionsChangeNoResult) {
  SKIP_WITHOUT("affine");
  const std::vector<fs::path> files = compile("affine");
  std::vector<SessionOptions> all{{}, {.threads = 2}, {.optimize = false}, {.release_memory = true}};
  for (const std::string& device : GetParam().devices) all.push_back({.device = device});
  for (const SessionOptions& options : all) {
    const auto session = backend().open(files, options);
    for (int turn = 0; turn < 2; ++turn)
      EXPECT_EQ(values<float>(session->run({rows({1, 2, 3})})[0]), (std::vector<float>{12, 24, 36}));
  }
}

TEST_P(BackendContract, KeepsTheOrderOfInputsAndOutputs) {
  SKIP_WITHOUT("sum_and_difference");
  const auto session = open("sum_and_difference");
  const auto outputs = session->run(
      {HostTensor::of<int64_t>(DType::kI64, {2}, {5, 7}), HostTensor::of<int64_t>(DType::kI64, {2}, {1, 9})});
  ASSERT_EQ(outputs.size(), 2U);
  EXPECT_EQ(session->outputs()[0].name, "difference");
  EXPECT_EQ(values<int64_t>(outputs[0]), (std::vector<int64_t>{4, -2}));
  EXPECT_EQ(values<int64_t>(outputs[1]), (std::vector<int64_t>{6, 16}));
}

TEST_P(BackendContract, OutputsSurviveTheNextRunAndTheSession) {
  SKIP_WITHOUT("affine");
  auto session = open("affine");
  HostTensor input = rows({1, 2, 3});
  const auto first = session->run({input});
  input.mutable_data<float>()[0] = 77;
  const auto second = session->run({rows({0, 0, 0})});
  session.reset();
  EXPECT_EQ(values<float>(first[0]), (std::vector<float>{12, 24, 36}));
  EXPECT_EQ(values<float>(second[0]), (std::vector<float>{10, 20, 30}));
}

TEST_P(BackendContract, PassesEveryElementTypeThrough) {
  SKIP_WITHOUT("identity");
  const auto session = open("identity");
  std::vector<HostTensor> inputs;
  for (const TensorInfo& info : session->inputs()) {
    // A session may take and give f16 as f32.
    const bool widened = info.name == "in_f16" && info.dtype == DType::kF32;
    EXPECT_EQ(info.name, "in_" + std::string(widened ? "f16" : name_of(info.dtype)));
    HostTensor tensor(info.dtype, {3, 2});
    // Zeros and ones: what a backend computes with inside has other ranges than some of the types.
    for (size_t i = 0; i < tensor.nbytes(); ++i)
      static_cast<uint8_t*>(tensor.mutable_raw())[i] = static_cast<uint8_t>(
          i % size_of(info.dtype) == 0 && name_of(info.dtype)[0] != 'f' && name_of(info.dtype) != "bf16" ? i % 2 : 0);
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

TEST_P(BackendContract, SeparateSessionsRunInParallel) {
  SKIP_WITHOUT("affine");
  const std::vector<fs::path> files = compile("affine");
  std::vector<std::thread> threads;
  std::vector<std::vector<float>> results(4);
  for (size_t i = 0; i < results.size(); ++i)
    threads.emplace_back([&, i] {
      const auto session = backend().open(files, {.device = "cpu", .threads = 1});
      const auto v = static_cast<float>(i);
      for (int round = 0; round < 20; ++round) results[i] = values<float>(session->run({rows({v, v, v})})[0]);
    });
  for (std::thread& thread : threads) thread.join();
  for (size_t i = 0; i < results.size(); ++i) {
    const auto v = static_cast<float>(2 * i);
    EXPECT_EQ(results[i], (std::vector<float>{v + 10, v + 20, v + 30}));
  }
}

TEST_P(BackendContract, WrongInputsAreNamed) {
  SKIP_WITHOUT("affine");
  const auto session = open("affine");
  const auto run = [&](const std::vector<HostTensor>& inputs) { return error_of([&] { session->run(inputs); }); };
  EXPECT_EQ(run({}), "the model takes 1 input(s), got 0");
  const std::string wanted =
      backend().capabilities().batches ? "input 'x' must be f32[?,3], got " : "input 'x' must be f32[1,3], got ";
  EXPECT_EQ(run({HostTensor(DType::kI64, {1, 3})}), wanted + "i64[1,3]: another element type");
  EXPECT_EQ(run({HostTensor(DType::kF32, {3})}), wanted + "f32[3]: 1 dimension(s) instead of 2");
  EXPECT_EQ(run({HostTensor(DType::kF32, {1, 4})}), wanted + "f32[1,4]: axis 1 is 4 instead of 3");
  EXPECT_EQ(run({HostTensor(DType::kF32, {0, 3})}),
            wanted + (backend().capabilities().batches ? "f32[0,3]: there is nothing in it to compute with"
                                                       : "f32[0,3]: axis 0 is 0 instead of 1"));
  if (!backend().capabilities().batches) {
    EXPECT_EQ(run({HostTensor(DType::kF32, {2, 3})}), wanted + "f32[2,3]: axis 0 is 2 instead of 1");
  }
  // The session is none the worse for it.
  EXPECT_EQ(values<float>(session->run({rows({1, 2, 3})})[0]), (std::vector<float>{12, 24, 36}));
}

// 2^44 elements: no machine has that much, so the request fails at once instead of filling the memory.
TEST_P(BackendContract, OutOfMemoryIsAnError) {
  SKIP_WITHOUT("expand");
  if (kSanitized) GTEST_SKIP() << "the sanitizer ends the program where memory is refused";
  const auto session = open("expand");
  const auto run = [&](int64_t size) {
    return session->run(
        {HostTensor::of<float>(DType::kF32, {1}, {3}), HostTensor::of<int64_t>(DType::kI64, {2}, {size, size})});
  };
  EXPECT_EQ(values<float>(run(3)[0]), std::vector<float>(9, 3));
  const std::string message = error_of([&] { run(int64_t{1} << 22); });
  EXPECT_THAT(message, HasSubstr("out of memory"));
  EXPECT_EQ(message.find('\n'), std::string::npos) << message;
  EXPECT_EQ(values<float>(run(2)[0]), (std::vector<float>{3, 3, 3, 3}));
}

TEST_P(BackendContract, FilesThatAreNoneAreNamed) {
  SKIP_WITHOUT("affine");
  const std::vector<fs::path> files = compile("affine");
  auto with_first = [&](const fs::path& file) {
    std::vector<fs::path> changed = files;
    changed[0] = file;
    return changed;
  };
  EXPECT_THAT(open_error(with_first(folder_ / "absent")), HasSubstr("absent: no such model file"));
  EXPECT_THAT(open_error(with_first(folder_)), HasSubstr("is a folder, not a model file"));
  EXPECT_THAT(open_error(with_first(write("empty", ""))), HasSubstr("empty: the model file is empty"));
  EXPECT_THAT(open_error(with_first(write("text", "this is no model"))), HasSubstr("/text"));
  EXPECT_THAT(open_error({}), HasSubstr("got 0"));
  EXPECT_THAT(open_error({"a", "b", "c"}), HasSubstr("got 3"));
  EXPECT_EQ(open_error(files), "no slipway::Error");
}

TEST_P(BackendContract, ModelsOfOtherBackendsAreNamed) {
  SKIP_WITHOUT("affine");
  const std::vector<fs::path> files = compile("affine");
  const std::string data = SLIPWAY_SOURCE_DIR "/test/data/";
  const std::map<std::string, std::string> samples{
      {"an ONNX model", io::read_file(data + "backend/affine.onnx")},
      {"a zip archive, as TorchScript files", io::read_file(data + "torchscript/net.pt")},
      {"a model of OpenVINO", "<?xml version=\"1.0\"?>\n<net name=\"a\" version=\"11\">\n</net>\n"},
      {"a model of ncnn", "7767517\n2 2\nInput in0 0 1 in0\nReLU relu_0 1 1 in0 out0\n"},
      {"a JSON file", "{\"version\": 1}"},
  };
  int foreign = 0;
  for (const auto& [what, bytes] : samples) {
    std::vector<fs::path> changed = files;
    changed[0] = write(kOther, bytes);
    const std::string message = open_error(changed);
    // One of them may be its own kind, and is refused as another model or not at all.
    if (message.find(what) == std::string::npos) continue;
    ++foreign;
    EXPECT_THAT(message, AllOf(HasSubstr("/other is " + what), HasSubstr(", but "))) << what;
  }
  EXPECT_GE(foreign, 4);
}

TEST_P(BackendContract, FilesCutAnywhereAreRefused) {
  SKIP_WITHOUT("affine");
  const std::vector<fs::path> files = compile("affine");
  for (size_t which = 0; which < files.size(); ++which) {
    const std::string whole = io::read_file(files[which]);
    for (size_t i = 0; i < 12; ++i) {
      const size_t size = whole.size() * i / 12;
      io::write_file(files[which], whole.substr(0, size));
      EXPECT_THAT(open_error(files), HasSubstr(folder_.string())) << files[which] << " cut to " << size;
    }
    io::write_file(files[which], whole.substr(0, whole.size() - 1));
    EXPECT_THAT(open_error(files), ::testing::Ne("")) << "no crash";
    io::write_file(files[which], whole);
  }
  EXPECT_EQ(open_error(files), "no slipway::Error");
}

TEST_P(BackendContract, DevicesThatAreNoneAreNamed) {
  SKIP_WITHOUT("affine");
  const std::vector<fs::path> files = compile("affine");
  EXPECT_NO_THROW(backend().check_device("cpu"));
  for (const std::string& device : GetParam().devices) EXPECT_NO_THROW(backend().check_device(device)) << device;
  for (const std::string device :
       {"", "tpu", "gpu", "gpu:0", "cpu:1", "cuda:", "cuda:x", "cuda:-1", "cuda0", "cuda:0x"}) {
    const std::string message = error_of([&] { backend().check_device(device); });
    EXPECT_THAT(message, HasSubstr("device '" + device + "'")) << device;
    EXPECT_THAT(error_of([&] { backend().open(files, {.device = device}); }), HasSubstr(message));
  }
  for (const std::string device : {"cuda", "cuda:0", "cuda:7"}) try {
      backend().check_device(device);
    } catch (const Error& e) {
      EXPECT_EQ(e.kind(), ErrorKind::kUnavailable) << e.what();
      EXPECT_THAT(e.what(), HasSubstr("is not available: "));
      EXPECT_THAT(error_of([&] { backend().open(files, {.device = device}); }), HasSubstr(e.what()));
    }
  EXPECT_THAT(error_of([&] { backend().open(files, {.threads = -1}); }), HasSubstr("threads must be"));
}

TEST_P(BackendContract, MistakesInTheConfigAreNamed) {
  EXPECT_THAT(backend().check_config(config()), ::testing::IsEmpty());
  if (!GetParam().checks_config) GTEST_SKIP() << "it takes no keys";
  std::string wrong = config();
  wrong.insert(wrong.rfind('}'), R"(, "no_such_key": 1)");
  const std::vector<ConfigProblem> problems = backend().check_config(wrong);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].key, "no_such_key");
  EXPECT_THAT(problems[0].message, HasSubstr("has no argument"));
}

INSTANTIATE_TEST_SUITE_P(Of, BackendContract, ::testing::ValuesIn(contracts()),
                         [](const auto& info) { return info.param.backend; });

}  // namespace
}  // namespace slipway::backend::testing
