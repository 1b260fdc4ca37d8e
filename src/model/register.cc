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

}  // namespace

std::string registry_key(const std::string& dotted_name) {
  const config::TypeName name = config::parse_type_name(dotted_name);
  return name.scope + "." + name.name;
}

std::shared_ptr<Module> construct(const config::Value& config, const std::string& dotted_name,
                                  const std::function<std::shared_ptr<Module>(Args& args)>& construct) {
  Args args(config, registry_key(dotted_name));
  std::shared_ptr<Module> module;
  try {
    module = construct(args);
  } catch (Error& e) {
    // What was refused before is wrong, too. Keys that the constructor did not get to are not: nobody asked for them yet.
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
