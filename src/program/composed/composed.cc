// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "program/composed/composed.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/csrc/jit/frontend/function_schema_parser.h>
#include <torch/library.h>

#include <map>
#include <mutex>

#include "base/error.h"

namespace slipway::program {
namespace {

std::map<std::string, Composed, std::less<>>& composed_table() {
  static std::map<std::string, Composed, std::less<>> table;
  return table;
}

std::string full_name_of(const c10::OperatorName& name) {
  return name.overload_name.empty() ? name.name : name.name + "." + name.overload_name;
}

/// What the dispatcher calls: the table's kernel of the operator that was called.
void call_composed(const c10::OperatorHandle& op, c10::DispatchKeySet, torch::jit::Stack* stack) {
  const size_t count = op.schema().arguments().size();
  const std::vector<c10::IValue> arguments(stack->end() - static_cast<std::ptrdiff_t>(count), stack->end());
  stack->resize(stack->size() - count);
  for (c10::IValue& result : find_composed(full_name_of(op.operator_name()))->kernel(arguments))
    stack->push_back(std::move(result));
}

}  // namespace

RegisterComposed::RegisterComposed(std::string schema, ComposedKernel kernel) {
  std::string name = schema.substr(0, schema.find('('));
  if (!composed_table().emplace(std::move(name), Composed{kernel, std::move(schema)}).second)
    throw InternalError("two composed operators of one name are registered");
}

void define_composed_operators() {
  static std::once_flag once;
  std::call_once(once, [] {
    static torch::Library library(torch::Library::FRAGMENT, "aten", {}, __FILE__, __LINE__);
    for (const auto& [name, composed] : composed_table()) {
      c10::FunctionSchema schema = torch::jit::parseSchema(composed.schema);
      if (c10::Dispatcher::singleton().findSchema(schema.operator_name())) continue;
      library.def(std::move(schema));
      library.impl(name.c_str(), torch::CppFunction::makeFromBoxedFunction<&call_composed>());
    }
  });
}

const Composed* find_composed(std::string_view full_name) {
  const auto found = composed_table().find(full_name);
  return found == composed_table().end() ? nullptr : &found->second;
}

std::vector<std::string> composed_operators() {
  std::vector<std::string> names;
  for (const auto& [name, composed] : composed_table()) names.push_back(name);
  return names;
}

at::Tensor tensor_or_none(const c10::IValue& value) { return value.isTensor() ? value.toTensor() : at::Tensor(); }

}  // namespace slipway::program
