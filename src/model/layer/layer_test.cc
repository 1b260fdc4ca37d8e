// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Scopes, and layers against LibTorch's own modules.
#include <gmock/gmock.h>
#include <torch/nn/functional/activation.h>
#include <torch/nn/functional/instancenorm.h>
#include <torch/nn/functional/normalization.h>
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

class Parent : public Module {
 public:
  explicit Parent(std::vector<std::string>& notes) : convs_(add_list("convs")), stem_(add<Note>("stem", notes)) {
    convs_.append<Note>(notes);
    auto& sequence = convs_.append<Sequence>();
    sequence.append<Note>(notes);
    sequence.append<Note>(notes);
  }
  void run() const {
    convs_.run(0, at::ones({1}));
    convs_.run(1, at::ones({1}));
    stem_(at::ones({1}));
  }

 private:
  LayerList& convs_;
  const Note& stem_;
};

TEST(Layer, RunsInTheScopeOfItsStateDictPrefix) {
  std::vector<std::string> notes;
  const Parent parent(notes);
  in_scope("backbone", [&] { return parent.run(), 0; });
  parent.run();
  EXPECT_THAT(notes, ElementsAre("backbone.convs.0", "backbone.convs.1.0", "backbone.convs.1.1", "backbone.stem",
                                 "convs.0", "convs.1.0", "convs.1.1", "stem"));
}

TEST(Module, APartThatIsMergedHasNoNameOfItsOwn) {
  class Whole : public Module {
   public:
    explicit Whole(std::vector<std::string>& notes) : part_(merge(std::make_shared<Parent>(notes))) {}
    void run() const { part_.run(); }

   private:
    const Parent& part_;
  };
  std::vector<std::string> notes;
  const Whole whole(notes);
  EXPECT_THAT(whole.named_children().keys(), ElementsAre("convs", "stem"));
  whole.run();
  EXPECT_THAT(notes, ElementsAre("convs.0", "convs.1.0", "convs.1.1", "stem"));
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

/// The norm of a `norm_cfg` for 4 channels, with weights that are not all ones.
std::shared_ptr<Layer> norm_of(const std::string& norm_cfg, std::string& name) {
  const config::Value config = config::parse("norm_cfg = " + norm_cfg);
  Args args(config, "test");
  const NormSpec spec = read_norm(args, NormSpec{}).value();
  name = spec.short_name();
  const auto norm = make_norm(BuildContext{}, 4, spec);
  for (const auto& parameter : norm->named_parameters())
    parameter.value().copy_(parameter.key() == "weight" ? ramp({4}) : ramp({4}) * 0.5 - 1);
  return norm;
}

TEST(Norm, EveryOneComputesWhatLibTorchDoes) {
  namespace F = torch::nn::functional;
  const at::Tensor x = ramp({2, 4, 3, 4}) * ramp({2, 4, 3, 4}), weight = ramp({4}), bias = ramp({4}) * 0.5 - 1;
  std::string name;
  expect_equal((*norm_of("dict(type='GN', num_groups=2, eps=0.01)", name))(x),
               F::group_norm(x, F::GroupNormFuncOptions(2).weight(weight).bias(bias).eps(0.01)));
  EXPECT_EQ(name, "gn");
  expect_equal((*norm_of("dict(type='LN')", name))(x),
               F::layer_norm(x, F::LayerNormFuncOptions({4}).weight(weight).bias(bias)));
  EXPECT_EQ(name, "ln");
  expect_equal((*norm_of("dict(type='IN', affine=True)", name))(x),
               F::instance_norm(x, F::InstanceNormFuncOptions().weight(weight).bias(bias)));
  EXPECT_EQ(name, "in");
  EXPECT_TRUE(norm_of("dict(type='IN')", name)->named_parameters().is_empty());
  expect_equal((*norm_of("dict(type='SyncBN', eps=0.0)", name))(x),
               x * weight.view({1, 4, 1, 1}) + bias.view({1, 4, 1, 1}));
  EXPECT_EQ(name, "bn");
}

TEST(Norm, RefusesWhatItCannotDo) {
  std::string name;
  EXPECT_THROW(norm_of("dict(type='GN')", name), Error);
  EXPECT_THROW(norm_of("dict(type='GN', num_groups=3)", name), Error);
  EXPECT_THROW(norm_of("dict(type='BN', affine=False)", name), Error);
  EXPECT_THROW(norm_of("dict(type='IN', track_running_stats=True)", name), Error);
  EXPECT_THROW(norm_of("dict(type='FRN')", name), Error);
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

/// Weights that are not zero.
void fill(torch::nn::Module& module) {
  for (const auto& parameter : module.named_parameters())
    parameter.value().copy_(ramp(parameter.value().sizes()) * 0.3 + 0.1);
}

TEST(Conv2d, NeedsNotBeSquare) {
  const ConvSize size{.kernel = {1, 3}, .stride = {2, 1}, .padding = {0, 2}, .dilation = {1, 2}, .groups = 2};
  Conv2d conv(BuildContext{}, 4, 6, size);
  fill(conv);
  const auto weights = conv.named_parameters();
  const at::Tensor x = ramp({2, 4, 5, 7});
  const std::vector<int64_t> padding{0, 2};
  expect_equal(conv(x), at::conv2d(x, weights["weight"], weights["bias"], {2, 1}, padding, {1, 2}, 2));
  EXPECT_EQ(weights["weight"].sizes(), (at::IntArrayRef{6, 2, 1, 3}));
}

TEST(ConvTranspose2d, EqualsLibTorchs) {
  const ConvSize size{.kernel = {4, 3}, .stride = 2, .padding = 1, .groups = 2};
  ConvTranspose2d conv(BuildContext{}, 4, 6, size, /*output_padding=*/{0, 1}, /*bias=*/false);
  fill(conv);
  const at::Tensor x = ramp({2, 4, 5, 7}), weight = conv.named_parameters()["weight"];
  expect_equal(conv(x), at::conv_transpose2d(x, weight, {}, {2, 2}, {1, 1}, {0, 1}, 2));
  EXPECT_FALSE(conv.named_parameters().contains("bias"));
}

TEST(ConvModule, SharesAConvolutionButNotItsNorm) {
  const BlockStyle style{.norm = NormSpec{}, .activation = activation("ReLU")};
  const ConvModule first(BuildContext{}, 3, 4, ConvSize{}, style);
  const ConvModule second(BuildContext{}, first.conv(), 4, style);
  const auto a = first.named_parameters(), b = second.named_parameters();
  EXPECT_EQ(a.keys(), b.keys());
  EXPECT_TRUE(a["conv.weight"].is_same(b["conv.weight"]));
  EXPECT_FALSE(a["bn.weight"].is_same(b["bn.weight"]));
}

TEST(ConvModule, HoldsTheSlopesOfItsActivation) {
  const config::Value config = config::parse("act_cfg = dict(type='PReLU', num_parameters=4)");
  Args args(config, "test");
  ConvModule conv(BuildContext{}, 3, 4, ConvSize{}, {.activation = read_activation(args, "ReLU")});
  fill(conv);
  const auto weights = conv.named_parameters();
  const at::Tensor x = ramp({1, 3, 2, 2});
  expect_equal(conv(x),
               at::prelu(at::conv2d(x, weights["conv.weight"], weights["conv.bias"]), weights["activate.weight"]));
}

TEST(ChannelAttention, WeighsChannels) {
  ChannelAttention attention(BuildContext{}, 2);
  fill(attention);
  const auto weights = attention.named_parameters();
  const at::Tensor x = ramp({2, 2, 3, 5});
  const at::Tensor mean = at::mean(x, {2, 3}, /*keepdim=*/true);
  expect_equal(attention(x), x * torch::hardsigmoid(at::conv2d(mean, weights["fc.weight"], weights["fc.bias"])));
}

std::vector<std::string> children(const torch::nn::Module& module, const std::string& of) {
  return module.named_modules()[of]->named_children().keys();
}

TEST(CspLayer, HasTheBlocksOfItsKind) {
  const CspSize size{8, 8, 2, /*add_identity=*/true};
  const BlockStyle style{.norm = NormSpec{}, .activation = activation("SiLU")};
  const auto darknet_layer = std::make_shared<CspLayer>(BuildContext{}, size, CspKind{}, style);
  const CspLayer& darknet = *darknet_layer;
  EXPECT_THAT(children(darknet, "blocks.1.conv2"), ElementsAre("conv", "bn"));
  EXPECT_EQ(darknet.named_parameters()["blocks.0.conv1.conv.weight"].sizes(), (at::IntArrayRef{4, 4, 1, 1}));
  const CspKind kind{.cspnext = true, .attention = true, .expand_ratio = 0.75};
  const auto cspnext_layer = std::make_shared<CspLayer>(BuildContext{}, size, kind, style);
  const CspLayer& cspnext = *cspnext_layer;
  EXPECT_THAT(cspnext.named_children().keys(),
              ElementsAre("main_conv", "short_conv", "final_conv", "blocks", "attention"));
  EXPECT_THAT(children(cspnext, "blocks.1.conv1"), ElementsAre("conv", "bn"));
  EXPECT_THAT(children(cspnext, "blocks.1.conv2"), ElementsAre("depthwise_conv", "pointwise_conv"));
  EXPECT_EQ(cspnext.named_parameters()["blocks.0.conv1.conv.weight"].sizes(), (at::IntArrayRef{6, 6, 3, 3}));
  EXPECT_EQ(cspnext.named_parameters()["blocks.0.conv2.depthwise_conv.conv.weight"].sizes(),
            (at::IntArrayRef{6, 1, 5, 5}));
  EXPECT_EQ(cspnext.named_parameters()["attention.fc.weight"].sizes(), (at::IntArrayRef{12, 12, 1, 1}));
  EXPECT_EQ(cspnext(ramp({1, 8, 4, 4})).sizes(), (at::IntArrayRef{1, 8, 4, 4}));
}

TEST(Conv2d, RefusesImpossibleSizes) {
  const BuildContext context{"", at::kMeta};
  EXPECT_THROW(Conv2d(context, 0, 4, ConvSize{}, false), Error);
  EXPECT_THROW(Conv2d(context, 4, 4, ConvSize{.groups = 3}, false), Error);
}

}  // namespace
}  // namespace slipway::model
