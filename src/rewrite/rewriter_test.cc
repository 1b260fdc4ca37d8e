// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "rewrite/rewriter.h"

#include <ATen/Functions.h>
#include <gmock/gmock.h>

#include "model/register.h"

namespace slipway::rewrite {
namespace {

using model::Args;
using model::BuildContext;
using model::Tensor;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Adds its weight.
class Adder : public model::FeatureModule {
 public:
  static constexpr std::array kHooks{"forward", "scale", "plain"};

  Adder(Args& args, const BuildContext& context)
      : weight_(add_parameter("weight", at::full({1}, args.number("start", 1.0), context.options()))) {}
  Tensor scale(const Tensor& x) const {
    return hooked("scale", {x}, [&]() -> Tensors { return {x * 10}; }).at(0);
  }
  Tensor plain(const Tensor& x) const {
    return hooked("plain", {x}, [&]() -> Tensors { return {x}; }).at(0);
  }
  const Tensor& weight() const { return weight_; }

 protected:
  Tensors forward(const Tensors& inputs) const override {
    return hooked("forward", inputs, [&]() -> Tensors { return {scale(inputs.at(0)) + weight_}; });
  }

 private:
  Tensor weight_;
};

/// Built in its place for one backend: twice the weight, the same key.
class DoubleAdder : public Adder {
 public:
  using Adder::Adder;

 protected:
  Tensors forward(const Tensors& inputs) const override { return {inputs.at(0) + weight() * 2}; }
};

Tensors anywhere(const Adder&, const Tensors& inputs, const Context&) { return {inputs.at(0) * 100}; }
Tensors for_backend(const Adder&, const Tensors& inputs, const Context&) { return {inputs.at(0) * 200}; }
Tensors for_ir(const Adder&, const Tensors& inputs, const Context&) { return {inputs.at(0) * 300}; }
Tensors for_both(const Adder&, const Tensors& inputs, const Context&) { return {inputs.at(0) * 400}; }
/// Calls the function that it replaces, which is the original here.
Tensors around(const Adder& self, const Tensors& inputs, const Context&) {
  return {self({inputs.at(0) + 1}).at(0) * -1};
}

constexpr const char* kName = "mmengine.testing.Adder";
const std::string kScale = std::string(kName) + ".scale";
const model::RegisterModel<Adder> kAdder(kName);
const RewriteFunction kAnywhere({kScale}, anywhere);
const RewriteFunction kBackend({kScale}, for_backend, {.backend = "ncnn"});
const RewriteFunction kIr({kScale}, for_ir, {.ir = "torchscript"});
const RewriteFunction kBoth({kScale}, for_both, {.backend = "ncnn", .ir = "torchscript"});
const RewriteFunction kAround({std::string(kName) + ".forward"}, around, {.backend = "tensorrt"});
const model::RewriteModule<DoubleAdder> kModule(kName, {.backend = "openvino"});

std::shared_ptr<Adder> build() {
  static const config::Value config = config::parse("m = dict(type='mmengine.Adder', start=3.0)");
  return model::build_as<Adder>(config.at("m"), BuildContext{}, "adder");
}

double run(const Adder& adder) { return adder({at::ones({1})}).at(0).item<double>(); }

Context context(const std::string& backend, const std::string& ir = "onnx") {
  Context context;
  context.backend = backend;
  context.ir = ir;
  return context;
}

double run_for(const Context& context) {
  const auto adder = build();
  const Activate active(context);
  return run(*adder);
}

TEST(RewriteFunction, TheMostSpecificWins) {
  EXPECT_EQ(run(*build()), 13.0);  // no context: the original
  EXPECT_EQ(run_for(context("onnxruntime")), 103.0);
  EXPECT_EQ(run_for(context("ncnn")), 203.0);
  EXPECT_EQ(run_for(context("onnxruntime", "torchscript")), 303.0);
  EXPECT_EQ(run_for(context("ncnn", "torchscript")), 403.0);
}

TEST(RewriteFunction, CanBeSwitchedOff) {
  Context off = context("ncnn");
  off.disabled.insert(kScale);
  EXPECT_EQ(run_for(off), 13.0);
}

TEST(RewriteFunction, MayCallTheOriginal) {
  // The function inside its own rewriter is the original; other hooks are replaced there as anywhere.
  EXPECT_EQ(run_for(context("tensorrt")), -203.0);
}

TEST(RewriteFunction, IsNotUsedWithoutAContext) {
  const auto adder = build();
  {
    const Context ncnn = context("ncnn");
    const Activate active(ncnn);
    EXPECT_EQ(current(), &ncnn);
  }
  EXPECT_EQ(current(), nullptr);
  EXPECT_EQ(run(*adder), 13.0);
}

TEST(RewriteModule, IsBuiltInPlaceOfTheTypeWithItsKeys) {
  const Context openvino = context("openvino");
  const Activate active(openvino);
  const auto adder = build();
  EXPECT_NE(dynamic_cast<DoubleAdder*>(adder.get()), nullptr);
  EXPECT_EQ(adder->dotted_name(), kName);
  EXPECT_THAT(adder->named_parameters().keys(), ElementsAre("weight"));
  EXPECT_EQ(run(*adder), 7.0);
  ASSERT_EQ(active.uses().size(), 1U);
  EXPECT_EQ(active.uses()[0].kind, "module");
  EXPECT_EQ(active.uses()[0].name, kName);
}

TEST(RewriteModule, CanBeSwitchedOff) {
  Context off = context("openvino");
  off.disabled.insert(kName);
  const Activate active(off);
  EXPECT_EQ(dynamic_cast<DoubleAdder*>(build().get()), nullptr);
}

TEST(Uses, AreNotedOnceWithWhereTheyWere) {
  const auto adder = build();
  const Context ncnn = context("ncnn");
  const Activate active(ncnn);
  model::in_scope("backbone", [&] { return run(*adder); });
  model::in_scope("neck", [&] { return run(*adder); });
  model::in_scope("neck", [&] { return run(*adder); });
  ASSERT_EQ(active.uses().size(), 1U);
  const Use& use = active.uses()[0];
  EXPECT_EQ(use.kind, "function");
  EXPECT_EQ(use.name, kScale);
  EXPECT_EQ(describe(use.target), " [ncnn, any IR]");
  EXPECT_THAT(use.where, ElementsAre("backbone", "neck"));
}

TEST(Uses, OfAnInnerContextAreItsOwn) {
  const auto adder = build();
  const Context ncnn = context("ncnn"), other = context("onnxruntime");
  const Activate outer(ncnn);
  {
    const Activate inner(other);
    run(*adder);
    EXPECT_EQ(inner.uses().size(), 1U);
  }
  EXPECT_TRUE(outer.uses().empty());
  EXPECT_EQ(run(*adder), 203.0);
}

TEST(Hooks, AreDeclaredByTheTypeThatListsThem) {
  EXPECT_THAT(list_hooks(), Contains(kScale));
  EXPECT_THAT(list_hooks(), Contains(std::string(kName) + ".plain"));
  EXPECT_THAT([] { call("mmengine.testing.Adder.unknown", *build(), {}, [] { return Tensors{}; }); },
              ::testing::ThrowsMessage<Error>(::testing::HasSubstr(
                  "Adder calls hooked(\"unknown\"), which its kHooks do not list; they have 'forward', 'plain' or")));
}

std::vector<std::string> types() {
  std::vector<std::string> names;
  for (const auto& [key, type] : model::models().entries()) names.push_back(type.dotted_name);
  return names;
}

TEST(Rewriters, AllOfThemReplaceSomethingThatIsThere) { EXPECT_THAT(rewriters_without_hook(types()), IsEmpty()); }

TEST(Rewriters, WithoutAHookAreFound) {
  std::vector<std::string> others;
  for (const std::string& name : types())
    if (name != kName) others.push_back(name);
  EXPECT_THAT(rewriters_without_hook(others), ElementsAre(kName));
}

TEST(Rewriters, AreListed) {
  EXPECT_THAT(list_rewriters(), Contains("function mmengine.testing.Adder.scale [ncnn, torchscript]"));
  EXPECT_THAT(list_rewriters(), Contains("module mmengine.testing.Adder [openvino, any IR]"));
  EXPECT_THAT(
      list_rewriters(),
      Contains("function mmdet.models.dense_heads.rtmdet_head.RTMDetSepBNHead.predict_by_feat [any backend, any "
               "IR]"));
}

}  // namespace
}  // namespace slipway::rewrite
