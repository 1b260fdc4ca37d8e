// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/layer/layer.h"

#include "base/strings.h"
#include "rewrite/rewriter.h"

namespace slipway::model {

LayerList& Module::add_list(const std::string& name) { return add<LayerList>(name); }

Tensor Module::add_parameter(const std::string& name, Tensor value) {
  return register_parameter(name, std::move(value), /*requires_grad=*/false);
}

Tensor Module::add_buffer(const std::string& name, Tensor value) { return register_buffer(name, std::move(value)); }

Tensors Module::hooked(const char* function, const Tensors& inputs, const std::function<Tensors()>& original) const {
  // Built by hand, as tests of parts do: nothing names it, so nothing can replace it.
  if (dotted_name_.empty()) return original();
  return rewrite::call(dotted_name_ + "." + function, *this, inputs, original);
}

Tensors Module::run_method(const std::string& method, const Tensors& inputs) const {
  static_cast<void>(inputs);
  const std::vector<std::string> known = methods();
  fail("{} has no method '{}' that can be run alone; {}", dotted_name_.empty() ? "this part" : dotted_name_, method,
       known.empty()
           ? "a neck or backbone has 'forward' of FeatureModule, a head of Head; any other part overrides run_method()"
           : "it has " + quoted_choice(known));
}

Tensors Layer::run_method(const std::string& method, const Tensors& inputs) const {
  if (method != "forward") return Module::run_method(method, inputs);
  if (inputs.size() != 1)
    fail("{} takes one input, not {}", dotted_name().empty() ? "a layer" : dotted_name(), inputs.size());
  return {(*this)(inputs[0])};
}

Tensors FeatureModule::run_method(const std::string& method, const Tensors& inputs) const {
  return method == "forward" ? (*this)(inputs) : Module::run_method(method, inputs);
}

void Sequence::append(std::shared_ptr<Layer> layer) {
  Layer& added = adopt(std::to_string(next_++), layer);
  static_cast<void>(added);
  layers_.push_back(std::move(layer));
}

Tensor Sequence::forward(const Tensor& x) const {
  Tensor result = x;
  for (const auto& layer : layers_) result = (*layer)(result);
  return result;
}

void LayerList::append(std::shared_ptr<Layer> layer) {
  adopt(std::to_string(layers_.size()), layer);
  layers_.push_back(std::move(layer));
}

Tensor LayerList::run(size_t index, const Tensor& x) const {
  return scoped([&] { return (*layers_.at(index))(x); });
}

}  // namespace slipway::model
