// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Scopes, and layers against LibTorch's own modules.
#include <gmock/gmock.h>
#include <torch/nn/modules/pooling.h>

#include "model/layer/activation.h"
#include "model/layer/csp_layer.h"
#include "model/layer/layer.h"
#include "model/layer/pooling.h"

namespace slipway::model {
namespace {

using ::testing::ElementsAre;

/// Notes the capture scope in which it runs.
class Note : public Layer {
 public:
  explicit Note(std::vector<std::string>& notes) : notes_(notes) {}

 protected:
  at::Tensor forward(const at::Tensor& x) const override {
    notes_.push_back(capture::Scope::current());
    return x;
  }

 private:
  std::vector<std::string>& notes_;
};

class Parent : public torch::nn::Module {};

TEST(Layer, RunsInTheScopeOfItsStateDictPrefix) {
  std::vector<std::string> notes;
  Parent parent;
  auto list = add_list(parent, "convs");
  list->append(std::make_shared<Note>(notes));
  auto sequence = std::make_shared<Sequence>();
  sequence->append(std::make_shared<Note>(notes));
  sequence->append(std::make_shared<Note>(notes));
  list->append(sequence);
  auto single = add_layer(parent, "stem", std::make_shared<Note>(notes));
  in_scope("backbone", [&] {
    list->run(0, at::ones({1}));
    list->run(1, at::ones({1}));
    return (*single)(at::ones({1}));
  });
  (*single)(at::ones({1}));
  EXPECT_THAT(notes,
              ElementsAre("backbone.convs.0", "backbone.convs.1.0", "backbone.convs.1.1", "backbone.stem", "stem"));
}

TEST(Sequence, WithoutLayersIsTheIdentity) {
  const at::Tensor x = at::ones({2});
  EXPECT_TRUE(Sequence()(x).is_same(x));
}

at::Tensor ramp(at::IntArrayRef shape) {
  int64_t count = 1;
  for (int64_t size : shape) count *= size;
  return at::linspace(-3.0, 3.0, count, at::kFloat).reshape(shape);
}

void expect_equal(const at::Tensor& value, const at::Tensor& expected) {
  ASSERT_EQ(value.sizes(), expected.sizes());
  EXPECT_LE((value - expected).abs().max().item<float>(), 1e-6F);
}

TEST(Activation, ComputesWhatItsNameSays) {
  const at::Tensor x = ramp({41});
  namespace F = torch::nn::functional;
  expect_equal(activation("ReLU")(x), torch::relu(x));
  expect_equal(activation("ReLU6")(x), F::relu6(x));
  expect_equal(activation("SiLU")(x), F::silu(x));
  expect_equal(activation("Swish")(x), F::silu(x));
  expect_equal(activation("Sigmoid")(x), torch::sigmoid(x));
  expect_equal(activation("Tanh")(x), torch::tanh(x));
  expect_equal(activation("LeakyReLU")(x), F::leaky_relu(x, F::LeakyReLUFuncOptions().negative_slope(0.01)));
  expect_equal(activation("ELU")(x), F::elu(x));
  expect_equal(activation("GELU")(x), F::gelu(x));
  expect_equal(activation("HSigmoid")(x), torch::hardsigmoid(x));
  expect_equal(activation("HSwish")(x), torch::hardswish(x));
  expect_equal(activation("Clip")(x), torch::clamp(x, -1, 1));
}

TEST(Activation, ReadsItsArguments) {
  const config::Value config = config::parse("act_cfg = dict(type='LeakyReLU', negative_slope=0.5, inplace=True)");
  Args args(config, "test");
  const auto leaky = read_activation(args, "ReLU");
  ASSERT_TRUE(leaky.has_value());
  expect_equal((*leaky)(at::full({1}, -2.0)), at::full({1}, -1.0));

  const config::Value none = config::parse("act_cfg = None");
  Args none_args(none, "test");
  EXPECT_FALSE(read_activation(none_args, "ReLU").has_value());

  const config::Value wrong = config::parse("act_cfg = dict(type='ReLU', negative_slope=0.5)");
  Args wrong_args(wrong, "test");
  EXPECT_THROW(read_activation(wrong_args, "ReLU"), Error);
}

TEST(Norm, ReadsItsArguments) {
  const config::Value config =
      config::parse("norm_cfg = dict(type='SyncBN', eps=0.5, momentum=None, requires_grad=True)");
  Args args(config, "test");
  EXPECT_EQ(read_norm(args, NormSpec{}).value().eps, 0.5);
  const config::Value none = config::parse("norm_cfg = None");
  Args none_args(none, "test");
  EXPECT_FALSE(read_norm(none_args, NormSpec{}).has_value());
}

TEST(BatchNorm2d, IsTheIdentityBeforeWeightsAreThere) {
  const at::Tensor x = ramp({2, 3, 4, 5});
  expect_equal(BatchNorm2d(BuildContext{}, 3, 0.0, 0.1)(x), x);
}

TEST(Pooling, EqualsLibTorchs) {
  const at::Tensor x = ramp({1, 2, 7, 9});
  expect_equal(MaxPool2d(3, 2, 1)(x), torch::nn::MaxPool2d(torch::nn::MaxPool2dOptions(3).stride(2).padding(1))(x));
  const auto options = torch::nn::AvgPool2dOptions(2).stride(2).ceil_mode(true).count_include_pad(false);
  expect_equal(CeilAvgPool2d(2)(x), torch::nn::AvgPool2d(options)(x));
}

TEST(Conv2d, RefusesImpossibleSizes) {
  const BuildContext context{"", at::kMeta};
  EXPECT_THROW(Conv2d(context, 0, 4, ConvSize{}, false), Error);
  EXPECT_THROW(Conv2d(context, 4, 4, ConvSize{.groups = 3}, false), Error);
}

}  // namespace
}  // namespace slipway::model
