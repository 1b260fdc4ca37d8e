// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "program/torchscript/script_program.h"

#include <ATen/ATen.h>
#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/passes/inliner.h>
#include <torch/csrc/jit/serialization/import.h>

#include <unordered_map>

#include "base/error.h"
#include "base/strings.h"
#include "capture/describe.h"
#include "capture/interpreter.h"
#include "program/foreign_operator.h"
#include "program/torchscript/execution.h"

namespace slipway::program::torchscript {
namespace {

using c10::IValue;

constexpr const char* kMetadataFile = "slipway.json";
constexpr int kMostNestedOutputs = 32;

class ScriptProgram : public Program {
 public:
  ScriptProgram(torch::jit::Module module, std::shared_ptr<torch::jit::Graph> graph)
      : module_(std::move(module)), graph_(std::move(graph)) {}

  NamedOutputs run(const std::vector<at::Tensor>& inputs, const std::vector<at::Tensor>& parameters) const override {
    std::vector<IValue> arguments{module_._ivalue()};
    size_t next = 0;
    for (size_t i = 1; i < graph_->inputs().size(); ++i)
      arguments.push_back(is_optional(i) ? IValue() : IValue(inputs.at(next++)));
    const at::Device device = inputs.empty() ? at::Device(at::kCPU) : inputs[0].device();
    const Substitute substitute = [&](const at::Tensor& original) {
      const auto found = index_.find(original.unsafeGetTensorImpl());
      return found == index_.end() ? original : parameters.at(found->second);
    };
    NamedOutputs outputs;
    for (const IValue& result : execute(*graph_, std::move(arguments), device, substitute))
      flatten(result, "", 0, outputs);
    for (std::string& name : outputs.names) {
      if (name.empty()) name = "output";
      if (name[0] >= '0' && name[0] <= '9') name = "output" + name;
    }
    if (outputs.tensors.empty()) fail("the program gives no tensor");
    return outputs;
  }

  /// Inputs that may be None stay so.
  bool is_optional(size_t index) const {
    return graph_->inputs()[index]->type()->kind() == c10::TypeKind::OptionalType;
  }

  void add_parameter(const std::string& name, const at::Tensor& tensor) {
    if (!tensor.defined() || index_.count(tensor.unsafeGetTensorImpl()) > 0) return;
    HostTensor data = with_context("'" + name + "'", [&] { return capture::to_host(tensor); });
    index_.emplace(tensor.unsafeGetTensorImpl(), parameters.size());
    parameters.push_back(
        {name, at::empty(tensor.sizes(), tensor.options().device(at::kMeta).requires_grad(false)), data});
  }

 private:
  static void flatten(const IValue& value, const std::string& path, int depth, NamedOutputs& outputs) {
    if (depth > kMostNestedOutputs) fail("the outputs are nested more than {} deep", kMostNestedOutputs);
    const auto below = [&](const std::string& key) { return path.empty() ? key : path + "_" + key; };
    if (value.isNone()) return;
    if (value.isTensor()) {
      outputs.names.push_back(path);
      outputs.tensors.push_back(value.toTensor());
    } else if (value.isTuple()) {
      const auto& elements = value.toTupleRef().elements();
      const auto& schema = value.type()->expect<c10::TupleType>()->schema();
      for (size_t i = 0; i < elements.size(); ++i) {
        const bool named = schema != nullptr && i < schema->arguments().size();
        flatten(elements[i], below(named ? schema->arguments()[i].name() : std::to_string(i)), depth + 1, outputs);
      }
    } else if (value.isList()) {
      const auto list = value.toList();
      for (size_t i = 0; i < list.size(); ++i) flatten(list.get(i), below(std::to_string(i)), depth + 1, outputs);
    } else if (value.isGenericDict()) {
      for (const auto& entry : value.toGenericDict())
        flatten(entry.value(), below(entry.key().isString() ? entry.key().toStringRef() : "key"), depth + 1, outputs);
    } else {
      fail("one of the program's outputs is {}, not a tensor", value.tagKind());
    }
  }

  torch::jit::Module module_;
  std::shared_ptr<torch::jit::Graph> graph_;
  std::unordered_map<const c10::TensorImpl*, size_t> index_;
};

void add_constants(ScriptProgram& program, torch::jit::Block& block) {
  for (torch::jit::Node* node : block.nodes()) {
    if (node->kind() == c10::prim::Constant) {
      const auto value = torch::jit::toIValue(node->output());
      // Numbers stay with their data: sizes may be computed of them.
      if (value && value->isTensor() && value->toTensor().dim() > 0)
        program.add_parameter("constant", value->toTensor());
    }
    for (torch::jit::Block* inner : node->blocks()) add_constants(program, *inner);
  }
}

void read_inputs(ScriptProgram& program, const torch::jit::Graph& graph) {
  for (size_t i = 1; i < graph.inputs().size(); ++i) {
    if (program.is_optional(i)) continue;
    const torch::jit::Value* value = graph.inputs()[i];
    std::string name = value->debugName();
    // "x.1" is how LibTorch numbers values of one name.
    if (const size_t dot = name.find('.'); dot != std::string::npos) name.resize(dot);
    if (value->type()->kind() != c10::TypeKind::TensorType)
      fail("its input '{}' is {}, not a tensor", name, value->type()->repr_str());
    ProgramInput input;
    input.name = name;
    input.shape_known = false;
    program.inputs.push_back(std::move(input));
  }
  if (program.inputs.empty()) fail("the program has no input that is a tensor");
}

}  // namespace

std::unique_ptr<Program> read_torchscript(const std::filesystem::path& file) {
  torch::jit::ExtraFilesMap extra{{kMetadataFile, ""}};
  torch::jit::Module module;
  std::shared_ptr<torch::jit::Graph> graph;
  try {
    module = torch::jit::load(file.string(), c10::Device(at::kCPU), extra);
    const auto forward = module.find_method("forward");
    if (!forward) fail("its module has no method 'forward'");
    graph = forward->graph()->copy();
    torch::jit::Inline(*graph);
  } catch (const Error&) {
    throw;
  } catch (const std::exception& e) {
    const std::string text = e.what();
    const size_t unknown = text.find("Unknown builtin op: ");
    if (unknown != std::string::npos) {
      const std::string name = text.substr(unknown + 20, text.find_first_of(".\n", unknown + 20) - unknown - 20);
      fail("it calls '{}', {}", name,
           starts_with(name, "aten::") ? "which this LibTorch does not have and Slipway does not make of others"
                                       : why_foreign(name));
    }
    fail("LibTorch cannot read it: {}", capture::first_line(e));
  }
  auto program = std::make_unique<ScriptProgram>(module, graph);
  program->origin = "TorchScript";
  for (const auto& attribute : module.named_attributes(true))
    if (attribute.value.isTensor()) {
      program->add_parameter(attribute.name, attribute.value.toTensor());
    } else if (attribute.value.isTensorList()) {
      const auto tensors = attribute.value.toTensorVector();
      for (size_t i = 0; i < tensors.size(); ++i)
        program->add_parameter(fmt::format("{}.{}", attribute.name, i), tensors[i]);
    }
  add_constants(*program, *graph->block());
  read_inputs(*program, *graph);
  if (!extra[kMetadataFile].empty()) program->extra[kMetadataFile] = extra[kMetadataFile];
  return program;
}

}  // namespace slipway::program::torchscript
