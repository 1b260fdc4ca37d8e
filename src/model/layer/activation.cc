// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/layer/activation.h"

#include "base/registry.h"
#include "model/type_name.h"

namespace slipway::model {
namespace {

using Maker = std::function<Activation(Args&)>;

at::Tensor relu(const at::Tensor& x) { return at::relu(x); }
at::Tensor relu6(const at::Tensor& x) { return at::relu6(x); }
at::Tensor silu(const at::Tensor& x) { return at::silu(x); }
// mmcv's own, which is this product and not the fused function.
at::Tensor swish(const at::Tensor& x) { return at::mul(x, at::sigmoid(x)); }
at::Tensor sigmoid(const at::Tensor& x) { return at::sigmoid(x); }
at::Tensor tanh(const at::Tensor& x) { return at::tanh(x); }
at::Tensor hardswish(const at::Tensor& x) { return at::hardswish(x); }

Maker plain(at::Tensor (*function)(const at::Tensor&)) {
  return [function](Args&) { return Activation(function); };
}

Activation make_leaky_relu(Args& args) {
  const double slope = args.number("negative_slope", 0.01);
  return [slope](const at::Tensor& x) { return at::leaky_relu(x, slope); };
}

Activation make_elu(Args& args) {
  const double alpha = args.number("alpha", 1.0);
  return [alpha](const at::Tensor& x) { return at::elu(x, alpha); };
}

Activation make_gelu(Args& args) {
  const std::string approximate = args.string("approximate", "none");
  return [approximate](const at::Tensor& x) { return at::gelu(x, approximate); };
}

Activation make_hsigmoid(Args& args) {
  const double bias = args.number("bias", 3.0), divisor = args.number("divisor", 6.0);
  const double low = args.number("min_value", 0.0), high = args.number("max_value", 1.0);
  return [=](const at::Tensor& x) { return at::clamp(at::div(at::add(x, bias), divisor), low, high); };
}

Activation make_clamp(Args& args) {
  const double low = args.number("min", -1.0), high = args.number("max", 1.0);
  return [=](const at::Tensor& x) { return at::clamp(x, low, high); };
}

const Registry<Maker>& makers() {
  static const Registry<Maker> registry = [] {
    Registry<Maker> made("activation");
    made.add("ReLU", plain(relu));
    made.add("ReLU6", plain(relu6));
    made.add("SiLU", plain(silu));
    made.add("Swish", plain(swish));
    made.add("Sigmoid", plain(sigmoid));
    made.add("Tanh", plain(tanh));
    made.add("HSwish", plain(hardswish));
    made.add("Hardswish", plain(hardswish));
    made.add("HSigmoid", make_hsigmoid);
    made.add("LeakyReLU", make_leaky_relu);
    made.add("ELU", make_elu);
    made.add("GELU", make_gelu);
    made.add("Clamp", make_clamp);
    made.add("Clip", make_clamp);
    return made;
  }();
  return registry;
}

}  // namespace

Activation activation(std::string_view type) {
  const config::Value defaults = config::Value::dict();
  Args args(defaults, std::string(type));
  return makers().at(type)(args);
}

std::optional<Activation> read_activation(Args& args, std::string_view fallback) {
  const config::Value* config = args.entry("act_cfg");
  if (config == nullptr) return activation(fallback);
  if (config->is_none()) return std::nullopt;
  const config::Value& type = config->at("type");
  const std::string name = parse_type_name(type.as_string()).name;
  const Maker& make = with_context(place(type), [&]() -> const Maker& { return makers().at(name); });
  Args own(*config, name);
  own.ignore({"inplace"});
  Activation made = make(own);
  own.finish();
  return made;
}

}  // namespace slipway::model
