// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/register.h"

#include "base/strings.h"
#include "config/scope.h"

namespace slipway::model {
namespace {

/// Whether a message says where in the config it is about; those of layers, which know no config, do not.
bool has_place(const std::string& message, const config::Value& config) {
  const auto& file = config.location().file;
  return file && !file->empty() ? message.find(*file) != std::string::npos
                                : !config.path().empty() && message.find(config.path()) != std::string::npos;
}

/// Whether an error is what the arguments themselves were refused by, all of it.
bool tells_of(const Error& error, const Args& args) {
  try {
    args.check();
  } catch (const Error& own) {
    return starts_with(error.what(), own.what());
  }
  return false;
}

/// Rewriters for names that nothing has. A check of plugins; a test checks our own.
std::vector<std::string> misplaced_rewriters() {
  std::vector<std::string> types, sentences;
  for (const auto& [key, type] : models().entries()) types.push_back(type.dotted_name);
  for (const std::string& name : rewrite::rewriters_without_hook(types)) {
    std::vector<std::string> own;
    for (const std::string& hook : rewrite::list_hooks())
      if (hook.substr(0, hook.rfind('.')) == name.substr(0, name.rfind('.')))
        own.push_back(hook.substr(hook.rfind('.') + 1));
    std::vector<std::string> all = rewrite::list_hooks();
    all.insert(all.end(), types.begin(), types.end());
    sentences.push_back(
        fmt::format("the rewriter of {} can never fire: {}", name,
                    !own.empty() ? "that type lets " + join(own, ", ") + " be replaced (its kHooks), and nothing else"
                                 : "no type or function has that name" + did_you_mean(name, all) +
                                       " ('slipway inspect --rewrites MODEL_CFG' lists those of a model)"));
  }
  return sentences;
}

const extension::Check kMisplacedRewriters(misplaced_rewriters);

}  // namespace

std::string registry_key(const std::string& dotted_name) {
  const config::TypeName name = config::parse_type_name(dotted_name);
  return name.scope + "." + name.name;
}

std::string dotted_name_of(const std::string& name) {
  const size_t colon = name.find(':');
  const std::string dotted_name = colon == std::string::npos ? name : name.substr(colon + 1);
  const size_t dot = dotted_name.find('.');
  if (dot == std::string::npos || dot == 0 || dotted_name.back() == '.')
    fail(
        "'{}' is no dotted name: a type is registered as 'module.Type', or 'library:package.module.Type' where its own "
        "package registers it with a library",
        name);
  if (colon != std::string::npos) config::add_package(dotted_name.substr(0, dot), name.substr(0, colon));
  return dotted_name;
}

std::shared_ptr<Module> construct(const config::Value& config, const std::string& dotted_name,
                                  const std::function<std::shared_ptr<Module>(Args& args)>& construct) {
  Args args(config, registry_key(dotted_name));
  std::shared_ptr<Module> module;
  try {
    module = construct(args);
  } catch (Error& e) {
    // What was refused before is wrong, too. Keys that the constructor did not get to are not: nobody asked for them
    // yet.
    if (!has_place(e.what(), config)) e.in(place(config));
    if (tells_of(e, args)) throw;
    args.add(e);
    args.check();
    throw;
  }
  args.finish();
  module->set_dotted_name(dotted_name);
  return module;
}

}  // namespace slipway::model
