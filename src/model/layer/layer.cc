// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/layer/layer.h"

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
