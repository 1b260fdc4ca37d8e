// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "program/pt2/schema.h"

#include <functional>

#include "base/error.h"
#include "base/strings.h"
#include "program/pt2/json.h"

namespace slipway::program::pt2 {
namespace {

using nlohmann::json;

constexpr int64_t kLowestMajor = 7, kHighestMajor = 8;
constexpr int kMostNestedGraphs = 32;  // graphs inside arguments of graphs

std::string tensor_name(const json& value) { return text(member(value, "name"), "the name of a tensor"); }

/// SymIntArgument and the like: {"as_name": ...} or {"as_int": ...}.
IntOrName int_or_name(const json& value) {
  if (value.is_number_integer()) return integer(value, "an integer");
  const auto [kind, entry] = the_one(value, "a symbolic integer");
  if (kind == "as_name") return text(*entry, "the name of an integer");
  if (kind == "as_int") return integer(*entry, "an integer");
  fail("a symbolic integer is of the unknown kind '{}'", kind);
}

GraphText read_graph(const json& value, int depth);

using Reader = std::function<Argument(const json& value, int depth)>;

Argument read_symbol(const json& value, int) {
  const auto [kind, entry] = the_one(value, "a symbolic number");
  if (kind == "as_name") return SymbolName{text(*entry, "the name of a number")};
  if (kind == "as_int") return integer(*entry, "an integer");
  if (kind == "as_float") return number(*entry, "a number");
  if (kind == "as_bool") return boolean(*entry, "a truth value");
  fail("a symbolic number is of the unknown kind '{}'", kind);
}

Argument read_ints(const json& value, int) {
  IntList list;
  for (const json& item : array(value, "a list of integers")) list.values.push_back(int_or_name(item));
  return list;
}

Argument read_tensors(const json& value, int) {
  TensorNames list;
  for (const json& item : array(value, "a list of tensors")) list.names.emplace_back(tensor_name(item));
  return list;
}

std::optional<std::string> optional_tensor(const json& value) {
  if (value.contains("name")) return tensor_name(value);
  const auto [kind, entry] = the_one(value, "an optional tensor");
  if (kind == "as_none") return std::nullopt;
  if (kind != "as_tensor") fail("an optional tensor is of the unknown kind '{}'", kind);
  return tensor_name(*entry);
}

Argument read_optional_tensors(const json& value, int) {
  TensorNames list;
  for (const json& item : array(value, "a list of tensors")) list.names.push_back(optional_tensor(item));
  return list;
}

Argument read_optional_tensor(const json& value, int) {
  if (auto name = optional_tensor(value)) return TensorName{*name};
  return NoArgument{};
}

Argument read_floats(const json& value, int) {
  FloatList list;
  for (const json& item : array(value, "a list of numbers")) list.values.push_back(number(item, "a number"));
  return list;
}

Argument read_bools(const json& value, int) {
  BoolList list;
  for (const json& item : array(value, "a list of truth values")) list.values.push_back(boolean(item, "a truth value"));
  return list;
}

Argument read_subgraph(const json& value, int depth) {
  if (depth >= kMostNestedGraphs) fail("more than {} graphs are nested", kMostNestedGraphs);
  return Subgraph{std::make_shared<GraphText>(read_graph(member(value, "graph"), depth + 1))};
}

const std::map<std::string, Reader, std::less<>>& readers() {
  static const std::map<std::string, Reader, std::less<>> kReaders{
      {"as_none", [](const json&, int) -> Argument { return NoArgument{}; }},
      {"as_tensor", [](const json& v, int) -> Argument { return TensorName{tensor_name(v)}; }},
      {"as_tensors", read_tensors},
      {"as_optional_tensor", read_optional_tensor},
      {"as_optional_tensors", read_optional_tensors},
      {"as_int", [](const json& v, int) -> Argument { return integer(v, "an integer"); }},
      {"as_ints", read_ints},
      {"as_sym_ints", read_ints},
      {"as_float", [](const json& v, int) -> Argument { return number(v, "a number"); }},
      {"as_floats", read_floats},
      {"as_bool", [](const json& v, int) -> Argument { return boolean(v, "a truth value"); }},
      {"as_bools", read_bools},
      {"as_string", [](const json& v, int) -> Argument { return text(v, "a string"); }},
      {"as_sym_int", read_symbol},
      {"as_sym_float", read_symbol},
      {"as_sym_bool", read_symbol},
      {"as_scalar_type", [](const json& v, int) -> Argument { return ElementType{integer(v, "an element type")}; }},
      {"as_memory_format", [](const json& v, int) -> Argument { return MemoryFormat{integer(v, "a memory format")}; }},
      {"as_layout", [](const json&, int) -> Argument { return MemoryLayout{}; }},
      {"as_device", [](const json&, int) -> Argument { return Device{}; }},
      {"as_graph", read_subgraph},
  };
  return kReaders;
}

Argument read_argument(const json& value, int depth) {
  const auto [kind, entry] = the_one(value, "an argument");
  const auto found = readers().find(kind);
  if (found == readers().end()) return OtherArgument{kind};
  return found->second(*entry, depth);
}

/// The path of the module that a call belongs to: the second part of the last entry, "key,path,type;key,path,type".
std::string scope_of(const std::string& stack) {
  const std::string last = stack.substr(stack.rfind(';') == std::string::npos ? 0 : stack.rfind(';') + 1);
  const size_t first = last.find(',');
  if (first == std::string::npos) return "";
  std::string path = last.substr(first + 1, last.find(',', first + 1) - first - 1);
  constexpr std::string_view kSelf = "L['self']";
  if (starts_with(path, kSelf)) path.erase(0, kSelf.size());
  if (starts_with(path, ".")) path.erase(0, 1);
  return path;
}

/// "model.py:27: a = s.a(x)", from the first place of a Python traceback (the outermost, in the user's own code).
std::string line_of(const std::string& trace) {
  const size_t file = trace.find("File \"");
  const size_t quote = trace.find('"', file + 6);
  const size_t line = trace.find("line ", quote);
  if (file == std::string::npos || quote == std::string::npos || line == std::string::npos) return "";
  std::string result = trace.substr(file + 6, quote - file - 6);
  result.erase(result.find_last_not_of(' ') + 1);
  result += ":" + trace.substr(line + 5, trace.find_first_not_of("0123456789", line + 5) - line - 5);
  const size_t code = trace.find('\n', line);
  if (code == std::string::npos) return result;
  std::string source = trace.substr(code + 1, trace.find('\n', code + 1) - code - 1);
  source.erase(0, source.find_first_not_of(' '));
  constexpr size_t kMostShown = 120;
  if (source.size() > kMostShown) source = source.substr(0, kMostShown) + "...";
  return result + ": " + source;
}

CallText read_call(const json& value, int depth) {
  CallText call;
  call.target = text(member(value, "target"), "the target of a node");
  if (const json* name = optional_member(value, "name")) call.name = text(*name, "the name of a node");
  return with_context(fmt::format("node {}{}{}", call.name, call.name.empty() ? "" : ": ", call.target), [&] {
    for (const json& input : array(member(value, "inputs"), "inputs")) {
      const std::string name = text(member(input, "name"), "the name of an argument");
      call.inputs.emplace_back(
          name, with_context("argument '" + name + "'", [&] { return read_argument(member(input, "arg"), depth); }));
    }
    for (const json& output : array(member(value, "outputs"), "outputs"))
      call.outputs.push_back(read_argument(output, depth));
    if (const json* metadata = optional_member(value, "metadata"); metadata != nullptr && metadata->is_object()) {
      if (const json* stack = optional_member(*metadata, "nn_module_stack"); stack != nullptr && stack->is_string())
        call.scope = scope_of(stack->get<std::string>());
      if (const json* trace = optional_member(*metadata, "stack_trace"); trace != nullptr && trace->is_string())
        call.line = line_of(trace->get<std::string>());
    }
    if (call.name.empty() && !call.outputs.empty())
      if (const auto* tensor = std::get_if<TensorName>(&call.outputs[0])) call.name = tensor->name;
    return call;
  });
}

TensorText read_tensor(const json& value) {
  TensorText tensor;
  tensor.dtype = integer(member(value, "dtype"), "dtype");
  for (const json& size : array(member(value, "sizes"), "sizes")) {
    const auto [kind, entry] = the_one(size, "a size");
    if (kind == "as_int") {
      tensor.sizes.push_back({"", integer(*entry, "a size")});
    } else if (kind == "as_expr") {
      SizeText expression{text(member(*entry, "expr_str"), "expr_str"), {}};
      if (const json* hint = optional_member(*entry, "hint"); hint != nullptr && hint->is_object())
        if (const json* number = optional_member(*hint, "as_int")) expression.value = integer(*number, "a hint");
      tensor.sizes.push_back(std::move(expression));
    } else {
      fail("a size is of the unknown kind '{}'", kind);
    }
  }
  return tensor;
}

GraphText read_graph(const json& value, int depth) {
  GraphText graph;
  for (const json& input : array(member(value, "inputs"), "inputs"))
    graph.inputs.push_back(read_argument(input, depth));
  for (const json& output : array(member(value, "outputs"), "outputs"))
    graph.outputs.push_back(read_argument(output, depth));
  for (const json& node : array(member(value, "nodes"), "nodes")) graph.calls.push_back(read_call(node, depth));
  for (const auto& [name, tensor] : object(member(value, "tensor_values"), "tensor_values").items()) {
    const json& description = tensor;
    graph.tensors[name] = with_context("tensor '" + name + "'", [&] { return read_tensor(description); });
  }
  return graph;
}

InputSpec read_input(const json& value) {
  const auto [kind, entry] = the_one(value, "an input");
  InputSpec spec;
  if (kind == "user_input") {
    spec.argument = read_argument(member(*entry, "arg"), 0);
    spec.kind =
        std::holds_alternative<TensorName>(spec.argument) ? InputSpec::Kind::kUser : InputSpec::Kind::kUserConstant;
    return spec;
  }
  if (kind == "constant_input") {
    spec.kind = InputSpec::Kind::kUserConstant;
    return spec;
  }
  struct Named {
    const char* kind;
    const char* key;
    InputSpec::Kind is;
  };
  constexpr Named kNamed[] = {{"parameter", "parameter_name", InputSpec::Kind::kParameter},
                              {"buffer", "buffer_name", InputSpec::Kind::kBuffer},
                              {"tensor_constant", "tensor_constant_name", InputSpec::Kind::kConstant}};
  for (const Named& named : kNamed) {
    if (kind != named.kind) continue;
    spec.kind = named.is;
    spec.argument = TensorName{tensor_name(member(*entry, "arg"))};
    spec.name = text(member(*entry, named.key), named.key);
    if (const json* persistent = optional_member(*entry, "persistent"))
      spec.persistent = boolean(*persistent, "persistent");
    return spec;
  }
  fail("the program has an input of the kind '{}', which is not supported", kind);
}

/// Nothing for outputs that are no tensor by construction.
void read_output(const json& value, std::vector<OutputSpec>& outputs) {
  const auto [kind, entry] = the_one(value, "an output");
  if (kind == "user_output") {
    outputs.push_back({read_argument(member(*entry, "arg"), 0)});
    return;
  }
  if (kind == "buffer_mutation")
    fail(
        "the program changes its buffer '{}' each time it runs, so it has a state of its own, which models here do "
        "not; "
        "export it after model.eval(), or return the new value as an output",
        text(member(*entry, "buffer_name"), "buffer_name"));
  if (kind == "user_input_mutation" || kind == "parameter_mutation")
    fail("the program changes one of its inputs or parameters in place ({}); write the forward without that", kind);
  fail("the program has an output of the kind '{}', which is for training; export the model after model.eval()", kind);
}

void read_ranges(const json& value, ProgramText& program) {
  for (const auto& [expression, range] : object(value, "range_constraints").items()) {
    Range& read = program.ranges[expression];
    for (const auto& [key, bound] : {std::pair{"min_val", &read.minimum}, std::pair{"max_val", &read.maximum}})
      if (const json* number = optional_member(range, key); number != nullptr && number->is_number_integer())
        *bound = integer(*number, key);
  }
}

}  // namespace

ProgramText read_program(std::string_view bytes) {
  const json root = parse_json(bytes);
  ProgramText program;
  const json& version = member(root, "schema_version");
  program.schema_major = integer(member(version, "major"), "schema_version.major");
  program.schema_minor = integer(member(version, "minor"), "schema_version.minor");
  if (const json* torch = optional_member(root, "torch_version")) program.torch_version = text(*torch, "torch_version");
  if (program.schema_major < kLowestMajor || program.schema_major > kHighestMajor)
    fail("its schema is version {}.{}{}; known are {} and {}: export it with PyTorch 2.5 to 2.15", program.schema_major,
         program.schema_minor, program.torch_version.empty() ? "" : ", of PyTorch " + program.torch_version,
         kLowestMajor, kHighestMajor);
  const json& module = member(root, "graph_module");
  program.graph = read_graph(member(module, "graph"), 0);
  const json& signature = member(module, "signature");
  for (const json& input : array(member(signature, "input_specs"), "input_specs"))
    program.inputs.push_back(read_input(input));
  for (const json& output : array(member(signature, "output_specs"), "output_specs"))
    read_output(output, program.outputs);
  if (const json* ranges = optional_member(root, "range_constraints")) read_ranges(*ranges, program);
  if (const json* calls = optional_member(module, "module_call_graph"); calls != nullptr && calls->is_array())
    for (const json& call : *calls) {
      const json* fqn = optional_member(call, "fqn");
      const json* call_signature = optional_member(call, "signature");
      if (fqn == nullptr || *fqn != "" || call_signature == nullptr) continue;
      if (const json* spec = optional_member(*call_signature, "out_spec"); spec != nullptr && spec->is_string())
        program.output_names = leaf_names(spec->get<std::string>());
    }
  return program;
}

}  // namespace slipway::program::pt2
