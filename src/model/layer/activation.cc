// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/layer/activation.h"

#include "base/registry.h"
#include "config/scope.h"

namespace slipway::model {
namespace {

using Maker = std::function<Activation(Args&)>;

Tensor relu(const Tensor& x) { return at::relu(x); }
Tensor relu6(const Tensor& x) { return at::relu6(x); }
Tensor silu(const Tensor& x) { return at::silu(x); }
// mmcv's own, which is this product and not the fused function.
Tensor swish(const Tensor& x) { return x * at::sigmoid(x); }
Tensor sigmoid(const Tensor& x) { return at::sigmoid(x); }
Tensor tanh(const Tensor& x) { return at::tanh(x); }
Tensor hardswish(const Tensor& x) { return at::hardswish(x); }

Maker plain(Tensor (*function)(const Tensor&)) {
  return [function](Args&) { return Activation{function}; };
}

Activation make_leaky_relu(Args& args) {
  const double slope = args.number("negative_slope", 0.01);
  return {[slope](const Tensor& x) { return at::leaky_relu(x, slope); }};
}

Activation make_elu(Args& args) {
  const double alpha = args.number("alpha", 1.0);
  return {[alpha](const Tensor& x) { return at::elu(x, alpha); }};
}

Activation make_gelu(Args& args) {
  const std::string approximate = args.string("approximate", "none");
  return {[approximate](const Tensor& x) { return at::gelu(x, approximate); }};
}

Activation make_hsigmoid(Args& args) {
  const double bias = args.number("bias", 3.0), divisor = args.number("divisor", 6.0);
  const double low = args.number("min_value", 0.0), high = args.number("max_value", 1.0);
  return {[=](const Tensor& x) { return at::clamp((x + bias) / divisor, low, high); }};
}

Activation make_clamp(Args& args) {
  const double low = args.number("min", -1.0), high = args.number("max", 1.0);
  return {[=](const Tensor& x) { return at::clamp(x, low, high); }};
}

// At inference its random slope is the mean of what it is drawn from.
Activation make_rrelu(Args& args) {
  const double slope = (args.number("lower", 1.0 / 8) + args.number("upper", 1.0 / 3)) / 2;
  return {[slope](const Tensor& x) { return at::leaky_relu(x, slope); }};
}

Activation make_prelu(Args& args) { return {nullptr, args.integer("num_parameters", 1), args.number("init", 0.25)}; }

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
    made.add("PReLU", make_prelu);
    made.add("RReLU", make_rrelu);
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

PRelu::PRelu(const BuildContext& context, const Activation& activation)
    : weight_(add_parameter("weight", at::full({activation.weights}, activation.initial, context.options()))) {}

std::optional<Activation> read_activation(Args& args, std::string_view fallback, std::string_view key) {
  const config::Value* config = args.entry(key);
  if (config == nullptr) return activation(fallback);
  if (config->is_none()) return std::nullopt;
  const config::Value& type = config->at("type");
  const std::string name = config::parse_type_name(type.as_string()).name;
  const Maker make = with_context(place(type), [&] { return makers().at(name); });
  Args own(*config, name);
  own.ignore({"inplace"});
  Activation made = make(own);
  own.finish();
  return made;
}

}  // namespace slipway::model
