// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// How a type of a model config makes itself known: the last line of its file.
///
///     const RegisterModel<LinearClsHead> kLinearClsHead("mmpretrain.models.heads.linear_head.LinearClsHead");
///
/// The key that configs look up ("mmpretrain.LinearClsHead"), the owner in messages and the names of hooks derive from
/// the dotted name. That of a type which a user's own package registers with a library has the library before it:
/// "mmpose:my_models.hand_head.HandHead" is looked up as "mmpose.HandHead", as what `mmpose.registry.MODELS` has. The
/// type has a constructor T(Args&, const BuildContext&, extra...), which asks for its arguments by name; the template
/// refuses what nobody asked for and adds the place in the config to errors. One class may be registered under several
/// names, each with extra arguments that tell them apart.
#pragma once

#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "model/args.h"
#include "model/model.h"
#include "rewrite/rewriter.h"

namespace slipway::model {

/// What the template does that does not depend on the type. @param construct makes the module
std::shared_ptr<Module> construct(const config::Value& config, const std::string& dotted_name,
                                  const std::function<std::shared_ptr<Module>(Args& args)>& construct);
/// "mmpretrain.models.heads.linear_head.LinearClsHead" -> "mmpretrain.LinearClsHead"; of a path that does not begin
/// with a library ("models.x.T"), the library that it registers with comes first.
std::string registry_key(const std::string& dotted_name);
/// The dotted name of what a registration is given, whose package is known from then on to register with the library
/// written before it. Errors: those of config::add_package(), and names without a module.
std::string dotted_name_of(const std::string& name);

template <typename T, typename... Extra>
Builder make_builder(const std::string& dotted_name, Extra... extra) {
  // Said here, in one line each: the compiler's own words come from deep inside std::make_shared.
  static_assert(!std::is_abstract_v<T>,
                "the type leaves out a method that its base class asks for, or declares it otherwise: write it with "
                "'override', and the compiler says what differs (a FeatureModule has 'Tensors forward(const Tensors& "
                "inputs) const override')");
  static_assert(std::is_abstract_v<T> || std::is_constructible_v<T, Args&, const BuildContext&, const Extra&...>,
                "a model type has a public constructor T(Args& args, const BuildContext& context)");
  if constexpr (std::is_constructible_v<T, Args&, const BuildContext&, const Extra&...>)
    return [dotted_name, extra...](const config::Value& config, const BuildContext& context) {
      return construct(config, dotted_name, [&](Args& args) -> std::shared_ptr<Module> {
        return std::make_shared<T>(args, context, extra...);
      });
    };
  else
    return {};
}

template <typename T>
struct RegisterModel {
  template <typename... Extra>
  explicit RegisterModel(const std::string& name, Extra... extra) {
    extension::guard([&] {
      const std::string dotted_name = dotted_name_of(name);
      models().add(registry_key(dotted_name), {make_builder<T>(dotted_name, extra...), dotted_name});
      if constexpr (requires { T::kHooks; })
        for (const char* function : T::kHooks) rewrite::DeclareHook(dotted_name + "." + function);
    });
  }
};

/// Types that are refused by name. @param reason a sentence for messages, without a full stop
struct RegisterUnsupported {
  RegisterUnsupported(std::initializer_list<const char*> dotted_names, const std::string& reason) {
    for (const char* name : dotted_names) unsupported_models().add(registry_key(name), reason);
  }
};

/// Deployed for `target`, the type `dotted_name` is built as T, which keeps its state-dict keys.
template <typename T>
struct RewriteModule {
  explicit RewriteModule(const std::string& dotted_name, const rewrite::Target& target = {}) {
    rewrite::add_module(dotted_name, make_builder<T>(dotted_name), target);
  }
};

}  // namespace slipway::model
