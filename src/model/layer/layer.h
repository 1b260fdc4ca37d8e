// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/nn/module.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "capture/scope.h"

namespace slipway::model {

using at::Tensor;
using Tensors = std::vector<at::Tensor>;

class FeatureModule;

/// Where and how a module is built. On the meta device a network has shapes only: it costs no memory and no time.
struct BuildContext {
  std::string scope = "mmengine";  ///< default_scope: where type names without a scope are looked up first
  at::Device device = at::kCPU;
  /// What computes the outputs of the head's layers, from the image, in the place of the network's own layers; null:
  /// they are built from the config. A network takes it over, and builds its head for decoding only.
  std::shared_ptr<FeatureModule> program{};

  at::TensorOptions options() const { return at::TensorOptions(at::kFloat).device(device); }
};

class LayerList;

/// Any part of a network. It holds its children by the names of the original's state dict, and runs in the capture
/// scope of its own name, so that captured nodes carry state-dict prefixes.
class Module : public torch::nn::Module {
 public:
  /// OpenMMLab's name of the type that it was built as ("mmdet.models.necks.cspnext_pafpn.CSPNeXtPAFPN"); "" for parts
  /// that no config names.
  const std::string& dotted_name() const { return dotted_name_; }
  void set_dotted_name(std::string name) { dotted_name_ = std::move(name); }

  /// Runs a method by its Python name, for who looks at a part alone (`slipway check-module`): "forward" of layers and
  /// feature modules; of heads "forward", the outputs of its layers, and "predict", what it returns deployed. A type
  /// that has more overrides both, and hands on what it does not know.
  /// Errors: slipway::Error, with the names that there are, and where a method takes another number of inputs.
  virtual Tensors run_method(const std::string& method, const Tensors& inputs) const;
  /// The names that run_method() takes.
  virtual std::vector<std::string> methods() const { return {}; }

  /// Runs `body` in the capture scope of this module's name.
  template <typename Body>
  auto scoped(Body&& body) const {
    if (name_.empty()) return body();
    const capture::Scope scope(name_);
    return body();
  }

 protected:
  /// A new child T(arguments...), registered under `name`. The reference is good as long as this module is.
  template <typename T, typename... Arguments>
  T& add(const std::string& name, Arguments&&... arguments) {
    return adopt(name, std::make_shared<T>(std::forward<Arguments>(arguments)...));
  }
  /// The same for a child that is there already.
  template <typename T>
  T& adopt(const std::string& name, std::shared_ptr<T> child) {
    if constexpr (std::is_base_of_v<Module, T>) static_cast<Module&>(*child).name_ = name;
    T& reference = *child;
    register_module(name, std::move(child));
    return reference;
  }
  LayerList& add_list(const std::string& name);
  /// A child of that name without a place in the state dict: it was built for what it knows, not for its weights.
  template <typename T>
  T& hold(const std::string& name, std::shared_ptr<T> child) {
    static_cast<Module&>(*child).name_ = name;
    merged_.push_back(child);
    return *child;
  }
  /// What stands in the place of this network's layers. Its keys begin with "program.", its scopes do not.
  template <typename T>
  T& adopt_program(std::shared_ptr<T> program) {
    T& reference = *program;
    register_module("program", std::move(program));
    return reference;
  }
  /// A part that has no place of its own in the state dict: its children become children of this module, under their
  /// names.
  template <typename T>
  T& merge(std::shared_ptr<T> part) {
    T& reference = *part;
    for (const auto& child : reference.named_children()) register_module(child.key(), child.value());
    merged_.push_back(std::move(part));
    return reference;
  }

  /// @name Weights, which a checkpoint replaces. They are no leaves of autograd: nothing here trains.
  /// @{
  Tensor add_parameter(const std::string& name, Tensor value);
  Tensor add_buffer(const std::string& name, Tensor value);
  /// @}

  /// Around a function that this type lists in `kHooks`: deployment may replace it. @param function its name
  Tensors hooked(const char* function, const Tensors& inputs, const std::function<Tensors()>& original) const;

 private:
  friend class Sequence;
  friend class LayerList;
  std::string name_;
  std::string dotted_name_;
  std::vector<std::shared_ptr<Module>> merged_;
};

/// A module with one input and one output.
class Layer : public Module {
 public:
  Tensor operator()(const Tensor& x) const {
    return scoped([&] { return forward(x); });
  }
  Tensors run_method(const std::string& method, const Tensors& inputs) const override;
  std::vector<std::string> methods() const override { return {"forward"}; }

 protected:
  virtual Tensor forward(const Tensor& x) const = 0;
};

/// A module of several inputs and outputs: backbones (one input), necks, and parts of them. f32[B,C,H,W] each.
class FeatureModule : public Module {
 public:
  Tensors operator()(const Tensors& inputs) const {
    return scoped([&] { return forward(inputs); });
  }
  Tensors run_method(const std::string& method, const Tensors& inputs) const override;
  std::vector<std::string> methods() const override { return {"forward"}; }
  /// What input sizes must be multiples of, where this module cannot take others; its largest stride. 1 where it does
  /// not matter.
  virtual int64_t size_step() const { return 1; }

 protected:
  virtual Tensors forward(const Tensors& inputs) const = 0;
};

/// Layers one after the other, named "0", "1", ...; without any, the identity.
class Sequence : public Layer {
 public:
  void append(std::shared_ptr<Layer> layer);
  template <typename T, typename... Arguments>
  void append(Arguments&&... arguments) {
    append(std::make_shared<T>(std::forward<Arguments>(arguments)...));
  }
  /// A layer without parameters has no place in the state dict but counts in the numbering.
  void skip_number() { ++next_; }
  bool empty() const { return layers_.empty(); }
  const std::vector<std::shared_ptr<Layer>>& layers() const { return layers_; }

 protected:
  Tensor forward(const Tensor& x) const override;

 private:
  std::vector<std::shared_ptr<Layer>> layers_;
  int next_ = 0;
};

/// Layers named "0", "1", ... that are called one by one.
class LayerList : public Module {
 public:
  void append(std::shared_ptr<Layer> layer);
  template <typename T, typename... Arguments>
  T& append(Arguments&&... arguments) {
    auto layer = std::make_shared<T>(std::forward<Arguments>(arguments)...);
    T& reference = *layer;
    append(std::move(layer));
    return reference;
  }
  /// Runs layer `index`.
  Tensor run(size_t index, const Tensor& x) const;
  size_t size() const { return layers_.size(); }
  /// Layer `index`, which is known to be a T.
  template <typename T>
  const T& layer(size_t index) const {
    return static_cast<const T&>(*layers_.at(index));
  }

 private:
  std::vector<std::shared_ptr<Layer>> layers_;
};

/// Runs `body` in the capture scope `name`: for what is no module of its own.
template <typename Body>
auto in_scope(const std::string& name, Body&& body) {
  const capture::Scope scope(name);
  return body();
}

}  // namespace slipway::model
