// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Control flow and in-place calls of TorchScript.
#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/csrc/jit/api/module.h>

#include <filesystem>
#include <string>

#include "base/error.h"
#include "base/io.h"
#include "capture/interpreter.h"
#include "program/inputs.h"
#include "program/program.h"

namespace slipway::program {
namespace {

/// A module of this source, saved and read again, with one input f32[batch,3].
std::unique_ptr<Program> script(const io::TemporaryFolder& folder, const std::string& source) {
  torch::jit::Module module("__torch__.Test");
  module.define(source);
  const std::string file = (folder.path() / "test.pt").string();
  module.save(file);
  std::unique_ptr<Program> program = load(file);
  declare_inputs(*program, {parse_input("f32[batch=2,3]")});
  return program;
}

/// The graph gives what the program gives, at sizes that were not captured.
void expect_same(const Program& program, const std::function<at::Tensor(const at::Tensor&)>& expected) {
  const graph::Graph graph = capture_program(program);
  for (const int64_t batch : {1, 2, 5}) {
    const at::Tensor x = at::randn({batch, 3});
    EXPECT_TRUE(at::equal(capture::run(graph, {x}).at(0), expected(x))) << "batch " << batch;
    EXPECT_TRUE(at::equal(run_on_cpu(program, {x}).tensors.at(0), expected(x))) << "batch " << batch;
  }
}

TEST(Script, ConditionsAndLoopsOfSizesAreDecided) {
  const io::TemporaryFolder folder("slipway-script");
  const auto program = script(folder, R"(
    def forward(self, x):
        parts = [x]
        for i in range(x.size(1)):
            if i > 0:
                parts.append(x * i)
        return torch.cat(parts, 1)
)");
  expect_same(*program, [](const at::Tensor& x) { return at::cat({x, x * 1, x * 2}, 1); });
}

TEST(Script, WarningsAndMessagesChangeNothing) {
  const io::TemporaryFolder folder("slipway-script");
  const auto program = script(folder, R"(
    def forward(self, x):
        torch.warn("the first axis is the batch")
        print("{} by {}".format(x.size(0), x.size(1)))
        return x * 2
)");
  expect_same(*program, [](const at::Tensor& x) { return x * 2; });
}

TEST(Script, DecisionsByValuesAreRefusedWithTheirLine) {
  const io::TemporaryFolder folder("slipway-script");
  const auto program = script(folder, R"(
    def forward(self, x):
        y = x * 2
        if bool(x.sum() > 0):
            y = y + 1
        return y
)");
  try {
    capture_program(*program);
    FAIL() << "no error";
  } catch (const Error& e) {
    EXPECT_THAT(e.what(), testing::HasSubstr("by the values of a tensor"));
    EXPECT_THAT(e.what(), testing::HasSubstr("sum"));
  }
}

TEST(Script, WritesThroughViewsReachTheWholeAndItsOtherViews) {
  const io::TemporaryFolder folder("slipway-script");
  const auto program = script(folder, R"(
    def forward(self, x):
        whole = x * 1
        left = whole[:, :2]
        whole[:, 1] = x[:, 0] + 1
        whole.t()[2].mul_(3)
        left.add_(10)
        return torch.cat([whole, left], 1)
)");
  expect_same(*program, [](const at::Tensor& x) {
    const at::Tensor whole = x.clone();
    const at::Tensor left = whole.slice(1, 0, 2);
    whole.select(1, 1).copy_(x.select(1, 0) + 1);
    whole.t().select(0, 2).mul_(3);
    left.add_(10);
    return at::cat({whole, left}, 1);
  });
}

}  // namespace
}  // namespace slipway::program
