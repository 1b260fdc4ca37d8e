// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// Deployment code replaces parts of a model from files of its own, by OpenMMLab's dotted names: functions (methods of
/// a type), modules (whole types), and operators (their lowerings: lower/onnx/builder.h). This is the mechanism only;
/// it knows no model. The most specific rewriter wins: backend and IR both named, then the backend, then the IR, then
/// none.
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <initializer_list>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <typeinfo>
#include <vector>

#include "slipway/backend.h"
#include "slipway/config.h"

namespace torch::nn {
class Module;
}
namespace slipway::model {
struct BuildContext;
}

namespace slipway::rewrite {

using Tensors = std::vector<at::Tensor>;

/// What a rewriter is for, by the names in deploy configs; "" for any.
struct Target {
  std::string backend{};
  std::string ir{};
};

/// What the model is being prepared for.
struct Context {
  std::string backend;      ///< "onnxruntime", ...
  std::string ir = "onnx";  ///< "onnx" or "torchscript"
  config::Value deploy_config;
  backend::Capabilities capabilities;
  std::set<std::string, std::less<>> disabled{};  ///< names of rewriters that are not to be used
  bool trace = false;                             ///< log each call of a hook, and what became of it
};

/// A rewriter that was used.
struct Use {
  std::string kind;             ///< "function", "module" or "operator"
  std::string name;             ///< dotted name, or the operator's
  Target target;                ///< as it was registered
  std::set<std::string> where;  ///< prefixes of the state dict at which it was used ("backbone.stem"); "" for the whole
};

/// Makes `context` the current one of this thread while it lives: networks that are built get their module rewriters,
/// hooks that are called go to their function rewriters. Works in eager mode as well, so that a rewrite can be compared
/// with the original on LibTorch alone. The context must outlive it.
class Activate {
 public:
  explicit Activate(const Context& context);
  ~Activate();
  Activate(const Activate&) = delete;
  Activate& operator=(const Activate&) = delete;
  /// What was used so far, sorted by kind and name.
  const std::vector<Use>& uses() const { return uses_; }

 private:
  friend void note_use(const std::string& kind, const std::string& name, const Target& target);
  const Context* previous_context_;
  Activate* previous_;
  std::vector<Use> uses_;
};

/// The current context; null outside any Activate.
const Context* current();
/// Notes that a rewriter was used, in the capture scope of the moment. Functions and modules do it themselves.
void note_use(const std::string& kind, const std::string& name, const Target& target);

/// @name Hooks: functions that can be replaced
/// @{
/// Says that `name` ("mmdet.models.dense_heads.rtmdet_head.RTMDetHead.predict_by_feat") can be replaced. A type
/// declares its hooks itself, in its own file (RegisterModel does it for those that the type lists). Twice is fine.
struct DeclareHook {
  explicit DeclareHook(std::initializer_list<const char*> names);
  explicit DeclareHook(const std::string& name);
};
/// Called by a type around a function that it declared: runs the rewriter that fits the current context, or `original`
/// where there is no context or no rewriter, and where the rewriter itself calls the function of the same module.
Tensors call(const std::string& name, const torch::nn::Module& self, const Tensors& inputs,
             const std::function<Tensors()>& original);
/// @}

/// @name Registration, from the last lines of a file
/// A second rewriter for the same name and target ends the program at start.
/// @{
using Function = std::function<Tensors(const torch::nn::Module& self, const Tensors& inputs, const Context& context)>;
void add_function(const std::string& name, Function function, const Target& target);
/// Errors: slipway::Error that names the class that the rewriter takes and that which it was called for.
[[noreturn]] void fail_wrong_type(const std::string& name, const std::type_info& taken, const std::type_info& given);
/// False, for whatever type: what is wrong is then said where a template is used.
template <typename>
inline constexpr bool kNever = false;

/// Replaces a function: `const RewriteFunction kPredict({"mmdet....RTMDetHead.predict_by_feat"}, predict);`
struct RewriteFunction {
  /// @param replacement gets the typed module, the tensors that the original would get, and the context. It calls the
  /// original as any caller does: self.predict_by_feat(inputs).
  template <typename T>
  RewriteFunction(std::initializer_list<std::string> names,
                  Tensors (*replacement)(const T& self, const Tensors& inputs, const Context& context),
                  const Target& target = {}) {
    for (const std::string& name : names)
      add_function(
          name,
          [name, replacement](const torch::nn::Module& self, const Tensors& inputs, const Context& context) {
            const T* typed = dynamic_cast<const T*>(&self);
            if (typed == nullptr) fail_wrong_type(name, typeid(T), typeid(self));
            return replacement(*typed, inputs, context);
          },
          target);
  }
  /// What is no rewriter.
  template <typename Wrong>
  RewriteFunction(std::initializer_list<std::string>, Wrong, const Target& = {}) {
    static_assert(
        kNever<Wrong>,
        "a rewriter is a function Tensors(const T& self, const Tensors& inputs, const Context& context), where T "
        "is the class whose method it replaces");
  }
};

using ModuleBuilder =
    std::function<std::shared_ptr<torch::nn::Module>(const config::Value& config, const model::BuildContext& context)>;
void add_module(const std::string& dotted_name, ModuleBuilder build, const Target& target);
/// The replacement of a type in the current context, whose use is noted; null where there is none.
const ModuleBuilder* find_module(const std::string& dotted_name);
/// @}

/// Names of functions and modules that have a rewriter, but that no type declares: each is a mistake of its author.
/// @param types dotted names of all types, which module rewriters may name
std::vector<std::string> rewriters_without_hook(const std::vector<std::string>& types);
/// "function NAME [backend, IR]" of all rewriters, sorted; operators excluded.
std::vector<std::string> list_rewriters();
/// What the rewriter of a function or module that fits the context was registered for; null where there is none.
const Target* find_target(const std::string& name, const Context& context);
/// All names of functions that can be replaced, sorted.
std::vector<std::string> list_hooks();
/// " [backend, IR]" as lists show a target.
std::string describe(const Target& target);

}  // namespace slipway::rewrite
