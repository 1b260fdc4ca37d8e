// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "program/pt2/execution.h"

#include <ATen/ATen.h>

#include <optional>

#include "base/error.h"
#include "base/strings.h"
#include "capture/describe.h"
#include "capture/interpreter.h"
#include "capture/scope.h"
#include "capture/torch_compat.h"
#include "program/foreign_operator.h"
#include "program/functional.h"
#include "program/operator_call.h"
#include "program/pt2/archive.h"
#include "program/pt2/python_operator.h"

namespace slipway::program::pt2 {
namespace {

using c10::IValue;
using c10::TypeKind;

constexpr std::string_view kAten = "torch.ops.";

/// Calls that check or promise something of sizes that are known here, or that only training needs.
constexpr std::string_view kSkipped[] = {"torch.ops.aten._assert_tensor_metadata.default",
                                         "torch.ops.aten._assert_scalar.default",
                                         "torch.ops.aten._assert_async.msg",
                                         "torch.ops.aten._assert_async.default",
                                         "torch.ops.aten.sym_constrain_range.default",
                                         "torch.ops.aten.sym_constrain_range_for_size.default",
                                         "torch._check",
                                         "torch._C._set_grad_enabled"};

/// "torch.ops.aten.conv2d.default" -> "aten::conv2d"
std::string operator_name(const std::string& target) {
  const std::string rest = target.substr(kAten.size());
  const size_t space = rest.find('.');
  const size_t overload = rest.rfind('.');
  if (space == std::string::npos || overload == space) return rest;
  std::string name = rest.substr(0, space) + "::" + rest.substr(space + 1, overload - space - 1);
  const std::string suffix = rest.substr(overload + 1);
  return suffix == "default" ? name : name + "." + suffix;
}

c10::TypePtr plain_type(const c10::Argument& schema) {
  c10::TypePtr type = schema.real_type();
  if (type->kind() == TypeKind::OptionalType) type = type->expect<c10::OptionalType>()->getElementType();
  return type;
}

/// Element type of a list; null for other types.
c10::TypePtr element_of(const c10::TypePtr& type) {
  return type->kind() == TypeKind::ListType ? type->expect<c10::ListType>()->getElementType() : nullptr;
}

class Caller {
 public:
  /// @param calls shared with the graph around this one: what is written there is seen here
  Caller(Values& values, at::Device device, FunctionalCalls& calls) : values_(values), device_(device), calls_(calls) {}

  /// All calls of a graph, in their order.
  void run(const GraphText& graph);

 private:
  void call(const CallText& call);
  /// Outputs are what they are after all that was written to them.
  void finish(const GraphText& graph);
  IValue argument(const Argument& argument, const c10::Argument& schema) const;
  IValue number(const IValue& value, const c10::Argument& schema) const;
  IValue plain(const Argument& argument) const;
  IValue missing(const c10::Argument& schema) const;
  IValue tensors(const TensorNames& list, const c10::Argument& schema) const;
  int64_t size(const IntOrName& value) const;
  std::vector<IValue> arguments(const CallText& call, const c10::FunctionSchema& schema) const;
  void bind(const CallText& call, std::vector<IValue> results);
  void call_operator(const CallText& call);
  void ask_size(const CallText& call, const std::string& name);
  void run_subgraph(const CallText& call);

  Values& values_;
  at::Device device_;
  FunctionalCalls& calls_;
};

int64_t Caller::size(const IntOrName& value) const {
  if (const auto* number = std::get_if<int64_t>(&value)) return *number;
  const IValue& named = value_named(values_, std::get<std::string>(value));
  if (!named.isInt()) fail("'{}' is {}, not an integer", std::get<std::string>(value), named.tagKind());
  return named.toInt();
}

/// A number in the place of what the operator takes there: of a float, of a list of equal ones, of a tensor.
IValue Caller::number(const IValue& value, const c10::Argument& schema) const {
  const c10::TypePtr type = plain_type(schema);
  if (type->kind() == TypeKind::FloatType && value.isInt()) return static_cast<double>(value.toInt());
  if (const c10::TypePtr element = element_of(type)) {
    const auto count = static_cast<size_t>(schema.N().value_or(1));
    if (element->kind() == TypeKind::FloatType) return std::vector<double>(count, value.toScalar().toDouble());
    if (value.isInt()) return std::vector<int64_t>(count, value.toInt());
  }
  // Python's numbers in the place of tensors, of its usual types.
  if (type->kind() == TypeKind::TensorType)
    return at::full({}, value.toScalar(),
                    at::TensorOptions().device(device_).dtype(value.isDouble() ? at::kFloat
                                                              : value.isBool() ? at::kBool
                                                                               : at::kLong));
  return value;
}

IValue Caller::missing(const c10::Argument& schema) const {
  if (schema.name() == "device") return device_;
  const c10::TypePtr type = schema.real_type();
  if (schema.default_value()) return *schema.default_value();
  if (type->kind() == TypeKind::OptionalType) return {};
  if (type->kind() == TypeKind::TensorType) return at::Tensor();
  fail("its argument '{}' is missing", schema.name());
}

IValue Caller::tensors(const TensorNames& list, const c10::Argument& schema) const {
  const c10::TypePtr element = element_of(plain_type(schema));
  if (element == nullptr) fail("its argument '{}' is a list of tensors", schema.name());
  if (element->kind() == TypeKind::OptionalType) {
    c10::List<capture::TorchOptional<at::Tensor>> result;
    for (const auto& name : list.names)
      result.push_back(name ? capture::TorchOptional<at::Tensor>(value_named(values_, *name).toTensor())
                            : capture::TorchOptional<at::Tensor>());
    return result;
  }
  c10::List<at::Tensor> result;
  for (const auto& name : list.names) {
    if (!name) fail("a tensor of its argument '{}' is absent", schema.name());
    result.push_back(value_named(values_, *name).toTensor());
  }
  return result;
}

/// What does not depend on the operator's schema.
IValue Caller::plain(const Argument& argument) const {
  if (const auto* tensor = std::get_if<TensorName>(&argument)) return value_named(values_, tensor->name);
  if (const auto* symbol = std::get_if<SymbolName>(&argument)) return value_named(values_, symbol->name);
  if (const auto* flag = std::get_if<bool>(&argument)) return *flag;
  if (const auto* number = std::get_if<int64_t>(&argument)) return *number;
  if (const auto* number = std::get_if<double>(&argument)) return *number;
  if (const auto* text = std::get_if<std::string>(&argument)) return *text;
  if (const auto* list = std::get_if<FloatList>(&argument)) return list->values;
  if (const auto* list = std::get_if<BoolList>(&argument)) {
    c10::List<bool> flags;
    for (const bool flag : list->values) flags.push_back(flag);
    return flags;
  }
  if (const auto* list = std::get_if<IntList>(&argument)) {
    std::vector<int64_t> sizes;
    for (const IntOrName& value : list->values) sizes.push_back(size(value));
    return sizes;
  }
  if (const auto* other = std::get_if<OtherArgument>(&argument))
    fail("it has an argument of the kind '{}', which is not supported", other->kind);
  return {};
}

IValue Caller::argument(const Argument& argument, const c10::Argument& schema) const {
  if (std::holds_alternative<NoArgument>(argument)) return missing(schema);
  if (std::holds_alternative<Device>(argument)) return device_;
  if (const auto* list = std::get_if<TensorNames>(&argument)) return tensors(*list, schema);
  if (const auto* type = std::get_if<ElementType>(&argument))
    return static_cast<int64_t>(capture::scalar_type_of(dtype_of_schema(type->number)));
  // A graph knows no memory layout.
  if (std::holds_alternative<MemoryLayout>(argument) || std::holds_alternative<MemoryFormat>(argument))
    return missing(schema);
  IValue value = plain(argument);
  if (value.isIntList()) {
    const c10::TypePtr element = element_of(plain_type(schema));
    if (element != nullptr && element->kind() == TypeKind::FloatType) {
      const std::vector<int64_t> numbers = value.toIntVector();
      return std::vector<double>(numbers.begin(), numbers.end());
    }
    if (element != nullptr && element->kind() == TypeKind::TensorType && value.toIntVector().empty())
      return c10::List<at::Tensor>();
  }
  return value.isScalar() ? number(value, schema) : value;
}

std::vector<IValue> Caller::arguments(const CallText& call, const c10::FunctionSchema& schema) const {
  std::vector<IValue> result;
  std::vector<bool> taken(call.inputs.size(), false);
  for (const c10::Argument& wanted : schema.arguments()) {
    const Argument* given = nullptr;
    for (size_t i = 0; i < call.inputs.size(); ++i) {
      if (call.inputs[i].first != wanted.name()) continue;
      given = &call.inputs[i].second;
      taken[i] = true;
    }
    result.push_back(given == nullptr ? missing(wanted) : argument(*given, wanted));
  }
  for (size_t i = 0; i < taken.size(); ++i) {
    const Argument& left = call.inputs[i].second;
    const auto* flag = std::get_if<bool>(&left);
    if (taken[i] || std::holds_alternative<NoArgument>(left) || (flag != nullptr && !*flag)) continue;
    fail("its argument '{}' is one that this LibTorch's operator does not have", call.inputs[i].first);
  }
  return result;
}

void Caller::bind(const CallText& call, std::vector<IValue> results) {
  // A list of tensors is one result.
  if (results.size() < call.outputs.size())
    fail("it gave {} results instead of {}", results.size(), call.outputs.size());
  for (size_t i = 0; i < call.outputs.size(); ++i) {
    const Argument& output = call.outputs[i];
    if (const auto* tensor = std::get_if<TensorName>(&output)) {
      values_[tensor->name] = std::move(results[i]);
    } else if (const auto* symbol = std::get_if<SymbolName>(&output)) {
      values_[symbol->name] = std::move(results[i]);
    } else if (const auto* list = std::get_if<TensorNames>(&output)) {
      if (!results[i].isTensorList()) fail("it gave {} instead of a list of tensors", results[i].tagKind());
      const std::vector<at::Tensor> tensors = results[i].toTensorVector();
      if (tensors.size() != list->names.size())
        fail("it gave {} tensors instead of {}: its number depends on a size", tensors.size(), list->names.size());
      for (size_t j = 0; j < tensors.size(); ++j)
        if (list->names[j]) values_[*list->names[j]] = tensors[j];
    } else if (!std::holds_alternative<NoArgument>(output) && !std::holds_alternative<int64_t>(output)) {
      fail("one of its results is neither a tensor nor a size");
    }
  }
}

/// sym_size, sym_numel, sym_stride: numbers that are known while the program runs.
void Caller::ask_size(const CallText& call, const std::string& name) {
  if (call.inputs.empty()) fail("it has no argument");
  const IValue tensor = plain(call.inputs[0].second);
  if (!tensor.isTensor()) fail("its argument is no tensor");
  if (name == "sym_numel") return bind(call, {tensor.toTensor().numel()});
  if (name == "sym_storage_offset") return bind(call, {tensor.toTensor().storage_offset()});
  if (call.inputs.size() < 2) fail("it does not say which size");
  const int64_t dim = plain(call.inputs[1].second).toInt();
  bind(call, {name == "sym_size" ? tensor.toTensor().size(dim) : tensor.toTensor().stride(dim)});
}

/// Whether a part under autocast computes as it would without: autocast is off there, or for devices that nothing here
/// runs on. Its arguments are device, type, enabled, ...
void require_no_autocast(const CallText& call) {
  const auto* device = call.inputs.empty() ? nullptr : std::get_if<std::string>(&call.inputs[0].second);
  const auto* enabled = call.inputs.size() < 3 ? nullptr : std::get_if<bool>(&call.inputs[2].second);
  if (enabled == nullptr || device == nullptr) fail("it does not say whether autocast is on");
  if (*enabled && *device == "cpu")
    fail("a part of the program computes in lower precision (autocast); export it in f32, and convert it with --fp16");
}

/// A part of the program that runs without gradients, or without autocast, as all of it does here.
void Caller::run_subgraph(const CallText& call) {
  const std::string name = call.target.substr(call.target.rfind('.') + 1);
  size_t first = 0;
  while (first < call.inputs.size() && !std::holds_alternative<Subgraph>(call.inputs[first].second)) ++first;
  const bool autocast = name == "wrap_with_autocast";
  if (autocast) require_no_autocast(call);
  if ((!autocast && name != "wrap_with_set_grad_enabled") || first == call.inputs.size())
    fail(
        "'{}' is control flow or a function of its own inside the program, which models here do not have; write the "
        "forward without it",
        name);
  const GraphText& graph = *std::get<Subgraph>(call.inputs[first].second).graph;
  if (graph.inputs.size() != call.inputs.size() - first - 1)
    fail("its graph has {} inputs, {} are given", graph.inputs.size(), call.inputs.size() - first - 1);
  Values inner;
  for (size_t i = 0; i < graph.inputs.size(); ++i) {
    const IValue value = plain(call.inputs[first + 1 + i].second);
    if (const auto* tensor = std::get_if<TensorName>(&graph.inputs[i])) inner[tensor->name] = value;
    if (const auto* symbol = std::get_if<SymbolName>(&graph.inputs[i])) inner[symbol->name] = value;
  }
  Caller(inner, device_, calls_).run(graph);
  std::vector<IValue> results;
  for (const Argument& output : graph.outputs) {
    if (const auto* tensor = std::get_if<TensorName>(&output)) results.push_back(value_named(inner, tensor->name));
    if (const auto* symbol = std::get_if<SymbolName>(&output)) results.push_back(value_named(inner, symbol->name));
  }
  if (call.outputs.size() == 1 && std::holds_alternative<TensorNames>(call.outputs[0])) {
    c10::List<at::Tensor> tensors;
    for (const IValue& result : results) tensors.push_back(result.toTensor());
    return bind(call, {tensors});
  }
  bind(call, std::move(results));
}

void Caller::call_operator(const CallText& call) {
  const std::string name = operator_name(call.target);
  for (const char* question : {"sym_size", "sym_numel", "sym_stride", "sym_storage_offset"})
    if (name == std::string("aten::") + question || starts_with(name, std::string("aten::") + question + "."))
      return ask_size(call, question);
  if (starts_with(name, "higher_order")) return run_subgraph(call);
  if (name == "aten::item" || name == "aten::_local_scalar_dense")
    fail("the program computes a size or a choice from the values of a tensor, which a model file cannot");
  const Operator* op = find_operator(name);
  std::string actual = name;
  // Python's numbers in the place of a tensor: the operator that takes them as such.
  if (const size_t place = name.find(".Tensor"); op != nullptr && place != std::string::npos)
    for (const auto& [argument, value] : call.inputs) {
      const bool is_number = std::holds_alternative<int64_t>(value) || std::holds_alternative<double>(value) ||
                             std::holds_alternative<bool>(value) || std::holds_alternative<SymbolName>(value);
      if (argument != "other" || !is_number) continue;
      const std::string scalar_name = name.substr(0, place) + ".Scalar" + name.substr(place + 7);
      const Operator* scalar = find_operator(scalar_name);
      if (scalar == nullptr) continue;
      op = scalar;
      actual = scalar_name;
    }
  if (op == nullptr) {
    if (!starts_with(name, "aten::")) fail("it calls '{}', {}", name, why_foreign(name));
    fail("LibTorch has no operator '{}', and Slipway does not make it of others{}", name, near_operators(name));
  }
  std::vector<IValue> values = arguments(call, *op->schema);
  if (find_composed(name) == nullptr && trains(*op->schema, values))
    fail(
        "the program was exported for training (it drops values or normalises by the batch); call model.eval() before");
  bind(call, calls_.call(actual, *op, std::move(values)));
}

void Caller::call(const CallText& call) {
  for (const std::string_view skipped : kSkipped)
    if (call.target == skipped) return;
  if (starts_with(call.target, kAten)) return call_operator(call);
  const PythonOperator function = find_python_operator(call.target);
  if (function == nullptr)
    fail("the function is not known; known are operators (torch.ops.aten.…) and {}", join(python_operators(), ", "));
  std::vector<IValue> values;
  for (const auto& [name, argument] : call.inputs) values.push_back(plain(argument));
  bind(call, {function(values)});
}

void Caller::finish(const GraphText& graph) {
  for (const Argument& output : graph.outputs)
    if (const auto* tensor = std::get_if<TensorName>(&output))
      if (const auto found = values_.find(tensor->name); found != values_.end())
        found->second = calls_.current(found->second);
}

std::string describe_call(const CallText& call) {
  return fmt::format("node '{}' ({}){}{}", call.name, call.target, call.scope.empty() ? "" : " in " + call.scope,
                     call.line.empty() ? "" : ", " + call.line);
}

void Caller::run(const GraphText& graph) {
  for (const CallText& call : graph.calls) {
    // Scopes of a graph inside a graph are complete by themselves.
    std::optional<capture::Scope> scope;
    if (!call.scope.empty() && call.target.find(".higher_order.") == std::string::npos) scope.emplace(call.scope);
    try {
      this->call(call);
    } catch (Error& e) {
      e.in(describe_call(call));
      throw;
    } catch (const InternalError&) {
      throw;
    } catch (const std::exception& e) {
      fail("{}: {}", describe_call(call), capture::first_line(e));
    }
  }
  finish(graph);
}

}  // namespace

const IValue& value_named(const Values& values, const std::string& name) {
  const auto found = values.find(name);
  if (found == values.end() || found->second.isNone() ||
      (found->second.isTensor() && !found->second.toTensor().defined()))
    fail("'{}' is read, but nothing has made it", name);
  return found->second;
}

void execute(const GraphText& graph, Values& values, at::Device device) {
  FunctionalCalls calls;
  Caller(values, device, calls).run(graph);
}

}  // namespace slipway::program::pt2
