// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/torchscript/source.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/jit_type.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>

#include "base/strings.h"
#include "capture/interpreter.h"
#include "lower/torchscript/lower.h"
#include "lower/torchscript/operator.h"

namespace slipway::lower::torchscript {

Registry<std::string>& operators() {
  static Registry<std::string> registry("operator of TorchScript");
  return registry;
}

namespace {

using c10::TypeKind;
using graph::Graph;
using graph::Node;
using graph::SymInt;
using graph::ValueId;

const int kBoolType = static_cast<int>(c10::ScalarType::Bool);

/// Makes identifiers of names; each is given once.
class Names {
 public:
  std::string make(const std::string& name) {
    std::string text;
    for (const char c : name) text += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
    if (text.empty() || std::isdigit(static_cast<unsigned char>(text.front())) != 0) text = '_' + text;
    std::string unique = text;
    for (int i = 1; !taken_.insert(unique).second; ++i) unique = fmt::format("{}_{}", text, i);
    return unique;
  }

 private:
  // What means something else in TorchScript, and the attributes that every module has.
  std::set<std::string> taken_{
      "self",   "torch",    "None",     "True",     "False",  "and",      "or",      "not",      "is",
      "in",     "if",       "else",     "elif",     "while",  "for",      "return",  "def",      "class",
      "import", "from",     "as",       "with",     "assert", "raise",    "del",     "global",   "lambda",
      "pass",   "break",    "continue", "nonlocal", "try",    "except",   "finally", "yield",    "async",
      "await",  "float",    "int",      "bool",     "str",    "annotate", "List",    "Optional", "Tensor",
      "Tuple",  "training", "forward",  "nms_mask", "ops",    "getattr",  "print",   "device",   "dtype"};
};

std::string float_text(double value) {
  if (std::isnan(value)) return "float(\"nan\")";
  if (std::isinf(value)) return value > 0 ? "float(\"inf\")" : "float(\"-inf\")";
  std::string text = fmt::format("{}", value);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

std::string in_quotes(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

/// The type as the operator's author wrote it, without `?`.
c10::TypePtr written_type(const c10::Argument& schema) {
  c10::TypePtr type = schema.real_type();
  if (type->kind() == TypeKind::OptionalType) type = type->expect<c10::OptionalType>()->getElementType();
  return type;
}

std::string element_type(const c10::Argument& schema) {
  const c10::TypePtr type = written_type(schema);
  if (type->kind() != TypeKind::ListType) fail("its argument '{}' is no list", schema.name());
  const c10::TypePtr element = type->expect<c10::ListType>()->getElementType();
  switch (element->kind()) {
    case TypeKind::TensorType:
      return "Tensor";
    case TypeKind::OptionalType:
      return "Optional[Tensor]";
    case TypeKind::FloatType:
      return "float";
    case TypeKind::BoolType:
      return "bool";
    default:
      return "int";  // sizes too
  }
}

class Writer {
 public:
  Writer(const Graph& graph, const std::vector<ValueId>& outputs) : graph_(graph), outputs_(outputs) {}

  Source write() {
    std::vector<std::string> parameters{"self"};
    for (ValueId id : graph_.inputs) {
      variables_[id] = names_.make(graph_.value(id).name);
      source_.input_names.push_back(variables_[id]);
      parameters.push_back(variables_[id] + ": Tensor");
    }
    for (size_t axis = 0; axis < graph_.axes.size(); ++axis) write_axis(static_cast<int>(axis));
    std::vector<std::string> problems;
    for (const Node& node : graph_.nodes) {
      try {
        write_node(node);
      } catch (const Error& e) {
        std::string problem = node.full_name();
        if (!node.scope.empty()) problem += " in " + node.scope;
        problems.push_back(problem + ": " + e.what());
        for (ValueId id : node.outputs) variables_.emplace(id, "None");
      }
    }
    if (!problems.empty()) fail("these calls cannot be written as TorchScript:\n  {}", join(problems, "\n  "));
    std::vector<std::string> results;
    for (ValueId id : outputs_) results.push_back(tensor(id));
    const std::vector<std::string> types(results.size(), "Tensor");
    const bool one = results.size() == 1;
    const std::string head = fmt::format("def forward({}) -> {}:\n", join(parameters, ", "),
                                         one ? "Tensor" : "Tuple[" + join(types, ", ") + "]");
    body_ += one ? "    return " + results.front() + "\n" : "    return (" + join(results, ", ") + ")\n";
    for (const std::string& name : methods_) source_.text += operators().at(name);
    source_.text += "\n" + head + body_;
    return std::move(source_);
  }

 private:
  /// The size that a dynamic axis has, read off the first input that has it.
  void write_axis(int axis) {
    const graph::Axis& described = graph_.axes.at(static_cast<size_t>(axis));
    axes_.push_back(names_.make(described.name));
    for (ValueId id : graph_.inputs) {
      const std::vector<SymInt>& shape = graph_.value(id).shape;
      for (size_t dim = 0; dim < shape.size(); ++dim) {
        if (shape[dim] != SymInt::axis(axis)) continue;
        body_ += fmt::format("    {} = torch.size({}, {})\n", axes_.back(), variables_.at(id), dim);
        return;
      }
    }
    body_ += fmt::format("    {} = {}\n", axes_.back(), described.example);
  }

  std::string tensor(ValueId id) {
    if (graph_.value(id).is_constant) {
      std::string& name = source_.constants[id];
      if (name.empty()) name = names_.make(graph_.value(id).name);
      return "self." + name;
    }
    return variables_.at(id);
  }

  /// A polynomial over one common denominator, which divides it exactly.
  std::string size_text(const SymInt& size) const {
    if (size.is_constant()) {
      const int64_t number = size.constant();
      // A sign and a number that is too large by one.
      if (number == std::numeric_limits<int64_t>::min()) return fmt::format("({} - 1)", number + 1);
      return std::to_string(number);
    }
    int64_t denominator = 1;
    for (const auto& [axes, coefficient] : size.terms()) denominator = std::lcm(denominator, coefficient.denominator);
    std::vector<std::string> terms;
    for (const auto& [axes, coefficient] : size.terms()) {
      std::vector<std::string> factors;
      const int64_t factor = coefficient.numerator * (denominator / coefficient.denominator);
      if (factor != 1 || axes.empty()) factors.push_back(std::to_string(factor));
      for (int axis : axes) factors.push_back(axes_.at(static_cast<size_t>(axis)));
      terms.push_back(join(factors, " * "));
    }
    const std::string sum = join(terms, " + ");
    if (denominator != 1) return fmt::format("({}) // {}", sum, denominator);
    return sum;
  }

  std::string list_text(const std::vector<std::string>& items, const c10::Argument& schema) {
    const std::string type = element_type(schema);
    const std::string list = fmt::format("[{}]", join(items, ", "));
    if (!items.empty() && type != "Optional[Tensor]") return list;
    // An empty list would be one of tensors, and None has no type of its own.
    const std::string name = names_.make(schema.name());
    body_ += fmt::format("    {}: List[{}] = {}\n", name, type, list);
    return name;
  }

  std::string value_text(const graph::Argument& argument, const c10::Argument& schema) {
    if (const auto* reference = std::get_if<graph::TensorRef>(&argument)) return tensor(reference->id);
    if (const auto* list = std::get_if<graph::TensorList>(&argument)) {
      std::vector<std::string> items;
      for (ValueId id : list->ids) items.push_back(id < 0 ? "None" : tensor(id));
      return list_text(items, schema);
    }
    if (const auto* sizes = std::get_if<graph::Ints>(&argument)) {
      std::vector<std::string> items;
      const bool floats = element_type(schema) == "float";
      for (const SymInt& size : *sizes) items.push_back(floats ? "float(" + size_text(size) + ")" : size_text(size));
      return list_text(items, schema);
    }
    if (const auto* size = std::get_if<SymInt>(&argument)) {
      if (written_type(schema)->kind() != TypeKind::FloatType) return size_text(*size);
      return size->is_constant() ? float_text(static_cast<double>(size->constant()))
                                 : "float(" + size_text(*size) + ")";
    }
    if (const auto* number = std::get_if<double>(&argument)) return float_text(*number);
    if (const auto* flag = std::get_if<bool>(&argument)) {
      if (written_type(schema)->kind() != TypeKind::NumberType) return *flag ? "True" : "False";
      // TorchScript takes no bool for a number. An int is the same where a tensor is filled; elsewhere it would make
      // another element type of the result, which a tensor without dimensions does not.
      const std::string number = *flag ? "1" : "0";
      return schema.name() == "fill_value" ? number : fmt::format("torch.full([], {}, dtype={})", number, kBoolType);
    }
    if (const auto* text = std::get_if<std::string>(&argument)) return in_quotes(*text);
    if (const auto* dtype = std::get_if<DType>(&argument))
      return std::to_string(static_cast<int>(capture::scalar_type_of(*dtype)));
    std::vector<std::string> items;
    if (const auto* numbers = std::get_if<graph::Floats>(&argument))
      for (const double number : *numbers) items.push_back(float_text(number));
    if (const auto* flags = std::get_if<graph::Bools>(&argument))
      for (const bool flag : *flags) items.emplace_back(flag ? "True" : "False");
    return list_text(items, schema);
  }

  /// What is written for an argument that the graph leaves open; "" where the operator's default does.
  std::string none_text(const Node& node, const c10::Argument& schema) {
    const c10::TypePtr type = schema.real_type();
    if (written_type(schema)->kind() == TypeKind::DeviceObjType) {
      const std::vector<ValueId> inputs = node.inputs();
      if (!inputs.empty() && !schema.default_value()) return tensor(inputs.front()) + ".device";
      // Tensors made of nothing belong where the inputs are.
      if (inputs.empty() && !graph_.inputs.empty()) return tensor(graph_.inputs.front()) + ".device";
    }
    const bool fills_bool = node.has("fill_value") && std::holds_alternative<bool>(node.arg("fill_value"));
    if (schema.name() == "dtype" && fills_bool) return std::to_string(kBoolType);
    if (schema.default_value()) return "";
    if (type->kind() == TypeKind::OptionalType) return "None";
    fail("its argument '{}' has no value", schema.name());
  }

  void write_node(const Node& node) {
    ++source_.operators[node.full_name()];
    const auto op = c10::Dispatcher::singleton().findSchema(c10::OperatorName(node.op, node.overload));
    const std::string* own = operators().find(node.op);
    if (!op || (!starts_with(node.op, "aten::") && own == nullptr)) fail("it is no operator of PyTorch");
    const std::vector<c10::Argument>& schemas = op->schema().arguments();
    if (own != nullptr) return write_own(node, schemas);
    std::vector<std::string> texts;
    bool positional = true;
    for (const c10::Argument& schema : schemas) {
      const graph::Argument* argument = nullptr;
      for (const auto& [name, value] : node.args)
        if (name == schema.name()) argument = &value;
      const bool none = argument == nullptr || std::holds_alternative<graph::None>(*argument);
      const std::string text = none ? none_text(node, schema) : value_text(*argument, schema);
      positional = positional && !text.empty() && !schema.kwarg_only();
      if (text.empty()) continue;
      texts.push_back(positional ? text : schema.name() + "=" + text);
    }
    const std::vector<c10::Argument>& returns = op->schema().returns();
    const std::string call = fmt::format("torch.{}({})", node.op.substr(6), join(texts, ", "));
    write_call(node, call, returns.size() == 1 && returns[0].type()->kind() == TypeKind::ListType);
  }

  /// An operator of ours: a method of the module.
  void write_own(const Node& node, const std::vector<c10::Argument>& schemas) {
    std::vector<std::string> texts;
    for (const c10::Argument& schema : schemas) {
      const bool given = node.has(schema.name());
      texts.push_back(given ? value_text(node.arg(schema.name()), schema) : "None");
    }
    methods_.insert(node.op);
    write_call(node, fmt::format("self.{}({})", node.op.substr(node.op.find("::") + 2), join(texts, ", ")));
  }

  void write_call(const Node& node, const std::string& call, bool gives_list = false) {
    std::string comment = node.scope.empty() ? "" : "  # " + node.scope;
    std::replace_if(
        comment.begin(), comment.end(), [](unsigned char c) { return c < ' '; }, ' ');
    std::vector<std::string> results;
    for (ValueId id : node.outputs) {
      variables_[id] = names_.make(graph_.value(id).name);
      results.push_back(variables_[id]);
    }
    if (!gives_list) {
      body_ += fmt::format("    {} = {}{}\n", join(results, ", "), call, comment);
      return;
    }
    const std::string list = names_.make("parts");
    body_ += fmt::format("    {} = {}{}\n", list, call, comment);
    for (size_t i = 0; i < results.size(); ++i) body_ += fmt::format("    {} = {}[{}]\n", results[i], list, i);
  }

  const Graph& graph_;
  const std::vector<ValueId>& outputs_;
  Names names_;
  std::map<ValueId, std::string> variables_;
  std::vector<std::string> axes_;
  std::string body_;
  std::set<std::string> methods_;  // operators of our own that are called
  Source source_;
};

}  // namespace

Source write_source(const Graph& graph, const std::vector<ValueId>& outputs) { return Writer(graph, outputs).write(); }

}  // namespace slipway::lower::torchscript
