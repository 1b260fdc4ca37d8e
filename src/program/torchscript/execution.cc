// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "program/torchscript/execution.h"

#include <ATen/ATen.h>
#include <torch/csrc/jit/frontend/source_range.h>

#include <algorithm>
#include <map>
#include <optional>

#include "base/error.h"
#include "base/strings.h"
#include "capture/describe.h"
#include "capture/scope.h"
#include "program/composed/composed.h"
#include "program/functional.h"
#include "program/operator_call.h"

namespace slipway::program::torchscript {
namespace {

using c10::IValue;
using torch::jit::Block;
using torch::jit::Node;
using torch::jit::Value;

constexpr int64_t kMostRounds = 100000;  // of a loop
constexpr int kMostBlocks = 256;         // inside each other

/// "model.py:12: if x.sum() > 0:", of the model's own source where the archive has it, else of the archive's.
std::string source_line(const Node& node) {
  const torch::jit::SourceRange generated = node.sourceRange();
  const auto original = generated.findSourceRangeThatGenerated();
  const torch::jit::SourceRange& range = original ? *original : generated;
  if (!range.source()) return "";
  const auto place = range.file_line_col();
  if (!place) return "";
  const auto& [file, line, column] = *place;
  const size_t index = range.source()->lineno_for_offset(range.start());
  std::string text = range.source()->get_line(index).str();
  text.erase(0, std::min(text.find_first_not_of(" \t"), text.size()));
  text.erase(text.find_last_not_of(" \t\r\n:") + 1);
  return fmt::format("{}:{}: {}", file, line, text);
}

/// The module that makes the call, by the attributes that lead to it.
std::string module_path(const Node& node) {
  const auto stack = node.callstack();
  if (!stack) return "";
  std::vector<std::string> parts;
  for (const auto& entry : (*stack)->vec()) {
    const auto& info = std::get<2>(entry);
    if (!info || info->instance_name() == "SELF" || info->instance_name().empty()) continue;
    parts.push_back(info->instance_name());
  }
  return join(parts, ".");
}

bool is_meta(const IValue& value) {
  return value.isTensor() && value.toTensor().defined() && value.toTensor().is_meta();
}

/// Questions about the values of a tensor.
bool asks_values(const std::string& name) {
  static const char* const kNames[] = {"aten::Bool",           "aten::Int",
                                       "aten::Float",          "aten::item",
                                       "aten::IntImplicit",    "aten::FloatImplicit",
                                       "aten::ScalarImplicit", "aten::is_nonzero",
                                       "aten::tolist",         "aten::_local_scalar_dense",
                                       "aten::equal",          "aten::allclose"};
  return std::any_of(std::begin(kNames), std::end(kNames), [&](const char* known) { return name == known; });
}

class Execution {
 public:
  Execution(at::Device device, const Substitute& substitute) : device_(device), substitute_(substitute) {}

  void set(const Value* value, IValue result) { values_[value] = std::move(result); }
  const IValue& get(const Value* value) const {
    const auto found = values_.find(value);
    if (found == values_.end()) throw InternalError("a value of the program is read before it is made");
    return found->second;
  }
  void run(const Block& block);
  /// As it is after all that was written to it.
  IValue current(const Value* value) { return calls_.current(get(value)); }

 private:
  using Handler = void (Execution::*)(const Node& node);

  static const std::map<std::string, Handler>& handlers();
  void call(const Node& node);
  void call_operator(const Node& node);
  IValue own(const IValue& value) const;
  std::vector<IValue> inputs(const Node& node) const;
  void finish(const Node& node, std::vector<IValue> results);
  void bring_together(std::vector<IValue>& arguments) const;

  void constant(const Node& node);
  void get_attribute(const Node& node);
  void choose(const Node& node);
  void repeat(const Node& node);
  void make_list(const Node& node);
  void make_tuple(const Node& node);
  void make_dict(const Node& node);
  void unpack(const Node& node);
  void pass_on(const Node& node);
  void nothing(const Node& node);
  void is_instance(const Node& node);
  void raise(const Node& node);

  at::Device device_;
  const Substitute& substitute_;
  std::unordered_map<const Value*, IValue> values_;
  FunctionalCalls calls_;
  int depth_ = 0;
};

/// The module's own tensors are those of this run.
IValue Execution::own(const IValue& value) const {
  if (value.isTensor() && value.toTensor().defined()) return substitute_(value.toTensor());
  if (value.isTensorList()) {
    c10::List<at::Tensor> tensors;
    for (const at::Tensor& tensor : value.toTensorVector()) tensors.push_back(substitute_(tensor));
    return tensors;
  }
  if (value.isDevice()) return device_;
  return value;
}

std::vector<IValue> Execution::inputs(const Node& node) const {
  std::vector<IValue> result;
  for (const Value* value : node.inputs()) result.push_back(get(value));
  return result;
}

void Execution::finish(const Node& node, std::vector<IValue> results) {
  if (results.size() != node.outputs().size())
    fail("it gave {} results instead of {}", results.size(), node.outputs().size());
  for (size_t i = 0; i < results.size(); ++i) set(node.outputs()[i], std::move(results[i]));
}

void Execution::constant(const Node& node) {
  const auto value = torch::jit::toIValue(node.output());
  set(node.output(), value ? own(*value) : IValue());
}

void Execution::get_attribute(const Node& node) {
  set(node.output(), own(get(node.input()).toObject()->getAttr(node.s(torch::jit::attr::name))));
}

void Execution::choose(const Node& node) {
  const Block* block = node.blocks().at(get(node.input()).toBool() ? 0 : 1);
  run(*block);
  for (size_t i = 0; i < node.outputs().size(); ++i) set(node.outputs()[i], get(block->outputs()[i]));
}

void Execution::repeat(const Node& node) {
  const Block* body = node.blocks().at(0);
  const int64_t most = get(node.inputs()[0]).toInt();
  bool goes_on = get(node.inputs()[1]).toBool();
  std::vector<IValue> carried;
  for (size_t i = 2; i < node.inputs().size(); ++i) carried.push_back(get(node.inputs()[i]));
  for (int64_t round = 0; goes_on && round < most; ++round) {
    if (round >= kMostRounds) fail("a loop has more than {} rounds", kMostRounds);
    set(body->inputs()[0], round);
    for (size_t i = 0; i < carried.size(); ++i) set(body->inputs()[i + 1], carried[i]);
    run(*body);
    goes_on = get(body->outputs()[0]).toBool();
    for (size_t i = 0; i < carried.size(); ++i) carried[i] = get(body->outputs()[i + 1]);
  }
  for (size_t i = 0; i < carried.size(); ++i) set(node.outputs()[i], carried[i]);
}

void Execution::make_list(const Node& node) {
  c10::impl::GenericList list(node.output()->type()->expect<c10::ListType>()->getElementType());
  for (const IValue& value : inputs(node)) list.push_back(value);
  set(node.output(), list);
}

void Execution::make_tuple(const Node& node) { set(node.output(), c10::ivalue::Tuple::create(inputs(node))); }

void Execution::make_dict(const Node& node) {
  const auto type = node.output()->type()->expect<c10::DictType>();
  c10::impl::GenericDict dict(type->getKeyType(), type->getValueType());
  const std::vector<IValue> entries = inputs(node);
  for (size_t i = 0; i + 1 < entries.size(); i += 2) dict.insert_or_assign(entries[i], entries[i + 1]);
  set(node.output(), dict);
}

void Execution::unpack(const Node& node) {
  const IValue& value = get(node.input());
  if (value.isTuple()) return finish(node, value.toTupleRef().elements().vec());
  finish(node, value.toList().vec());
}

void Execution::pass_on(const Node& node) { set(node.output(), get(node.input())); }

void Execution::nothing(const Node& node) {
  for (const Value* output : node.outputs()) set(output, IValue());
}

void Execution::is_instance(const Node& node) {
  const IValue& value = get(node.input());
  const auto& types = node.tys(torch::jit::attr::types);
  set(node.output(), std::any_of(types.begin(), types.end(),
                                 [&](const c10::TypePtr& type) { return value.type()->isSubtypeOf(*type); }));
}

void Execution::raise(const Node& node) {
  const IValue& message = get(node.inputs().at(0));
  fail("the program raises an exception: {}", message.isString() ? message.toStringRef() : "without a message");
}

const std::map<std::string, Execution::Handler>& Execution::handlers() {
  static const std::map<std::string, Handler> kHandlers{
      {"prim::Constant", &Execution::constant},
      {"prim::GetAttr", &Execution::get_attribute},
      {"prim::If", &Execution::choose},
      {"prim::Loop", &Execution::repeat},
      {"prim::ListConstruct", &Execution::make_list},
      {"prim::TupleConstruct", &Execution::make_tuple},
      {"prim::DictConstruct", &Execution::make_dict},
      {"prim::TupleUnpack", &Execution::unpack},
      {"prim::ListUnpack", &Execution::unpack},
      {"prim::unchecked_cast", &Execution::pass_on},
      {"prim::Uninitialized", &Execution::nothing},
      {"prim::Print", &Execution::nothing},
      {"aten::warn", &Execution::nothing},
      {"prim::isinstance", &Execution::is_instance},
      {"prim::RaiseException", &Execution::raise},
  };
  return kHandlers;
}

/// Constants that the program made of Python's numbers lie on the CPU; where they meet others, they follow.
void Execution::bring_together(std::vector<IValue>& arguments) const {
  if (device_.is_cpu()) return;
  const auto is_constant = [](const IValue& value) {
    return value.isTensor() && value.toTensor().defined() && value.toTensor().is_cpu() && value.toTensor().dim() > 0;
  };
  const bool any_meta = std::any_of(arguments.begin(), arguments.end(), [](const IValue& value) {
    if (value.isTensorList()) {
      const auto tensors = value.toTensorVector();
      return std::any_of(tensors.begin(), tensors.end(), [](const at::Tensor& tensor) { return tensor.is_meta(); });
    }
    return is_meta(value);
  });
  if (!any_meta) return;
  for (IValue& argument : arguments) {
    if (is_constant(argument)) argument = argument.toTensor().to(device_);
    if (!argument.isTensorList()) continue;
    c10::List<at::Tensor> tensors;
    for (const at::Tensor& tensor : argument.toTensorVector())
      tensors.push_back(tensor.is_cpu() ? tensor.to(device_) : tensor);
    argument = tensors;
  }
}

void Execution::call_operator(const Node& node) {
  const c10::FunctionSchema* schema = node.maybeSchema();
  if (schema == nullptr)
    fail("'{}' is not supported in a program; write the forward without it", node.kind().toQualString());
  std::vector<IValue> arguments = inputs(node);
  if (asks_values(schema->name()) && std::any_of(arguments.begin(), arguments.end(), is_meta))
    fail(
        "the program decides something (a size, a branch, a number) by the values of a tensor, which a model file "
        "cannot; decide it by sizes, or export the part without the decision");
  // Tensors that the program makes of nothing but sizes belong where its inputs are.
  const bool has_tensor =
      std::any_of(arguments.begin(), arguments.end(), [](const IValue& value) { return value.isTensor(); });
  const bool makes_of_numbers = schema->name() == "aten::tensor" || schema->name() == "aten::as_tensor";
  for (size_t i = 0; i < arguments.size() && i < schema->arguments().size(); ++i)
    if (schema->arguments()[i].name() == "device" && !makes_of_numbers && (!has_tensor || !arguments[i].isNone()))
      arguments[i] = device_;
  const std::string full_name =
      schema->overload_name().empty() ? schema->name() : schema->name() + "." + schema->overload_name();
  if (find_composed(full_name) == nullptr && schema->arguments().size() == arguments.size() &&
      trains(*schema, arguments))
    fail(
        "the program was exported for training (it drops values or normalises by the batch); call model.eval() before");
  if (const Operator* op = find_operator(full_name)) {
    bring_together(arguments);
    return finish(node, calls_.call(full_name, *op, std::move(arguments)));
  }
  // What TorchScript alone has works on sizes and lists; lists stay themselves, since it appends to them.
  for (IValue& argument : arguments)
    if (argument.isTensor()) argument = calls_.current(argument);
  // Those that take any number of arguments (str.format) are told how many.
  if (schema->is_vararg()) arguments.emplace_back(static_cast<int64_t>(arguments.size()));
  node.getOperation()(arguments);
  finish(node, std::move(arguments));
}

void Execution::call(const Node& node) {
  const auto handler = handlers().find(node.kind().toQualString());
  if (handler != handlers().end()) return (this->*handler->second)(node);
  call_operator(node);
}

void Execution::run(const Block& block) {
  if (++depth_ > kMostBlocks) fail("blocks of the program are more than {} deep", kMostBlocks);
  for (const Node* node : block.nodes()) {
    const bool has_blocks = !node->blocks().empty();
    std::optional<capture::Scope> scope;
    if (!has_blocks)
      if (const std::string name = module_path(*node); !name.empty()) scope.emplace(name);
    try {
      call(*node);
    } catch (Error& e) {
      // The innermost call says where it is.
      const std::string line = source_line(*node);
      if (!line.empty() && e.contexts().empty()) e.in(line);
      throw;
    } catch (const InternalError&) {
      throw;
    } catch (const std::exception& e) {
      const std::string line = source_line(*node);
      fail("{}{}: {}", line.empty() ? "" : line + ": ", node->kind().toQualString(), capture::first_line(e));
    }
  }
  --depth_;
}

}  // namespace

std::vector<IValue> execute(const torch::jit::Graph& graph, std::vector<IValue> arguments, at::Device device,
                            const Substitute& substitute) {
  Execution execution(device, substitute);
  for (size_t i = 0; i < graph.inputs().size(); ++i) execution.set(graph.inputs()[i], arguments.at(i));
  execution.run(*graph.block());
  std::vector<IValue> results;
  for (const Value* output : graph.outputs()) results.push_back(execution.current(output));
  return results;
}

}  // namespace slipway::program::torchscript
