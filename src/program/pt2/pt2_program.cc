// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "program/pt2/pt2_program.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <set>

#include "base/error.h"
#include "capture/interpreter.h"
#include "program/pt2/archive.h"
#include "program/pt2/execution.h"
#include "program/pt2/schema.h"
#include "program/pt2/symbols.h"

namespace slipway::program::pt2 {
namespace {

using Kind = InputSpec::Kind;

class Pt2Program : public Program {
 public:
  explicit Pt2Program(ProgramText text) : text_(std::move(text)) {}

  NamedOutputs run(const std::vector<at::Tensor>& inputs, const std::vector<at::Tensor>& parameters) const override {
    Values values;
    size_t input = 0;
    size_t parameter = 0;
    for (const InputSpec& spec : text_.inputs) {
      const auto* tensor = std::get_if<TensorName>(&spec.argument);
      if (spec.kind == Kind::kUserConstant || tensor == nullptr) continue;
      values[tensor->name] = spec.kind == Kind::kUser ? inputs.at(input++) : parameters.at(parameter++);
    }
    const at::Device device = !inputs.empty() ? inputs[0].device() : at::Device(at::kCPU);
    bind_symbols(values, inputs);
    execute(text_.graph, values, device);
    NamedOutputs result;
    for (size_t i = 0; i < text_.outputs.size(); ++i) {
      const auto* tensor = std::get_if<TensorName>(&text_.outputs[i].argument);
      if (tensor == nullptr) continue;
      result.names.push_back(output_name(i));
      result.tensors.push_back(value_named(values, tensor->name).toTensor());
    }
    return result;
  }

  const ProgramText& text() const { return text_; }

 private:
  /// Sizes that the graph reads by their symbol, without asking a tensor.
  void bind_symbols(Values& values, const std::vector<at::Tensor>& inputs) const {
    size_t input = 0;
    for (const InputSpec& spec : text_.inputs) {
      if (spec.kind != Kind::kUser) continue;
      const at::Tensor& tensor = inputs.at(input++);
      const auto& sizes = text_.graph.tensors.at(std::get<TensorName>(spec.argument).name).sizes;
      for (size_t i = 0; i < sizes.size(); ++i) {
        if (sizes[i].expression.empty()) continue;
        const Affine size = read_affine(sizes[i].expression);
        if (size.symbol.empty()) continue;
        values[size.symbol] = (tensor.size(static_cast<int64_t>(i)) - size.offset) / size.factor;
      }
    }
  }

  std::string output_name(size_t index) const {
    std::string name;
    if (text_.output_names.size() == text_.outputs.size()) name = text_.output_names[index];
    if (name.empty() && text_.outputs.size() == 1) return "output";
    if (name.empty()) name = std::to_string(index);
    return name[0] >= '0' && name[0] <= '9' ? "output" + name : name;
  }

  ProgramText text_;
};

/// What a dynamic dimension is called where nobody says it.
std::string usual_name(size_t dim, size_t rank) {
  if (dim == 0) return "batch";
  if (rank == 4) return dim == 1 ? "channels" : dim == 2 ? "height" : "width";
  if (rank == 2 || rank == 3) return dim == 1 ? "length" : "width";
  return "dim" + std::to_string(dim);
}

/// Where a symbol stands among the sizes of the inputs.
struct Place {
  size_t input = 0;
  size_t dim = 0;
  Affine size;
};

/// The dynamic axes: one per symbol, by the size in which it stands with the smallest factor.
void find_axes(Pt2Program& program) {
  std::vector<std::string> symbols;
  std::vector<std::vector<Place>> places;
  size_t index = 0;
  for (const InputSpec& spec : program.text().inputs) {
    if (spec.kind != Kind::kUser) continue;
    const auto& sizes = program.text().graph.tensors.at(std::get<TensorName>(spec.argument).name).sizes;
    for (size_t dim = 0; dim < sizes.size(); ++dim) {
      if (sizes[dim].expression.empty()) continue;
      const Affine size = with_context(fmt::format("input '{}'", program.inputs[index].name),
                                       [&] { return read_affine(sizes[dim].expression); });
      if (size.symbol.empty()) {
        program.inputs[index].shape[dim].example = size.offset;
        continue;
      }
      const auto position = std::find(symbols.begin(), symbols.end(), size.symbol);
      if (position == symbols.end()) {
        symbols.push_back(size.symbol);
        places.emplace_back();
      }
      places[static_cast<size_t>(std::find(symbols.begin(), symbols.end(), size.symbol) - symbols.begin())].push_back(
          {index, dim, size});
    }
    ++index;
  }
  std::set<std::string> taken;
  for (size_t i = 0; i < symbols.size(); ++i) {
    const Place& base = *std::min_element(places[i].begin(), places[i].end(), [](const Place& a, const Place& b) {
      return std::abs(a.size.factor) < std::abs(b.size.factor);
    });
    ProgramInput& input = program.inputs[base.input];
    ProgramAxis axis;
    axis.name = usual_name(base.dim, input.shape.size());
    if (!taken.insert(axis.name).second) {
      axis.name = input.name + "_" + axis.name;
      for (int n = 2; !taken.insert(axis.name).second; ++n)
        axis.name = fmt::format("{}_{}", input.name, n + static_cast<int>(base.dim));
    }
    axis.step = std::abs(base.size.factor);
    axis.example = input.shape[base.dim].example;
    if (const auto range = program.text().ranges.find(symbols[i]); range != program.text().ranges.end()) {
      const auto size_at = [&](int64_t symbol) { return base.size.factor * symbol + base.size.offset; };
      constexpr int64_t kBeyond = int64_t{1} << 31;  // PyTorch's "no limit" is near 2^63
      if (range->second.minimum && *range->second.minimum < kBeyond)
        axis.minimum = std::max<int64_t>(1, size_at(*range->second.minimum));
      if (range->second.maximum && *range->second.maximum < kBeyond) axis.maximum = size_at(*range->second.maximum);
    }
    for (const Place& place : places[i]) {
      Size& size = program.inputs[place.input].shape[place.dim];
      if (place.size.factor % base.size.factor != 0)
        fail("the sizes {} and {} of '{}' are fractions of each other, which is not supported",
             program.text().graph.inputs.size(), size.example, program.inputs[place.input].name);
      size.axis = static_cast<int>(i);
      size.factor = place.size.factor / base.size.factor;
      size.offset = place.size.offset - size.factor * base.size.offset;
    }
    program.axes.push_back(std::move(axis));
  }
}

void add_input(Pt2Program& program, const std::string& name, const TensorText& tensor) {
  ProgramInput input;
  input.name = name;
  input.dtype = dtype_of_schema(tensor.dtype);
  for (const SizeText& size : tensor.sizes) {
    // Where no example is told, 2 is the smallest size that stands for any.
    const int64_t example = size.value.value_or(2);
    if (example < 0) fail("a size of input '{}' is {}", name, example);
    input.shape.push_back({example});
  }
  program.inputs.push_back(std::move(input));
}

void add_parameter(Pt2Program& program, Archive& archive, const InputSpec& spec) {
  const bool is_constant = spec.kind == Kind::kConstant || (spec.kind == Kind::kBuffer && !spec.persistent);
  const HostTensor* data = is_constant ? archive.constant(spec.name) : archive.weight(spec.name);
  // Where buffers that are not saved lie has changed between versions.
  if (data == nullptr && spec.kind == Kind::kBuffer)
    data = is_constant ? archive.weight(spec.name) : archive.constant(spec.name);
  if (data == nullptr)
    fail("the archive has no data of '{}', which its program reads; it is damaged", checkpoint::shown(spec.name));
  const auto options = at::TensorOptions().dtype(capture::scalar_type_of(data->dtype())).device(at::kMeta);
  program.parameters.push_back({spec.name, at::empty(data->shape(), options), *data});
}

}  // namespace

std::unique_ptr<Program> read_pt2(const checkpoint::Bytes& file) {
  Archive archive(file);
  ProgramText text = read_program(archive.model());
  auto program = std::make_unique<Pt2Program>(std::move(text));
  const ProgramText& known = program->text();
  program->origin =
      fmt::format("torch.export of PyTorch {} (schema {}.{})", known.torch_version.empty() ? "2" : known.torch_version,
                  known.schema_major, known.schema_minor);
  program->extra = archive.extra();
  for (const InputSpec& spec : known.inputs) {
    const auto* tensor = std::get_if<TensorName>(&spec.argument);
    if (spec.kind == Kind::kUserConstant) continue;
    if (tensor == nullptr) fail("an input of the program is no tensor, which is not supported");
    if (spec.kind != Kind::kUser) {
      add_parameter(*program, archive, spec);
      continue;
    }
    const auto found = known.graph.tensors.find(tensor->name);
    if (found == known.graph.tensors.end())
      fail("nothing says what its input '{}' is", checkpoint::shown(tensor->name));
    add_input(*program, tensor->name, found->second);
  }
  if (program->inputs.empty()) fail("the program has no input that is a tensor");
  size_t outputs = 0;
  for (const OutputSpec& output : known.outputs) {
    if (std::holds_alternative<TensorName>(output.argument)) ++outputs;
    if (std::holds_alternative<SymbolName>(output.argument))
      fail("an output of the program is a size, not a tensor; return tensors only");
  }
  if (outputs == 0) fail("the program has no output that is a tensor");
  find_axes(*program);
  return program;
}

}  // namespace slipway::program::pt2
