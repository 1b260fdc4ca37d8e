// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "program/operator_call.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/csrc/jit/frontend/function_schema_parser.h>

#include <map>
#include <memory>
#include <mutex>

#include "base/error.h"
#include "base/strings.h"

namespace slipway::program {
namespace {

std::unique_ptr<Operator> make_operator(const std::string& full_name) {
  if (const Composed* composed = find_composed(full_name)) {
    // Kept for as long as the process lives, as LibTorch's own schemas are.
    static std::vector<std::unique_ptr<c10::FunctionSchema>> schemas;
    schemas.push_back(std::make_unique<c10::FunctionSchema>(torch::jit::parseSchema(composed->schema)));
    return std::make_unique<Operator>(Operator{
        schemas.back().get(), [composed](std::vector<c10::IValue> arguments) { return composed->kernel(arguments); }});
  }
  const size_t dot = full_name.find('.');
  const auto op = c10::Dispatcher::singleton().findSchema(
      c10::OperatorName(full_name.substr(0, dot), dot == std::string::npos ? "" : full_name.substr(dot + 1)));
  if (!op) return nullptr;
  const c10::OperatorHandle handle = *op;
  return std::make_unique<Operator>(Operator{&handle.schema(), [handle](std::vector<c10::IValue> arguments) {
                                               handle.callBoxed(&arguments);
                                               return arguments;
                                             }});
}

}  // namespace

const Operator* find_operator(const std::string& full_name) {
  static std::mutex mutex;
  static std::map<std::string, std::unique_ptr<Operator>> found;
  const std::lock_guard lock(mutex);
  const auto position = found.find(full_name);
  if (position != found.end()) return position->second.get();
  return found.emplace(full_name, make_operator(full_name)).first->second.get();
}

bool trains(const c10::FunctionSchema& schema, const std::vector<c10::IValue>& arguments) {
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string& name = schema.arguments()[i].name();
    if ((name == "training" || name == "train") && arguments[i].isBool() && arguments[i].toBool()) return true;
  }
  return false;
}

std::string near_operators(const std::string& full_name) {
  const std::string base = full_name.substr(0, full_name.find('.'));
  std::vector<std::string> names;
  for (const c10::OperatorName& name : c10::Dispatcher::singleton().getAllOpNames()) {
    if (name.name != base) continue;
    names.push_back(name.overload_name.empty() ? name.name : name.name + "." + name.overload_name);
  }
  return names.empty() ? "" : fmt::format(" (there is {})", join(names, ", "));
}

}  // namespace slipway::program
