// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/layer/layer.h"

namespace slipway::model {

at::Tensor Layer::operator()(const at::Tensor& x) const {
  if (name_.empty()) return forward(x);
  capture::Scope scope(name_);
  return forward(x);
}

void Sequence::append(std::shared_ptr<Layer> layer) {
  layers_.push_back(add_layer(*this, std::to_string(next_++), std::move(layer)));
}

at::Tensor Sequence::forward(const at::Tensor& x) const {
  at::Tensor result = x;
  for (const auto& layer : layers_) result = (*layer)(result);
  return result;
}

void LayerList::append(std::shared_ptr<Layer> layer) {
  layers_.push_back(add_layer(*this, std::to_string(layers_.size()), std::move(layer)));
}

at::Tensor LayerList::run(size_t index, const at::Tensor& x) const {
  capture::Scope scope(name_);
  return (*layers_.at(index))(x);
}

std::shared_ptr<LayerList> add_list(torch::nn::Module& parent, const std::string& name) {
  return parent.register_module(name, std::make_shared<LayerList>(name));
}

}  // namespace slipway::model
