// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "backend/testing/contract.h"

namespace slipway::backend {
namespace {

using ::testing::ElementsAre;
using testing::error_of;
using ::testing::HasSubstr;

std::string sample(const std::string& name) {
  return std::string(SLIPWAY_SOURCE_DIR) + "/test/data/torchscript/" + name;
}

std::string read_file_of(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

const testing::RegisterContract kTorchscriptContract({.backend = "torchscript"});

std::string error_of_file(const std::string& file, const SessionOptions& options = {}) {
  return error_of([&] { get("torchscript").open({file}, options); });
}

HostTensor float_rows(const std::vector<float>& values) {
  return HostTensor::of(DType::kF32, {static_cast<int64_t>(values.size() / 2), 2}, values);
}

std::vector<float> values(const HostTensor& tensor) { return testing::values<float>(tensor); }

class TorchScript : public ::testing::Test {
 protected:
  void SetUp() override {
    const Availability state = availability("torchscript");
    if (!state.available) GTEST_SKIP() << state.reason;
  }
};

TEST_F(TorchScript, SaysWhatItIs) {
  const Backend& backend = get("torchscript");
  EXPECT_EQ(backend.capabilities().ir, "torchscript");
  EXPECT_EQ(backend.capabilities().max_opset, 0);
  EXPECT_THAT(availability("torchscript").version, ::testing::MatchesRegex("[1-9][0-9]*\\..*"));
  EXPECT_THAT(backend.compile("a.pt", "{}"), ElementsAre("a.pt"));
}

TEST_F(TorchScript, RunsAtEveryBatchSize) {
  const auto session = get("torchscript").open({sample("net.pt")}, {.threads = 1});
  ASSERT_EQ(session->inputs().size(), 1U);
  EXPECT_EQ(session->inputs()[0].name, "x");
  EXPECT_EQ(session->inputs()[0].shape, (std::vector<int64_t>{-1, 2}));
  ASSERT_EQ(session->outputs().size(), 2U);
  EXPECT_EQ(session->outputs()[1].name, "same");
  for (int turn = 0; turn < 3; ++turn) {
    EXPECT_THAT(values(session->run({float_rows({1, 1})})[0]), ElementsAre(2.5F, -2));
    EXPECT_THAT(values(session->run({float_rows({1, 1, 0, 2, 4, 0})})[0]), ElementsAre(2.5F, -2, 0.5F, -5, 8.5F, 1));
  }
}

TEST_F(TorchScript, OutputsOwnTheirMemory) {
  std::vector<HostTensor> outputs;
  {
    const auto session = get("torchscript").open({sample("net.pt")}, {});
    HostTensor input = float_rows({1, 2});
    outputs = session->run({input});
    input.mutable_data<float>()[0] = 77;
    session->run({input});
  }
  EXPECT_THAT(values(outputs[0]), ElementsAre(2.5F, -5));
  EXPECT_THAT(values(outputs[1]), ElementsAre(1, 2));
}

TEST_F(TorchScript, OutputsAreDense) {
  const auto session = get("torchscript").open({sample("transposed.pt")}, {});
  const HostTensor output = session->run({float_rows({1, 2, 3, 4, 5, 6})})[0];
  EXPECT_EQ(output.describe(), "f32[2,3]");
  EXPECT_THAT(values(output), ElementsAre(1, 3, 5, 2, 4, 6));
}

TEST_F(TorchScript, ReadsFromMemory) {
  const auto session = get("torchscript").open_memory(read_file_of(sample("net.pt")), {});
  EXPECT_THAT(values(session->run({float_rows({1, 1})})[0]), ElementsAre(2.5F, -2));
  EXPECT_THAT(error_of([] { get("torchscript").open_memory("", {}); }), HasSubstr("is empty"));
  EXPECT_THAT(error_of([] { get("torchscript").open_memory("nothing", {}); }),
              HasSubstr("cannot load the model in memory"));
}

TEST_F(TorchScript, RefusesOtherInputs) {
  const auto session = get("torchscript").open({sample("net.pt")}, {});
  // What the module itself refuses comes with its words; the session goes on.
  EXPECT_THAT(error_of([&] { session->run({HostTensor(DType::kF32, {100, 2})}); }), HasSubstr("too many rows"));
  EXPECT_THAT(values(session->run({float_rows({1, 1})})[0]), ElementsAre(2.5F, -2));
}

TEST_F(TorchScript, RefusesOtherFiles) {
  EXPECT_THAT(error_of_file(sample("foreign.pt")), HasSubstr("foreign.pt holds no slipway.json"));
  EXPECT_THAT(error_of_file(sample("damaged_names.pt")), HasSubstr("its slipway.json is damaged"));
  EXPECT_THAT(error_of_file(sample("two_inputs_named.pt")), HasSubstr("takes 1 tensors, but its slipway.json names 2"));
  EXPECT_THAT(error_of_file(sample("record.py")), HasSubstr("LibTorch cannot load"));
}

TEST_F(TorchScript, RefusesFilesCutAnywhere) {
  const std::string whole = read_file_of(sample("net.pt"));
  for (size_t size = 1; size < whole.size(); size += 211)
    EXPECT_THAT(error_of([&] { get("torchscript").open_memory(whole.substr(0, size), {}); }), HasSubstr("cannot load"))
        << size;
}

TEST_F(TorchScript, OutputsMustBeAsNamed) {
  const auto run = [](const char* file) {
    return error_of([&] { get("torchscript").open({sample(file)}, {})->run({float_rows({1, 1})}); });
  };
  EXPECT_THAT(run("one_output_named.pt"), HasSubstr("gave 2 outputs, but 1 were announced"));
  EXPECT_THAT(run("other_dtype_named.pt"), HasSubstr("output 'twice' of the module is Float, but f64 was announced"));
}

}  // namespace
}  // namespace slipway::backend
