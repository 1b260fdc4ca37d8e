// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "capture/scope.h"
#include "model/model.h"

namespace slipway::model {

/// A module with one input and one output. Calling it opens the capture scope of the name under which its parent holds
/// it, so that captured nodes carry state-dict prefixes; that is done here and nowhere else.
class Layer : public torch::nn::Module {
 public:
  at::Tensor operator()(const at::Tensor& x) const;

 protected:
  virtual at::Tensor forward(const at::Tensor& x) const = 0;

 private:
  template <typename T>
  friend std::shared_ptr<T> add_layer(torch::nn::Module& parent, const std::string& name, std::shared_ptr<T> layer);
  std::string name_;
};

/// Registers `layer` with `parent` under `name` and returns it.
template <typename T>
std::shared_ptr<T> add_layer(torch::nn::Module& parent, const std::string& name, std::shared_ptr<T> layer) {
  layer->name_ = name;
  return parent.register_module(name, std::move(layer));
}

/// Runs `body` in the capture scope `name`: for modules that are no Layer.
template <typename Body>
auto in_scope(const std::string& name, Body&& body) {
  capture::Scope scope(name);
  return body();
}

/// Layers one after the other, named "0", "1", ...; without any, the identity.
class Sequence : public Layer {
 public:
  void append(std::shared_ptr<Layer> layer);
  /// A layer without parameters has no place in the state dict but counts in the numbering.
  void skip_number() { ++next_; }

 protected:
  at::Tensor forward(const at::Tensor& x) const override;

 private:
  std::vector<std::shared_ptr<Layer>> layers_;
  int next_ = 0;
};

/// Layers named "0", "1", ... that are called one by one.
class LayerList : public torch::nn::Module {
 public:
  explicit LayerList(std::string name) : name_(std::move(name)) {}
  void append(std::shared_ptr<Layer> layer);
  /// Runs layer `index`.
  at::Tensor run(size_t index, const at::Tensor& x) const;
  size_t size() const { return layers_.size(); }

 private:
  std::string name_;
  std::vector<std::shared_ptr<Layer>> layers_;
};

/// A new LayerList that is registered with `parent`.
std::shared_ptr<LayerList> add_list(torch::nn::Module& parent, const std::string& name);

}  // namespace slipway::model
