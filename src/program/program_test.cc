// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "program/program.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "capture/interpreter.h"
#include "checkpoint/checkpoint.h"
#include "graph/text.h"
#include "program/inputs.h"

namespace slipway::program {
namespace {

/// Relative to the largest value: LibTorch's versions add the same f32 numbers in other orders, no more.
constexpr double kTolerance = 1e-5;

/// Where a recorded file lies: some are part of every checkout.
std::filesystem::path find_program(const std::string& name) {
  const std::filesystem::path root = SLIPWAY_SOURCE_DIR;
  const std::filesystem::path ours = root / "test/data/programs" / name;
  return std::filesystem::exists(ours) ? ours : root / "../shared/fixtures/programs" / name;
}

struct Recording {
  std::vector<at::Tensor> inputs, outputs;
};

/// What PyTorch computed when the programs were written, at three sizes; the first is the example's.
std::vector<Recording> recordings(const std::string& network) {
  const checkpoint::Checkpoint file = checkpoint::load(find_program(network + ".io.pth"));
  std::vector<Recording> result;
  for (int i = 0;; ++i) {
    Recording recording;
    const auto read = [&](const char* what, std::vector<at::Tensor>& tensors, const std::string& first) {
      for (int j = 0;; ++j) {
        const HostTensor* tensor = file.find(fmt::format("{}/{}{}", i, what, j == 0 ? first : std::to_string(j)));
        if (tensor == nullptr) return;
        tensors.push_back(capture::from_host(*tensor).clone());
      }
    };
    read("input", recording.inputs, "");
    read("output", recording.outputs, "0");
    if (recording.inputs.empty()) return result;
    result.push_back(std::move(recording));
  }
}

void expect_recorded(const std::vector<at::Tensor>& actual, const std::vector<at::Tensor>& expected) {
  ASSERT_EQ(actual.size(), expected.size());
  for (size_t i = 0; i < actual.size(); ++i) {
    ASSERT_EQ(actual[i].sizes(), expected[i].sizes());
    ASSERT_EQ(actual[i].scalar_type(), expected[i].scalar_type());
    const at::Tensor difference = (actual[i].to(at::kDouble) - expected[i].to(at::kDouble)).abs().max();
    EXPECT_LE(difference.item<double>(), kTolerance * expected[i].abs().max().item<double>()) << "output " << i;
  }
}

class RecordedProgram : public ::testing::TestWithParam<std::string> {};

/// TorchScript does not say how large inputs are.
void declare_script(Program& program, const std::string& network, const std::vector<int64_t>& shape) {
  if (network == "recurrent") {
    declare_inputs(program, {parse_input(fmt::format("f32[batch={},steps={}:1,{}]", shape[0], shape[1], shape[2]))});
    return;
  }
  const bool any_size = network == "unet";
  const auto dim = [&](size_t i, const char* axis) {
    return any_size ? fmt::format("{}={}:4", axis, shape[i]) : std::to_string(shape[i]);
  };
  declare_inputs(program,
                 {parse_input(fmt::format("f32[batch={},3,{},{}]", shape[0], dim(2, "height"), dim(3, "width")))});
}

TEST_P(RecordedProgram, ComputesWhatPyTorchRecorded) {
  const std::string& file = GetParam();
  if (!std::filesystem::exists(find_program(file))) GTEST_SKIP() << file << " is not part of this checkout";
  const std::string network = file.substr(0, file.find_first_of("-_"));
  const std::vector<Recording> recorded = recordings(network);
  ASSERT_EQ(recorded.size(), 3U);
  const std::unique_ptr<Program> program = load(find_program(file));
  const bool fixed = file.find("-static") != std::string::npos;
  if (file.find(".pt2") == std::string::npos) declare_script(*program, network, recorded[0].inputs[0].sizes().vec());
  const graph::Graph graph = capture_program(*program);
  const bool script = file.find("-script") != std::string::npos;
  const size_t axes = network == "unet" ? 3 : network == "odd" || (network == "recurrent" && script) ? 2 : 1;
  EXPECT_EQ(graph.axes.size(), fixed ? 0 : axes);
  for (const graph::Value& value : graph.values) EXPECT_FALSE(value.name.empty());
  for (size_t i = 0; i < (fixed ? 1U : recorded.size()); ++i) {
    SCOPED_TRACE("recording " + std::to_string(i));
    expect_recorded(capture::run(graph, recorded[i].inputs), recorded[i].outputs);
    expect_recorded(run_on_cpu(*program, recorded[i].inputs).tensors, recorded[i].outputs);
  }
}

std::vector<std::string> all_files() {
  std::vector<std::string> files{"odd_2.15.0.pt2", "odd-decomposed_2.15.0.pt2", "recurrent_2.15.0.pt2",
                                 "recurrent-script_2.15.0.pt"};
  for (const char* network : {"mobile", "vit", "unet", "detector"})
    for (const char* version : {"2.6.0", "2.8.0", "2.10.0", "2.14.1"}) {
      for (const char* kind : {"", "-static"}) files.push_back(fmt::format("{}{}_{}.pt2", network, kind, version));
      for (const char* kind : {"-trace", "-script"})
        if (std::string(network) + kind != "detector-script" &&
            (std::string_view(version) == "2.6.0" || std::string_view(version) == "2.14.1"))
          files.push_back(fmt::format("{}{}_{}.pt", network, kind, version));
    }
  return files;
}

INSTANTIATE_TEST_SUITE_P(Files, RecordedProgram, ::testing::ValuesIn(all_files()), [](const auto& info) {
  std::string name = info.param;
  for (char& c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  return name;
});

}  // namespace
}  // namespace slipway::program
